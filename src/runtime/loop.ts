/**
 * A loop drains what is due: once at its start (that is recovery), when its bell rings, and by the clock in case a ring was
 * lost. However often it rings, one round runs at a time.
 */
import type { Bell, LoopName } from "./bell.ts";
import type { Log } from "./log.ts";

export interface Loop {
  /** A round is running, asked for or waiting to be tried again. */
  isBusy(): boolean;
  /** Resolves when no round is running, asked for or waiting to be tried again. */
  idle(): Promise<void>;
  /** Starts no more rounds; resolves when the one in flight is done. Twice is once. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  readonly name: LoopName;
  readonly everyMs: number;
  readonly bell: Bell;
  readonly log: Log;
  /**
   * One round. May give the ms until it wants to look again, where that is sooner than the clock. The signal is aborted at
   * stop: waits may be cut short, a write that was begun is finished.
   */
  readonly work: (signal: AbortSignal) => Promise<number | void>;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 30_000;
const HURRIED_MS = 500;

export function startLoop({ name, everyMs, bell, log, work }: LoopOptions): Loop {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isAsked = false;
  let isHurried = false;
  let failures = 0;
  let settled = Promise.withResolvers<void>();

  const isStopped = (): boolean => ending.signal.aborted;
  const isBusy = (): boolean => running !== null || isAsked || failures > 0;

  const ask = (): void => {
    if (isStopped()) return;
    isAsked = true;
    if (running !== null) return;
    if (failures === 0) begin();
    else hurry();
  };

  /** What is new must not wait for the back-off of what failed; it waits a moment, so that a ring a failure is no storm. */
  const hurry = (): void => {
    if (isHurried) return;
    isHurried = true;
    clearTimeout(timer);
    timer = setTimeout(begin, HURRIED_MS);
  };

  const begin = (): void => {
    clearTimeout(timer);
    isAsked = false;
    isHurried = false;
    running = round().then(next);
  };

  /** Resolves to the ms until the next look, never rejects. */
  const round = async (): Promise<number> => {
    try {
      const sooner = await work(ending.signal);
      failures = 0;
      return Math.min(everyMs, sooner ?? everyMs);
    } catch (error) {
      const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
      failures += 1;
      log.error({ loop: name, error, failures, retryInMs }, "a round failed");
      return retryInMs;
    }
  };

  const next = (waitMs: number): void => {
    running = null;
    if (!isStopped()) {
      if (isAsked && failures === 0) return begin();
      timer = setTimeout(begin, Math.max(0, isAsked ? Math.min(waitMs, HURRIED_MS) : waitMs));
    }
    if (isStopped() || !isBusy()) settle();
  };

  const settle = (): void => {
    settled.resolve();
    settled = Promise.withResolvers<void>();
  };

  const silence = bell.listen(name, ask);
  ask();

  return {
    isBusy: () => isBusy() && !isStopped(),
    idle: async () => {
      if (isBusy() && !isStopped()) await settled.promise;
    },
    stop: async () => {
      silence();
      clearTimeout(timer);
      ending.abort();
      await running;
      settle();
    },
  };
}

/** Resolves when none of them is busy: while one was waited for, it may have rung another. */
export async function allIdle(loops: readonly Loop[]): Promise<void> {
  do await Promise.all(loops.map((loop) => loop.idle()));
  while (loops.some((loop) => loop.isBusy()));
}
