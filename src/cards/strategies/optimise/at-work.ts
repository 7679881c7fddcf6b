/** An optimisation while it is at work, and where it ended without a result. */
import type { Block, Line, Reply } from "../../../domain/reply.ts";
import type { Decision } from "../../order/facts.ts";
import { asRatio } from "../../performance/words.ts";
import { command, pairName } from "../../values.ts";
import { button, buttons, who } from "../../words.ts";
import type { Optimising, SoFar } from "./facts.ts";

export function optimisingCard(facts: Optimising, soFar: SoFar): Reply {
  return {
    outcome: "open",
    blocks: [
      { kind: "headline", mark: "waiting", line: ["Optimising ", ...whatOf(facts)], aside: asideOf(facts) },
      { kind: "text", line: [command(`/${facts.plan.line}`)] },
      { kind: "text", line: [barOf(soFar)] },
      ...bestLines(soFar),
      ...buttons(button("Cancel", `optimise cancel ${facts.id}`)),
    ],
  };
}

export function canceledCard(facts: Optimising, decision: Decision): Reply {
  return ended(facts, "lapsed", ["Canceled by ", ...who(decision), ": the optimisation of ", ...whatOf(facts)], []);
}

/** The desk stopped while it was at work. */
export function interruptedCard(facts: Optimising): Reply {
  const line: Line = [
    "The desk was stopped meanwhile, and nothing of it is kept. Run it again: ",
    command(`/${facts.plan.line}`),
  ];
  return ended(facts, "attention", ["Interrupted: the optimisation of ", ...whatOf(facts)], [line]);
}

export function failedCard(facts: Optimising, sentence: string): Reply {
  return ended(facts, "refused", ["Not optimised: ", ...whatOf(facts)], [[sentence]]);
}

function ended(facts: Optimising, mark: "lapsed" | "attention" | "refused", line: Line, lines: readonly Line[]): Reply {
  return {
    outcome: mark === "refused" ? "refused" : "done",
    blocks: [
      { kind: "headline", mark, line, aside: asideOf(facts) },
      ...lines.map((each): Block => ({ kind: "text", line: each })),
      ...buttons(button("Run again", facts.plan.line)),
    ],
  };
}

/** `Trend following · BTC/USDT` */
function whatOf({ plan }: Optimising): Line {
  return [`${plan.name} · `, pairName(plan.pair)];
}

/** Not `#3`, which is an order's. */
function asideOf({ id }: Optimising): Line {
  return [`no. ${id}`];
}

const BAR = 20;

/** `████████░░░░░░░░░░░░ 40 %, 200 of 500 sets` */
function barOf({ done, of, isExact }: SoFar): string {
  const full = Math.floor((done / of) * BAR);
  const bar = "█".repeat(full) + "░".repeat(BAR - full);
  const words = `${bar} ${Math.floor((done / of) * 100)} %, ${done} of ${of} sets`;
  return isExact ? `${words}; the best run once more, exactly` : words;
}

function bestLines({ best }: SoFar): Block[] {
  if (best === null) return [];
  return [{ kind: "text", line: [`Best so far: ${best.settings.join(" ")}, Sharpe `, asRatio(best.sharpe)] }];
}
