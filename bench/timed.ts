/** How long something takes, and what it costs everybody else meanwhile. */
import { setImmediate } from "node:timers/promises";

import { columnOf, type Figure } from "./figures.ts";

/** All in ms. */
export interface Timed {
  readonly ms: number;
  /** The longest that a timer of one millisecond came too late: so long the event loop was held. */
  readonly blockedMs: number;
  /** Processor time of this thread: what others do on a busy machine is not in it. */
  readonly workedMs: number;
}

const TICK_MS = 1;

export async function timed(work: () => Promise<unknown>): Promise<Timed> {
  await setImmediate(); // what the last one left behind is not this one's
  const [begun, worked] = [performance.now(), process.threadCpuUsage()];
  let [last, blockedMs] = [begun, 0];
  const tick = (): void => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - last - TICK_MS);
    last = now;
  };
  const ticking = setInterval(tick, TICK_MS);
  await work();
  tick();
  clearInterval(ticking);
  const { user, system } = process.threadCpuUsage(worked);
  return { ms: performance.now() - begun, blockedMs, workedMs: (user + system) / 1000 };
}

export function timedColumn(name: string, rows: readonly Timed[], key: keyof Timed = "ms"): Figure {
  return columnOf<keyof Timed>(rows)(name, key);
}
