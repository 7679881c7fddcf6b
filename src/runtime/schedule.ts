/**
 * Moments of people's time at which something is looked at. node-cron ticks, and decides nothing: what is due once is claimed
 * in the database by whoever looks (models/slot.ts), so that a tick too many, too late or too few changes nothing.
 */
import type { Log } from "./log.ts";

/** Once a minute: soon after candles close. */
export const EVERY_MINUTE = "1 * * * * *";
/** A tick that a blocked process missed comes late, up to so much; node-cron drops it after a second. */
const TOLERANCE_MS = 54_000;

export interface Schedule {
  /** Twice is once. */
  stop(): Promise<void>;
}

/** UTC. A look that has not ended keeps the next one from beginning. */
export function startSchedule(log: Log, name: string, pattern: string, look: () => void | Promise<void>): Schedule {
  const task = scheduled(log, name, pattern, look);
  return { stop: async () => (await task).destroy() };
}

/** A desk that is opened for one line schedules nothing, and does not load what it would take. */
async function scheduled(log: Log, name: string, pattern: string, look: () => void | Promise<void>) {
  const { schedule } = await import("node-cron");
  return schedule(pattern, look, {
    name,
    timezone: "UTC",
    noOverlap: true,
    missedExecutionTolerance: TOLERANCE_MS,
    suppressMissedWarning: true,
    // Left out, it writes what a look threw to the terminal, past the log and what that keeps secret.
    logger: {
      error: (told, error) => log.error({ schedule: name, error: error ?? told }, "a scheduled look failed"),
      warn: (told) => log.warn({ schedule: name }, told),
      info: (told) => log.debug({ schedule: name }, told),
      debug: (told) => log.debug({ schedule: name }, String(told)),
    },
  });
}
