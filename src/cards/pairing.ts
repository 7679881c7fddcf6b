/** One-time codes, and what becomes of them. */
import type { Reply } from "../domain/reply.ts";
import { command, left } from "./values.ts";

export interface CodeFacts {
  /** `493-204` */
  readonly code: string;
  /** People's time, ms UTC. */
  readonly until: number;
}

export function codeCard({ code, until }: CodeFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [command(`/pair ${code}`)] },
      {
        kind: "text",
        line: ["Send this to the bot from your other account: then that is you. Good once, for ", left(until), "."],
      },
      { kind: "text", line: ["Show it to nobody: whoever sends it first has your role."] },
    ],
  };
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
