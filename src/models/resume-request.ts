/** One admin's wish to end a halt, which another one confirms. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { AlertId, PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { generated, id, nullable, time } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  haltId: id(),
  personId: id<PersonId>(),
  /** People's time, ms UTC. */
  askedAt: time(),
  /** The card that asks for the second person. */
  alertId: nullable(id<AlertId>()),
});

export class ResumeRequest extends table("resume_requests", schema) {}

/** Of these halts, what was asked after a moment (people's time, ms); the newest last. */
export async function requestsSince(db: Knex | Tx, halts: readonly number[], since: number): Promise<ResumeRequest[]> {
  return ResumeRequest.query(db)
    .whereIn("halt_id", [...halts])
    .where("asked_at", ">", since)
    .orderBy("id");
}
