/** What can be halted by its name, now. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { Known } from "../../domain/halt.ts";
import { Exchange } from "../../models/exchange.ts";
import { MarketRow } from "../../models/market.ts";
import { Strategy } from "../../models/strategy.ts";

/** What is inactive too: orders of it may still rest. */
export async function knownScopes(db: Knex | Tx): Promise<Known> {
  const exchanges = await Exchange.query(db).orderBy("name");
  const markets = await MarketRow.query(db).orderBy("id");
  const strategies = await Strategy.query(db).orderBy("id");
  return {
    exchanges: exchanges.map((exchange) => exchange.name),
    pairs: [...new Set(markets.map((market) => market.pair))],
    strategies: strategies.map((strategy) => strategy.id),
  };
}
