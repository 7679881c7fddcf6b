import type { Knex } from "knex";

import type { Clock } from "../runtime/clock.ts";
import type { Bell } from "../runtime/bell.ts";
import type { Log } from "../runtime/log.ts";
import type { SealKey } from "../runtime/seal.ts";
import type { Lease } from "./lease.ts";

/** Two handles on one database. Reading never waits for an open write transaction. */
export interface Db {
  readonly client: "sqlite" | "postgres";
  /** For reading; read-only on SQLite. `Model.query(desk.db.reader)`. */
  readonly reader: Knex;
  /** For db/transact.ts, migrations and the lease alone. */
  readonly writer: Knex;
  destroy(): Promise<void>;
}

/** What everything above db/ needs to read and write. App extends it. */
export interface Desk {
  readonly db: Db;
  readonly lease: Lease;
  readonly clock: Clock;
  readonly log: Log;
  /** Rung after a commit: wakes the loops. */
  readonly bell: Bell;
  /** Made of the master key: what it signs cannot be made, or guessed, by who has the database alone. */
  readonly sealKey: SealKey;
}
