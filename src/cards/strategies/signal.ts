/** What a strategy would do and does not: it only tells, or a rule stands in the way. */
import type { Evidence } from "../../domain/evidence.ts";
import type { Market, Side } from "../../domain/market.ts";
import { type Decimal, text } from "../../domain/money.ts";
import type { Inline, Reply } from "../../domain/reply.ts";
import { pairName, price, quantity } from "../values.ts";
import { button, buttons } from "../words.ts";

export interface SignalFacts {
  readonly strategy: string;
  readonly market: Market;
  readonly wish: {
    readonly side: Side;
    readonly quantity: Decimal;
    readonly quotePrice: Decimal;
    readonly exits: { readonly stop: Decimal | null; readonly target: Decimal | null };
  };
  readonly evidence: Evidence;
}

/** In mode notify: what it would propose, with the line that does it. */
export function signalCard({ strategy, market, wish, evidence }: SignalFacts): Reply {
  const { side, quantity: amount, quotePrice, exits } = wish;
  const places = market.tick.places;
  const stop: Inline[] = exits.stop === null ? [", no stop"] : [", stop ", price(exits.stop, places)];
  const target: Inline[] = exits.target === null ? [] : [", target ", price(exits.target, places)];
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: side === "BUY" ? "buy" : "sell",
        line: [`${strategy} would ${side} `, quantity(amount), " ", pairName(market.pair), ` · ${market.exchange}`],
      },
      { kind: "text", line: ["at ", price(quotePrice, places), " (market)", ...stop, ...target] },
      { kind: "fields", fields: [{ label: "Why", lines: [[ruleWords(evidence)]] }] },
      ...buttons(
        button(side === "BUY" ? "Buy" : "Sell", lineFor(market, wish)),
        button("Chart", `chart ${market.pair}`),
      ),
    ],
  };
}

export interface RefusedSignalFacts {
  readonly strategy: string;
  readonly pair: string;
  readonly evidence: Evidence;
  readonly reason: string;
}

export function refusedSignalCard({ strategy, pair, evidence, reason }: RefusedSignalFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`${strategy} may not enter `, pairName(pair)] },
      { kind: "text", line: [reason] },
      { kind: "fields", fields: [{ label: "Why", lines: [[ruleWords(evidence)]] }] },
    ],
  };
}

/** `EMA 12 crossed above EMA 26 on 15m` */
export function ruleWords({ rule, timeframe }: Pick<Evidence, "rule" | "timeframe">): string {
  return `${rule} on ${timeframe}`;
}

function lineFor({ pair, exchange }: Market, { side, quantity: amount, exits }: SignalFacts["wish"]): string {
  const stop = exits.stop === null ? "" : ` sl=${text(exits.stop)}`;
  const target = exits.target === null ? "" : ` tp=${text(exits.target)}`;
  return `${side.toLowerCase()} ${pair} ${text(amount)}${stop}${target} exchange=${exchange}`;
}
