/** A code that lets an unknown account in as a person. One a person; it goes when it was used, spoiled or revoked. */
import { z } from "zod";

import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { count, generated, id, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  personId: id<PersonId>(),
  /** Of its digits, by the desk's key: they stand nowhere. */
  seal: word(),
  createdAt: time(),
  /** People's time, ms UTC. */
  expiresAt: time(),
  /** Of anybody, while this code was good. */
  wrongTries: count().default(0),
});

export class PairingCode extends table("pairing_codes", schema) {}
