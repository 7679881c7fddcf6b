/** A chat that gets a digest each day, and when. */
import { z } from "zod";

import type { ChatId, TimeOfDay } from "../domain/ids.ts";
import { table } from "./base.ts";
import { id, name, word } from "./schema.ts";

const schema = z.strictObject({
  chatId: id<ChatId>(),
  /** By the clocks of its zone: 08:00. */
  time: name<TimeOfDay>(),
  /** IANA. */
  zone: word(),
});

export class Digest extends table("digests", schema, "chat_id") {}
