/** A strategy as it stands in its row: the idea, its parameters, and what it may risk. */
import type { App } from "../../app.ts";
import type { StrategyId } from "../../domain/ids.ts";
import { type Risk, riskOf } from "../../domain/strategy/risk.ts";
import type { Configured } from "../../domain/strategy/strategy.ts";
import type { Strategy } from "../../models/strategy.ts";
import type { CandleKey } from "../../series/store.ts";

export interface Running {
  readonly row: Strategy;
  readonly configured: Configured;
  readonly risk: Risk;
}

/** Null for what has no code: what is traded by hand, and what a file no longer holds. Throws a Refusal as `configure`. */
export function runningOf({ strategies }: Pick<App, "strategies">, row: Strategy): Running | null {
  const strategy = strategies.get(row.id);
  if (strategy === undefined) return null;
  return { row, configured: strategy.configure(row.parameters), risk: riskOf(row.id, row.riskParameters) };
}

/** Whose moments are claimed. Those of one market say nothing of another that ran on the same account. */
export function slotOf(id: StrategyId, { exchange, source, pair, timeframe }: CandleKey): string {
  return `${id} ${exchange} ${source} ${pair} ${timeframe}`;
}
