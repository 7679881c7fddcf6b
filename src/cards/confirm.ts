/** Asks once more before something that cannot be taken back lightly. */
import type { Line, Reply } from "../domain/reply.ts";
import { button, buttons } from "./words.ts";

export interface ConfirmFacts {
  /** What would happen, as a question. */
  readonly question: Line;
  readonly label: string;
  /** The command line that does it; it names what is meant (how many, up to which), so that it does nothing else later. */
  readonly run: string;
  /** The button is good until then (people's time, ms UTC). */
  readonly until: number;
}

export function confirmCard({ question, label, run, until }: ConfirmFacts): Reply {
  return {
    outcome: "asks",
    until,
    blocks: [{ kind: "headline", mark: "attention", line: question }, ...buttons(button(label, run))],
  };
}
