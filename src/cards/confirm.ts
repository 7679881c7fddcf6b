/** Asks once more before something that cannot be taken back lightly. */
import type { Line, Reply } from "../domain/reply.ts";
import { button, buttons } from "./words.ts";

export interface ConfirmFacts {
  /** What would happen, as a question. */
  readonly question: Line;
  readonly label: string;
  /** The command line that does it. */
  readonly run: string;
  readonly binds?: NonNullable<Reply["binds"]>;
}

export function confirmCard(facts: ConfirmFacts): Reply {
  return {
    outcome: "asks",
    blocks: [{ kind: "headline", mark: "attention", line: facts.question }, ...buttons(button(facts.label, facts.run))],
    ...(facts.binds === undefined ? {} : { binds: facts.binds }),
  };
}
