/**
 * The 60 s rule: what can raise exposure, remove protection or resume is not done on an old message, which may have waited
 * in a queue while the market moved. What makes the desk safer acts at any age.
 */
import { Refusal } from "../domain/errors.ts";
import type { Call, Command } from "./command.ts";

const STALE_MS = 60_000;
/** What Discord brings later than this, it has told the person that it failed: it must not happen behind their back. */
const LATE_IN_DISCORD_MS = 3_000;

/** Throws a Refusal for a message that is too old for its command. */
export function checkAge(command: Pick<Command, "stale">, { ageMs, lateMs, line, chat }: Call): void {
  const isLate = chat.platform === "discord" && lateMs > LATE_IN_DISCORD_MS;
  if (command.stale === "run" || (!isLate && ageMs <= STALE_MS)) return;
  throw new Refusal(
    "stale",
    `This message is ${Math.floor(ageMs / 1000)} s old: stale, not executed. Send it again if you still want it.`,
    [line],
  );
}

/** When an old message was written, for its card to say so; null for one that came at once. */
export function writtenAt({ ageMs }: Call, at: number): number | null {
  return ageMs > STALE_MS ? at - ageMs : null;
}
