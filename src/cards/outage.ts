/** A chat platform that does not answer, told on the others. */
import type { Reply } from "../domain/reply.ts";
import { counted, sentence } from "./words.ts";

export interface OutageFacts {
  /** As people name it: `Telegram`. */
  readonly platform: string;
  /** How long it lasts, or has lasted, ms. */
  readonly forMs: number;
  /** Alerts that are to be shown there. */
  readonly waiting: number;
  /** What was seen, in words. */
  readonly trouble: string;
}

export function outageCard({ platform, forMs, waiting, trouble }: OutageFacts): Reply {
  const line = `${platform} unreachable for ${minutes(forMs)}, ${counted(waiting, "alert", "alerts")} waiting`;
  return {
    outcome: "open",
    blocks: [
      { kind: "headline", mark: "attention", line: [line] },
      { kind: "text", line: [sentence(trouble)] },
      {
        kind: "text",
        line: ["The desk goes on, and so do the other chats. What waits is shown there when it answers."],
      },
    ],
  };
}

export function outageOverCard({ platform, forMs, waiting }: Omit<OutageFacts, "trouble">): Reply {
  const shown =
    waiting === 0 ? "nothing waits there" : `${counted(waiting, "alert is", "alerts are")} being shown there`;
  const line = `${platform} answers again after ${minutes(forMs)}: ${shown}`;
  return { outcome: "done", blocks: [{ kind: "headline", mark: "done", line: [line] }] };
}

const MINUTE_MS = 60_000;

function minutes(ms: number): string {
  return `${Math.floor(ms / MINUTE_MS)} min`;
}
