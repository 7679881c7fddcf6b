/** What a backtest is told: plain data, so that a thread of its own can be handed it. */
import type { CandleColumns } from "../candle-columns.ts";
import type { Setup } from "../engine/book.ts";
import type { StrategyId } from "../ids.ts";
import { type Limits, limitsOver, type SetLimit } from "../risk/limits.ts";
import type { Parameters } from "../strategy/strategy.ts";

export interface BacktestJob extends Omit<Setup, "limits"> {
  readonly strategy: StrategyId;
  readonly parameters: Parameters;
  /** That people have set; null: what guards an order is switched off. */
  readonly limits: readonly SetLimit[] | null;
  /** Minutes without a gap. Those before `from` warm the strategy up. */
  readonly candles: CandleColumns;
  /** Open time of the first minute that counts, ms UTC. */
  readonly from: number;
  /** Each round trip is wanted with what it was decided on, not their figures alone. */
  readonly keepsTrades?: true;
}

/** Without them an order is still no further off the market than its band. */
const ALWAYS: ReadonlySet<string> = new Set(["band", "leverage"]);

export function setupOf(job: Pick<BacktestJob, keyof Setup | "strategy">): Setup {
  const { market, rules, risk, limits, capital, zone, strategy } = job;
  const set = limitsOver(limits ?? [], market.exchange, { strategy });
  const guards: Limits = limits === null ? { of: (rule) => (ALWAYS.has(rule) ? set.of(rule) : []) } : set;
  return { market, rules, risk, limits: guards, capital, zone };
}
