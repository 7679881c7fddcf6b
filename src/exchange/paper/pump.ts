/**
 * Drives a simulated market by the wall clock, and never faster than the desk: the next event comes only when all that the
 * last one made due is done. A slow machine makes the market slower, never different.
 */
import { setImmediate, setTimeout } from "node:timers/promises";

import type { Speed } from "../../domain/feed.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Overdue, within } from "../../runtime/deadline.ts";
import type { Log } from "../../runtime/log.ts";

/** real: ×1, while a person decides on the market that they were shown. */
export type Pace = "full" | "real";
/** Also ends, without an error, when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface PumpOptions<Step> {
  /** The next event and how many ms of market time it lies ahead; null at the end of the data. */
  readonly next: () => Promise<{ readonly step: Step; readonly aheadMs: number } | null>;
  readonly apply: (step: Step) => void;
  readonly speed: Speed;
  readonly pace: () => Promise<Pace>;
  /** Resolves when the desk has done what is due. */
  readonly idle: () => Promise<void>;
  readonly onEnd: () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly sleep?: Sleep;
}

export interface Pump {
  /** Resolves when the event in flight is booked; none follows. Twice is once. */
  stop(): Promise<void>;
}

/** How soon a change of pace is seen, and how much lateness is made up for at most. */
const SLICE_MS = 100;
const IDLE_MS = 10_000;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 30_000;

export function startPump<Step>(options: PumpOptions<Step>): Pump {
  const { next, apply, speed, pace, idle, onEnd, clock, log, sleep = realSleep } = options;
  const ending = new AbortController();
  const { signal } = ending;
  let mark = clock.now();
  /** Market ms still to pass; below zero: late. */
  let left = 0;

  const pass = (rate: number): void => {
    const now = clock.now();
    const passedMs = Math.min(Math.max(0, now - mark), SLICE_MS);
    mark = now;
    left = Math.max(left - passedMs * rate, -SLICE_MS * rate);
  };

  const wait = async (aheadMs: number): Promise<void> => {
    left += aheadMs;
    do {
      const rate = rateOf(speed, await pace());
      if (rate === Infinity) left = 0;
      else pass(rate);
      await sleep(left > 0 ? Math.min(SLICE_MS, Math.ceil(left / rate)) : 0, signal);
      if (rate !== Infinity) pass(rate);
    } while (left > 0 && !signal.aborted);
  };

  const untilIdle = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await within(IDLE_MS, "the desk", unlessAborted(idle(), signal));
      } catch (error) {
        if (!(error instanceof Overdue)) throw error;
        log.warn({ waitedMs: IDLE_MS }, "the market waits for the desk");
      }
    }
  };

  const run = async (): Promise<void> => {
    for (let retryInMs = FIRST_RETRY_MS; !signal.aborted;) {
      try {
        const ahead = await next();
        if (ahead === null) return onEnd();
        await wait(ahead.aheadMs);
        await untilIdle();
        if (signal.aborted) return;
        apply(ahead.step);
        retryInMs = FIRST_RETRY_MS;
      } catch (error) {
        left = 0;
        log.error({ error, retryInMs }, "the market could not go on");
        await sleep(retryInMs, signal);
        retryInMs = Math.min(2 * retryInMs, LAST_RETRY_MS);
      }
    }
  };

  const running = run();
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

function rateOf(speed: Speed, pace: Pace): number {
  const full = speed === "max" ? Infinity : speed;
  return pace === "real" ? Math.min(full, 1) : full;
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = (): void => resolve();
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

export async function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return setImmediate();
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
