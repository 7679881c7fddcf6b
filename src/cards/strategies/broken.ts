/** A strategy failed, and is paused. */
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { pairName } from "../values.ts";
import { button, buttons } from "../words.ts";

export interface BrokenFacts {
  readonly id: string;
  readonly name: string;
  /** Null where it failed before it looked at one. */
  readonly pair: string | null;
  /** What happened and what to do, where that has words. */
  readonly reason: string | null;
  /** For the log. */
  readonly incident: string;
}

export function brokenCard({ id, name, pair, reason, incident }: BrokenFacts): Reply {
  const where: Line = pair === null ? [] : [" on ", pairName(pair)];
  const happened: Block[] = reason === null ? [] : [{ kind: "text", line: [reason] }];
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`${name} failed`, ...where, " and is paused"] },
      ...happened,
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
