/** A chat that moved, or that nothing can be shown in any more. */
import type { Reply } from "../domain/reply.ts";
import { command } from "./values.ts";
import { capital, counted, platformName, sentence } from "./words.ts";

export interface PlaceFacts {
  readonly platform: string;
  /** The platform's id of it. */
  readonly ref: string;
  /** Whose it is, where a person is alone there with the desk. */
  readonly person: string | null;
}

export interface ClosedFacts {
  readonly chat: PlaceFacts;
  /** In words: `the bot was blocked`. */
  readonly why: string;
  /** How many messages were due there. */
  readonly unseen: number;
  /** Alerts went there. */
  readonly wasTold: boolean;
}

export function closedChatCard({ chat, why, unseen, wasTold }: ClosedFacts): Reply {
  const due = `${counted(unseen, "message was", "messages were")} due there: `;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`${capital(nameOf(chat))} is out of reach: ${why}`] },
      ...(unseen === 0 ? [] : [{ kind: "text", line: [due, command("/alerts")] } as const]),
      {
        kind: "text",
        line: [
          sentence(wasTold ? "Alerts no longer go there" : "Nothing is sent there"),
          " It is in use again as soon as somebody writes to the bot there.",
        ],
      },
    ],
  };
}

export function movedChatCard({ chat, why }: Pick<ClosedFacts, "chat" | "why">): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`${capital(why)}: its alerts come to another chat now`] },
      {
        kind: "text",
        line: [`It was ${nameOf(chat)}. In the chat that they come to, `, command("/notify"), " changes that."],
      },
    ],
  };
}

/** `Ann's chat in Telegram`, `chat -1001/12 in Telegram` */
function nameOf({ platform, ref, person }: PlaceFacts): string {
  const chat = person === null ? `chat ${ref}` : `${person}'s chat`;
  return `${chat} in ${platformName(platform)}`;
}
