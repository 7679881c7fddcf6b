/** One writer: who holds the lease may write, and every write proves it by the epoch (db/transact.ts). */
import { LeaseTaken } from "../domain/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Db } from "./desk.ts";
import { lockFile } from "./lock-file.ts";

export interface Lease {
  /** Grows with each process that takes over. */
  readonly epoch: number;
  isHeld(): boolean;
  /** Told by whoever finds out. The first time, `onLost` is called; afterwards no transaction begins. */
  lost(reason: string): void;
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** For people to read in the lease row: host and process. */
  readonly owner: string;
  readonly clock: Clock;
  onLost(reason: string): void;
  /** What only the holder may do before it writes: migrations and seeds. */
  prepare(): Promise<void>;
}

/** Throws LeaseTaken where another process holds it. */
export async function acquireLease(db: Db, options: LeaseOptions): Promise<Lease> {
  let isHeld = true;
  const lost = (reason: string): void => {
    if (!isHeld) return;
    isHeld = false;
    options.onLost(reason);
  };
  const unlock = await lockDatabase(db, lost);
  try {
    await options.prepare();
    const epoch = await nextEpoch(db, options);
    const release = async (): Promise<void> => {
      isHeld = false;
      await unlock();
    };
    return { epoch, isHeld: () => isHeld, lost, release };
  } catch (error) {
    isHeld = false;
    await unlock();
    throw error;
  }
}

/** Keeps every other Outcry from this database until the returned function is called. Throws LeaseTaken. */
export function lockDatabase(db: Db, onLost: (reason: string) => void): Promise<() => Promise<void>> {
  return db.client === "sqlite" ? lockBySideFile(db) : lockByAdvisory(db, onLost);
}

async function nextEpoch(db: Db, { owner, clock }: LeaseOptions): Promise<number> {
  const next = { epoch: db.writer.raw("epoch + 1"), owner, taken_at: clock.now() };
  const [row] = await db
    .writer<{ id: number; epoch: number }>("lease")
    .where({ id: 1 })
    .update(next)
    .returning("epoch");
  if (row === undefined) throw new Error("the database has no lease row: its seeds have not run");
  return row.epoch;
}

// A file beside the database, which itself must stay readable: whoever names the same database meets the same lock.
async function lockBySideFile(db: Db): Promise<() => Promise<void>> {
  const { filename } = db.writer.client.config.connection as { filename: string };
  const unlock = lockFile(`${filename}.lock`);
  return async () => unlock();
}

/** What is used of a connection of `pg`. */
interface PgConnection {
  query(sql: string, values: readonly unknown[]): Promise<{ rows: { locked?: boolean }[] }>;
  on(event: "error" | "end", listener: () => void): void;
}

/** Advisory locks belong to one database; the number only has to be ours. */
const ADVISORY_KEY = 6_885_229;

// On a connection of its own: the lock lives exactly as long as that connection.
async function lockByAdvisory(db: Db, onLost: (reason: string) => void): Promise<() => Promise<void>> {
  const client = db.writer.client as {
    acquireRawConnection(): Promise<PgConnection>;
    destroyRawConnection(connection: PgConnection): Promise<void>;
  };
  const connection = await client.acquireRawConnection();
  let isReleased = false;
  const ended = (): void => {
    if (!isReleased) onLost("the connection that held the lock on the database has ended");
  };
  connection.on("error", ended);
  connection.on("end", ended);
  const unlock = async (): Promise<void> => {
    isReleased = true;
    await client.destroyRawConnection(connection);
  };
  const { rows } = await connection.query("select pg_try_advisory_lock($1) as locked", [ADVISORY_KEY]);
  if (rows[0]?.locked === true) return unlock;
  await unlock();
  throw new LeaseTaken();
}
