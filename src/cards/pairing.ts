/** One-time codes, and what becomes of them. */
import type { Reply } from "../domain/reply.ts";
import { command, left } from "./values.ts";

export interface CodeFacts {
  /** `493-204` */
  readonly code: string;
  /** People's time, ms UTC. */
  readonly until: number;
  /** The desk's bot in Telegram; null where it has none. */
  readonly telegramBot: string | null;
}

export function codeCard({ code, until, telegramBot }: CodeFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [command(`/pair ${code}`)] },
      {
        kind: "text",
        line: ["Send this to the bot from your other account: then that is you. Good once, for ", left(until), "."],
      },
      ...(telegramBot === null
        ? []
        : [{ kind: "text", line: [`In Telegram this does it: ${linkTo(telegramBot, code)}`] } as const]),
      { kind: "text", line: ["Show it to nobody: whoever sends it first has your role."] },
    ],
  };
}

/** Opens the chat with the bot and sends it the code (core.telegram.org/api/links, bot links). */
function linkTo(bot: string, code: string): string {
  return `https://t.me/${bot}?start=pair-${code.replace("-", "")}`;
}

export function spoiledCodesCard(tries: number): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`${tries} wrong pairing codes: the code is dead`] },
      { kind: "text", line: ["Somebody guesses. Type ", command("/pair"), " or restart the desk for a new one."] },
    ],
  };
}
