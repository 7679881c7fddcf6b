/** The pairs that the paper venue lists, with rules like a large exchange's. */
import { ConfigError } from "../../domain/errors.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import { assetsOf, type Market } from "../../domain/market.ts";
import { type Decimal, from } from "../../domain/money.ts";

export interface PairRules {
  readonly pair: Pair;
  readonly tick: Decimal;
  readonly step: Decimal;
  readonly minAmount: Decimal;
  readonly minCost: Decimal;
}

// prettier-ignore
const LISTED = [
  //                       tick      step      least amount, least cost
  rules("BTC/USDT",      "0.1",    "0.0001", "0.0001", "5"),
  rules("ETH/USDT",      "0.01",   "0.001",  "0.001",  "5"),
  rules("SOL/USDT",      "0.0001", "0.01",   "0.01",   "5"),
  rules("BNB/USDT",      "0.001",  "0.001",  "0.001",  "5"),
  rules("BTC/USDT:USDT", "0.1",    "0.001",  "0.001",  "5"),
];

/** Throws a ConfigError for a pair that the venue has no rules for. */
export function rulesOf(pair: Pair): PairRules {
  const found = LISTED.find((listed) => listed.pair === pair);
  if (found !== undefined) return found;
  const listed = LISTED.map((one) => one.pair).join(", ");
  throw new ConfigError(
    `The paper venue does not list ${pair}; it has ${listed}. Name one of them, for example replay:candles.csv,pair=BTC/USDT.`,
  );
}

/** What a venue on a source of these pairs trades, at its fees. */
export function listMarkets(
  exchange: ExchangeName,
  pairs: readonly Pair[],
  { maker, taker }: Pick<Market, "maker" | "taker">,
): readonly Market[] {
  return pairs.map((pair) => {
    const { tick, step, minAmount, minCost } = rulesOf(pair);
    return {
      exchange,
      pair,
      ...assetsOf(pair),
      tick,
      step,
      minAmount,
      maxAmount: null,
      minCost,
      maker,
      taker,
    };
  });
}

function rules(pair: string, tick: string, step: string, minAmount: string, minCost: string): PairRules {
  return { pair: pair as Pair, tick: from(tick), step: from(step), minAmount: from(minAmount), minCost: from(minCost) };
}
