/**
 * Moments of people's time at which something is looked at. node-cron ticks, and decides nothing: what is due once is claimed
 * in the database by whoever looks (models/slot.ts), so that a tick too many, too late or too few changes nothing.
 */
import { schedule } from "node-cron";

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
  const task = schedule(pattern, look, {
    name,
    timezone: "UTC",
    noOverlap: true,
    missedExecutionTolerance: TOLERANCE_MS,
    suppressMissedWarning: true,
  });
  task.on("execution:failed", ({ execution }) => {
    log.error({ schedule: name, error: execution?.error }, "a scheduled look failed");
  });
  return { stop: async () => task.destroy() };
}
