/** An order that waits for a yes: everything needed to decide, nothing that needs scrolling. */
import { mul, toNumber } from "../../domain/money.ts";
import type { ChartLevel } from "../../domain/chart.ts";
import type { Block, Button, Inline, Line, Reply } from "../../domain/reply.ts";
import type { OrderFacts } from "./facts.ts";
import { ruleWords } from "../strategies/signal.ts";
import { exitLines } from "../protection.ts";
import { CHANGE, ESTIMATE, money, number, percent, price } from "../values.ts";
import { button, buttons, idOf, live, terms, timeLeft, whatAndWhere, who } from "../words.ts";

export function proposalCard(facts: OrderFacts): Reply {
  return {
    outcome: "asks",
    binds: { order: facts.id, version: facts.version },
    ...(facts.expiresAt === null ? {} : { until: facts.expiresAt }),
    blocks: [
      ...opening(facts),
      { kind: "text", line: priceAndCost(facts) },
      ...facts.notes.map((line) => ({ kind: "text", line }) as const),
      {
        kind: "fields",
        fields: [why(facts), ...withoutStop(facts), ...exitLines(facts), cost(facts), ...after(facts)],
      },
      ...chart(facts),
      ...fourEyes(facts),
      { kind: "text", mark: "waiting", line: asked(facts) },
      ...buttons(...choices(facts)),
    ],
  };
}

function opening(facts: OrderFacts): Block[] {
  const mark = facts.side === "BUY" ? "buy" : "sell";
  if (facts.requotedPercent === null)
    return [{ kind: "headline", mark, line: whatAndWhere(facts), aside: idOf(facts) }];
  return [
    { kind: "headline", mark: "requoted", line: moved(facts, facts.requotedPercent), aside: idOf(facts) },
    { kind: "text", mark, line: whatAndWhere(facts) },
  ];
}

function moved(facts: OrderFacts, by: NonNullable<OrderFacts["requotedPercent"]>): Line {
  const limit: Inline[] = facts.validPercent === null ? [] : [" (limit ±", percent(facts.validPercent), ")"];
  const quote = price(facts.quotePrice, facts.pricePlaces);
  return [...live(facts), "The price moved ", percent(by, CHANGE), ...limit, ". New quote: ", quote];
}

/** A limit's cost is what it says; what the market will take is an estimate. */
function priceAndCost(facts: OrderFacts): Line {
  const worth = mul(facts.quantity, facts.limit ?? facts.quotePrice);
  if (facts.limit === null) return [money(worth, facts.quote, ESTIMATE), ...terms(facts)];
  return [money(worth, facts.quote), ...terms(facts), ", market at ", price(facts.quotePrice, facts.pricePlaces)];
}

function why(facts: OrderFacts): { label: string; lines: Line[] } {
  if (facts.evidence === null) return { label: "Why", lines: [[`asked by ${facts.proposedBy}`]] };
  return { label: "Why", lines: [[ruleWords(facts.evidence)], [`${facts.proposedBy}, ${facts.evidence.sizing}`]] };
}

/** Who types an order says what protects it; of what a strategy thought of, people are told. */
function withoutStop({ evidence, exits }: OrderFacts): { label: string; lines: Line[] }[] {
  if (evidence === null || exits.stop !== null) return [];
  return [{ label: "Stop", lines: [["none: where the price falls, nothing sells what this buys"]] }];
}

function cost(facts: OrderFacts): { label: string; lines: Line[] } {
  const slippage: Inline[] =
    facts.slippagePercent === null ? [] : [", slippage ", percent(facts.slippagePercent, ESTIMATE)];
  return { label: "Cost", lines: [["fee ", money(facts.feeEstimate, facts.quote, ESTIMATE), ...slippage]] };
}

function after({ after, quote }: OrderFacts): { label: string; lines: Line[] }[] {
  if (after === null) return [];
  const free: Line = ["free ", money(after.free, quote)];
  if (after.exposureBefore === null || after.exposureAfter === null) return [{ label: "After", lines: [free] }];
  const exposure: Line = [
    "exposure ",
    number(after.exposureBefore, 1),
    " → ",
    percent(after.exposureAfter, { places: 1 }),
    " of equity",
  ];
  return [{ label: "After", lines: [exposure, free] }];
}

function fourEyes({ fourEyes }: OrderFacts): Block[] {
  if (fourEyes === null) return [];
  return [
    { kind: "text", line: ["1 of 2 approvals: ", ...who(fourEyes.first)] },
    { kind: "text", line: [`Above ${fourEyes.limit}, another person must approve.`] },
  ];
}

/** With the prices that are asked about. */
function chart({ chart, limit, quotePrice, exits: { stop, target } }: OrderFacts): Block[] {
  if (chart === null) return [];
  const levels: ChartLevel[] = [
    { role: "entry", price: toNumber(limit ?? quotePrice) },
    ...(stop === null ? [] : [{ role: "stop", price: toNumber(stop.price) } as const]),
    ...(target === null ? [] : [{ role: "target", price: toNumber(target.price) } as const]),
  ];
  return [{ kind: "chart", chart: { ...chart, levels: [...levels, ...chart.levels] } }];
}

function asked(facts: OrderFacts): Line {
  const approvals = facts.fourEyes === null ? "needs 1 approval" : "needs 1 approval by another person";
  const need = facts.needsApproval ? approvals : "needs no approval";
  const band: Inline[] = facts.validPercent === null ? [] : [" · valid ±", percent(facts.validPercent)];
  return [need, ...timeLeft(facts.expiresAt), ...band];
}

function choices(facts: OrderFacts): Button[] {
  if (!facts.needsApproval) return [];
  const half = facts.offersHalf ? [button("Half", `approve ${facts.id} half`)] : [];
  return [
    button("Approve", `approve ${facts.id}`),
    ...half,
    { ...button("Reject", `reject ${facts.id}`), asks: { label: "Why? (for the record)", isNeeded: false } },
    button("Why", `why ${facts.id}`),
  ];
}
