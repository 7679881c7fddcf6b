/** A strategy as it stands in its row: the idea, its parameters, and what it may risk. */
import type { App } from "../../app.ts";
import type { StrategyId } from "../../domain/ids.ts";
import { type Idea, parametersOf } from "../../domain/strategy/idea.ts";
import { type Risk, riskOf } from "../../domain/strategy/risk.ts";
import type { Configuration } from "../../domain/strategy/strategy.ts";
import type { Strategy } from "../../models/strategy.ts";
import type { CandleKey } from "../../series/store.ts";

export interface Running {
  readonly row: Strategy;
  readonly idea: Idea;
  readonly configured: Configuration;
  readonly risk: Risk;
}

/** Throws a Refusal where its code cannot be had, or takes its parameters no longer. */
export async function runningOf({ strategies }: Pick<App, "strategies">, row: Strategy): Promise<Running> {
  const idea = await strategies.find(row.id);
  const configured = await idea.configure(parametersOf(idea, row.parameters));
  return { row, idea, configured, risk: riskOf(row.id, row.riskParameters, idea.buys) };
}

/** Whose moments are claimed. Those of one market say nothing of another that ran on the same account. */
export function slotOf(id: StrategyId, { exchange, source, pair, timeframe }: CandleKey): string {
  return `${id} ${exchange} ${source} ${pair} ${timeframe}`;
}
