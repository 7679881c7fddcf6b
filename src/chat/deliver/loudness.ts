/** Whether a message makes a sound where it is shown. */
import { isQuiet, quietHours } from "../../domain/quiet.ts";
import { LOUD } from "../../domain/topic.ts";
import type { Alert } from "../../models/alert.ts";
import type { Chat } from "../../models/chat.ts";

type Wishes = Pick<Chat, "sound" | "quiet" | "zone">;
type Graded = Pick<Alert, "severity" | "reply">;

/** What is grave always sounds; else what asks does, unless the chat wants more or less, or it is one of its quiet hours. */
export function isSilent({ sound, quiet, zone }: Wishes, { severity, reply }: Graded, now: number): boolean {
  if (severity >= LOUD) return false;
  const hours = quiet === null ? null : quietHours(quiet);
  if (hours !== null && isQuiet(hours, now, zone)) return true;
  return sound === null ? reply.outcome !== "asks" : sound === "silent";
}
