/** A message of the local chat, as its clients get it; `seq` is what they resume after. */
import { z } from "zod";

import type { Shown } from "../domain/reply.ts";
import { table } from "./base.ts";
import { count, generated, json, nullable, time, word } from "./schema.ts";

const schema = z.strictObject({
  seq: generated(),
  chatRef: word(),
  /** The message that this shows or changes. */
  ref: word(),
  /** The same key is the same message at the same revision. */
  key: word(),
  revision: count(),
  inReplyTo: nullable(word()),
  content: json<Shown>(),
  createdAt: time(),
});

export class LocalMessage extends table("local_messages", schema, "seq") {}
