/** A strategy failed, and is paused. */
import type { Reply } from "../../domain/reply.ts";
import { pairName } from "../values.ts";
import { button, buttons } from "../words.ts";

export interface BrokenFacts {
  readonly id: string;
  readonly name: string;
  readonly pair: string;
  /** For the log. */
  readonly incident: string;
}

export function brokenCard({ id, name, pair, incident }: BrokenFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`${name} failed on `, pairName(pair), " and is paused"] },
      {
        kind: "text",
        line: [
          `Incident ${incident} in the log. It opens nothing more; its positions keep their stops, but by its rule it closes none.`,
        ],
      },
      ...buttons(button("Strategy", `strategy ${id}`), button("Positions", "positions")),
    ],
  };
}
