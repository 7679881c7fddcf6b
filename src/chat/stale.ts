/**
 * The 60 s rule: what can raise exposure, remove protection or resume is not done on an old message, which may have waited
 * in a queue while the market moved. What makes the desk safer acts at any age.
 */
import { Refusal } from "../domain/errors.ts";
import type { Call, Command } from "./command.ts";

const STALE_MS = 60_000;
/** Discord tells the person after three seconds that it failed: then it must not happen behind their back. */
const STALE_IN_DISCORD_MS = 3_000;

/** Throws a Refusal for a message that is too old for its command. */
export function checkAge(command: Pick<Command, "stale">, { ageMs, line, chat }: Call): void {
  const longest = chat.platform === "discord" ? STALE_IN_DISCORD_MS : STALE_MS;
  if (command.stale === "run" || ageMs <= longest) return;
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
