/** A halt that also offers to sell what is held: how far that has come. */
import type { Knex } from "knex";
import { z } from "zod";

import type { Tx } from "../db/transact.ts";
import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { id, nullable, oneOf, time } from "./schema.ts";
import { standingHalts } from "./halt.ts";

const schema = z.strictObject({
  haltId: id(),
  /** asks: what flattening would do is shown · kept: a person has decided against · flattened: a person has decided for it */
  step: oneOf(["asks", "kept", "flattened"]),
  /** When what it would do was last shown; people's time, ms UTC. */
  previewedAt: time(),
  decidedBy: nullable(id<PersonId>()),
  decidedAt: nullable(time()),
});

export class Panic extends table("panics", schema, "halt_id") {}

/** The newest that nobody has resumed. */
export async function standingPanic(db: Knex | Tx): Promise<Panic | undefined> {
  const standing = (await standingHalts(db)).map((halt) => halt.id);
  return Panic.query(db).whereIn("halt_id", standing).orderBy("halt_id", "desc").first();
}
