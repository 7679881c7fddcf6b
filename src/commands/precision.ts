import type { Desk } from "../db/desk.ts";
import { MarketRow } from "../models/market.ts";

/** How many decimal places the prices of a row's market have, for lists of rows of several markets. */
export async function precisions(desk: Desk): Promise<(row: { exchange: string; tradingPair: string }) => number> {
  const markets = await MarketRow.query(desk.db.reader);
  const places = new Map(markets.map((market) => [`${market.exchange} ${market.pair}`, market.tick.places]));
  return (row) => places.get(`${row.exchange} ${row.tradingPair}`) ?? 8;
}
