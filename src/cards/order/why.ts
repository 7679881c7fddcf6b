/** /why: where an order comes from: who asked for it, on which price, who said yes, and how it came to where it is. */
import { priceText } from "../../domain/chart-words.ts";
import type { Evidence } from "../../domain/evidence.ts";
import { toNumber } from "../../domain/money.ts";
import type { CandleChart } from "../../domain/chart.ts";
import type { Block, Inline, Line, Reply } from "../../domain/reply.ts";
import { moment, percent, price } from "../values.ts";
import { ruleWords } from "../strategies/signal.ts";
import { button, buttons, idOf, onPlatform, quoted, stateWords, whatAndWhere } from "../words.ts";
import type { OrderFacts } from "./facts.ts";

export interface WhyFacts {
  readonly order: OrderFacts;
  /** What was typed, in one spelling; null where nobody typed it. */
  readonly asked: string | null;
  /** People's time, ms UTC, and the platform. */
  readonly proposedAt: number;
  readonly proposedOn: string | null;
  /** Market time, ms UTC. */
  readonly quoteAt: number;
  /** Oldest first; people's time. */
  readonly approvals: readonly { readonly by: string; readonly at: number }[];
  readonly chart: CandleChart | null;
}

export function whyCard(facts: WhyFacts): Reply {
  const { order } = facts;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: ["Why ", ...whatAndWhere(order)], aside: idOf(order) },
      { kind: "fields", fields: [asked(facts), ...decidedOn(order), quote(facts), ...approvals(facts), became(order)] },
      ...chart(facts),
      ...buttons(button("Order", `order ${order.id}`), button("Chart", `chart ${order.pair}`)),
    ],
  };
}

/** What an indicator has more digits than a price. */
const MORE_PLACES = 2;

interface Field {
  readonly label: string;
  readonly lines: readonly Line[];
}

function asked({ order, asked, proposedAt, proposedOn }: WhyFacts): Field {
  const typed: Line[] = asked === null ? [] : [[`in words: ${asked}`]];
  return {
    label: "Asked",
    lines: [[`by ${order.proposedBy}${onPlatform(proposedOn)}, `, moment(proposedAt)], ...typed],
  };
}

/** What a strategy knew when it decided. */
function decidedOn({ evidence, pricePlaces }: OrderFacts): Field[] {
  if (evidence === null) return [];
  const { values, parameters, candle, candles, wanted, sizing } = evidence;
  const history = candles >= wanted ? `on ${candles} candles` : `on ${candles} of ${wanted} candles: short history`;
  return [
    { label: "Rule", lines: [[ruleWords(evidence)], [`${history}, the last of `, moment(candle)]] },
    {
      label: "Values",
      lines: values.map(({ label, value }): Line => [`${label} `, priceText(value, pricePlaces + MORE_PLACES)]),
    },
    { label: "Set to", lines: [[settings(parameters)]] },
    { label: "Size", lines: [[sizing]] },
  ];
}

function settings(parameters: Evidence["parameters"]): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");
}

function quote({ order, quoteAt }: WhyFacts): Field {
  const band: Inline[] = order.validPercent === null ? [] : [", valid ±", percent(order.validPercent)];
  return {
    label: "Quote",
    lines: [[price(order.quotePrice, order.pricePlaces), ...band, ", market time ", moment(quoteAt)]],
  };
}

function approvals({ approvals }: WhyFacts): Field[] {
  if (approvals.length === 0) return [];
  return [{ label: "Yes", lines: approvals.map(({ by, at }) => [`${by}, `, moment(at)]) }];
}

function became({ state, reason }: OrderFacts): Field {
  return { label: "Now", lines: [[`${stateWords(state)}${quoted(reason)}`]] };
}

/** With the price that it was decided on. */
function chart({ chart, order }: WhyFacts): Block[] {
  if (chart === null) return [];
  const entry = { role: "entry", price: toNumber(order.average ?? order.limit ?? order.quotePrice) } as const;
  return [{ kind: "chart", chart: { ...chart, levels: [entry, ...chart.levels] } }];
}
