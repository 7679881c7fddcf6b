/** How much is open, as the desk's status tells it: one question instead of three. */
import type { Knex } from "knex";

import { prepared } from "../db/prepared.ts";
import { WORKING_STATES } from "../domain/order.ts";

export interface OpenCounts {
  /** Decided together counts as one. */
  readonly proposals: number;
  /** At an exchange, or on their way there. */
  readonly orders: number;
  readonly positions: number;
}

const COUNT = prepared(
  `select
     (select count(*) from orders where state = 'proposed' and leg is null) as proposals,
     (select count(*) from orders where state in (${WORKING_STATES.map(() => "?").join(", ")})) as orders,
     (select count(*) from positions where closed_time is null) as positions`,
);

export async function openCounts(db: Knex): Promise<OpenCounts> {
  const [counts] = await COUNT.rows<OpenCounts>(db, [...WORKING_STATES]);
  if (counts === undefined) throw new Error("a count gave no row");
  return counts;
}
