/** A strategy as it stands in its row: the idea, its parameters, and what it may risk. */
import type { App } from "../../app.ts";
import type { StrategyId } from "../../domain/ids.ts";
import { type Risk, riskOf } from "../../domain/strategy/risk.ts";
import type { Configured } from "../../domain/strategy/strategy.ts";
import type { Strategy } from "../../models/strategy.ts";

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

/** `trend paper BTC/USDT 15m`: whose moments are claimed. */
export function slotOf(id: StrategyId, exchange: string, pair: string, timeframe: string): string {
  return `${id} ${exchange} ${pair} ${timeframe}`;
}
