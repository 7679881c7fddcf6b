/**
 * Small writes that nobody waits for (what was shown, which reading command was answered) share one commit: on a disk that
 * is asked to be sure, a commit costs more than all of them.
 */
import type { Desk } from "../db/desk.ts";
import { transact, type Tx } from "../db/transact.ts";

type Work = (tx: Tx) => Promise<void>;

export interface Batch {
  /** Joins the next commit; settles with it. */
  add(work: Work): Promise<void>;
  /** Commits what waits; settles when nothing does. Never rejects: each `add` tells its own failure. */
  flush(): Promise<void>;
}

interface Waiting {
  readonly work: Work;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

const MOST_IN_ONE = 500;

/** `everyMs` is the longest that a mark waits for others. */
export function createBatch(desk: Desk, everyMs: number): Batch {
  const waiting: Waiting[] = [];
  /** Takes back the next commit, where one is on its way. */
  let cancel: (() => void) | null = null;
  let committing: Promise<void> | null = null;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      cancel?.();
      cancel = null;
      await commit(desk, waiting.splice(0, MOST_IN_ONE));
    }
    committing = null;
  };

  // Not begun without work: it would be over before it is noted as running.
  const flush = async (): Promise<void> => {
    if (waiting.length > 0 || committing !== null) await (committing ??= drain());
  };

  return {
    add: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        cancel ??= soon(everyMs, () => void flush());
      }),
    flush,
  };
}

/** Gives what takes it back. */
function soon(ms: number, work: () => void): () => void {
  if (ms === 0) {
    const immediate = setImmediate(work);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

/** One bad mark must not take the others with it: where the commit fails, each gets its own. */
async function commit(desk: Desk, batch: readonly Waiting[]): Promise<void> {
  try {
    await transact(desk, async (tx) => {
      for (const { work } of batch) await work(tx);
    });
    for (const { resolve } of batch) resolve();
  } catch (error) {
    const [first] = batch;
    if (batch.length === 1) return first?.reject(error);
    for (const one of batch) await commit(desk, [one]);
  }
}
