/** What a run is told once, in doubles. */
import { bandOf } from "../risk/limits.ts";
import type { Setup } from "../engine/book.ts";
import { type Decimal, toNumber } from "../money.ts";
import type { Risk } from "../strategy/risk.ts";
import { Grid } from "./grid.ts";

export interface NumberTerms {
  readonly tick: Grid;
  readonly step: Grid;
  readonly risk: Risk;
  readonly capital: number;
  /** Fractions. */
  readonly halfSpread: number;
  /** What a taker pays on top of the price: half the spread and the slippage. */
  readonly worse: number;
  readonly taker: number;
  readonly maker: number;
  /** How far an entry may fill off the price that it was decided at. */
  readonly band: number;
  /** Of a bar's volume, for one order; infinite where there is no bound. */
  readonly share: number;
  readonly minAmount: number;
  readonly maxAmount: number;
  readonly minCost: number;
}

export function numberTermsOf({ market, rules, risk, limits, capital }: Setup): NumberTerms {
  const orInfinite = (value: Decimal | null): number => (value === null ? Number.POSITIVE_INFINITY : toNumber(value));
  const halfSpread = toNumber(rules.halfSpread);
  return {
    ...{ tick: new Grid(rules.tick), step: new Grid(rules.step), risk, capital: toNumber(capital), halfSpread },
    worse: halfSpread + toNumber(rules.slippage),
    ...{ taker: toNumber(market.taker), maker: toNumber(market.maker) },
    band: toNumber(bandOf(limits)) / 100,
    share: orInfinite(rules.volumeShare),
    ...{ minAmount: toNumber(market.minAmount), maxAmount: orInfinite(market.maxAmount) },
    minCost: toNumber(market.minCost),
  };
}
