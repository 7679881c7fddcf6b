import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import type { ExchangeName, Pair, StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { MarketData } from "./market-data.ts";
import { json, name, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: name<StrategyId>(),
  name: word(),
  type: word(),
  /** ACTIVE ticks · PAUSED opens nothing · BACKTEST never ticks */
  status: oneOf(["ACTIVE", "PAUSED", "BACKTEST"]),
  parameters: json<Readonly<Record<string, unknown>>>().default({}),
  riskParameters: json<Readonly<Record<string, unknown>>>().default({}),
  targetExchanges: json<readonly ExchangeName[]>().default([]),
  targetPairs: json<readonly Pair[]>().default([]),
  createdAt: time(),
  updatedAt: time(),
});

export class Strategy extends table("strategies", schema) {
  declare marketData?: MarketData[];

  static override relationMappings = (): RelationMappings => ({
    marketData: {
      relation: Model.ManyToManyRelation,
      modelClass: MarketData,
      join: {
        from: "strategies.id",
        through: {
          from: "strategy_market.strategy_id",
          to: ["strategy_market.exchange", "strategy_market.trading_pair", "strategy_market.timeframe"],
        },
        to: ["market_data.exchange", "market_data.trading_pair", "market_data.timeframe"],
      },
    },
  });
}
