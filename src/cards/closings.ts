/** /close all: how many exits are on their way, and which positions could not be sold. */
import type { Reply } from "../domain/reply.ts";
import { counted } from "./words.ts";

export interface ClosingsFacts {
  readonly closing: number;
  /** A sentence for each position that stays open. */
  readonly refusals: readonly string[];
}

export function closingsCard({ closing, refusals }: ClosingsFacts): Reply {
  const sold = `${counted(closing, "position is", "positions are")} being closed`;
  const kept = refusals.length === 0 ? "" : `, ${counted(refusals.length, "stays", "stay")} open`;
  return {
    outcome: closing === 0 ? "refused" : "open",
    blocks: [
      { kind: "headline", mark: closing === 0 ? "refused" : "waiting", line: [`${sold}${kept}`] },
      ...refusals.map((sentence) => ({ kind: "text", line: [sentence] }) as const),
    ],
  };
}
