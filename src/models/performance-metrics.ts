import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import type { StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { count, generated, money, name, nullable, oneOf, time } from "./schema.ts";
import { Strategy } from "./strategy.ts";

/** A figure that cannot be computed (no trades, no variance) is null, never 0. */
const schema = z.strictObject({
  id: generated(),
  strategyId: name<StrategyId>(),
  /** Never mixed. */
  kind: oneOf(["backtest", "paper", "live"]),
  startTime: time(),
  endTime: time(),
  totalTrades: count(),
  winningTrades: count(),
  losingTrades: count(),
  winRate: nullable(money()),
  profitLoss: money(),
  profitLossPercent: nullable(money()),
  maxDrawdown: money(),
  maxDrawdownPercent: nullable(money()),
  sharpeRatio: nullable(money()),
  sortinoRatio: nullable(money()),
  volatility: nullable(money()),
});

export class PerformanceMetrics extends table("performance_metrics", schema) {
  declare strategy?: Strategy;

  static override relationMappings = (): RelationMappings => ({
    strategy: {
      relation: Model.BelongsToOneRelation,
      modelClass: Strategy,
      join: { from: "performance_metrics.strategy_id", to: "strategies.id" },
    },
  });
}
