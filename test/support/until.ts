import { setTimeout as wait } from "node:timers/promises";

const LOOK_EVERY_MS = 20;

/** Waits for a condition: gives the first value that is neither undefined, null nor false. Throws after the deadline. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = 60_000,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen as Exclude<T, undefined | null | false>;
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await wait(LOOK_EVERY_MS);
  }
}
