/** Which pairs can be traded where, and by which rules: rows written from what each exchange says. */
import type { Knex } from "knex";

import type { Desk } from "../db/desk.ts";
import { transact, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { isPerpetual, type Market } from "../domain/market.ts";
import { ZERO } from "../domain/money.ts";
import { nearestPair } from "../domain/nearest.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { within } from "../runtime/deadline.ts";
import { Asset } from "../models/asset.ts";
import { Exchange } from "../models/exchange.ts";
import { MarketRow, toMarket } from "../models/market.ts";

const MARKETS_MS = 30_000;

/** Takes over the exchange's own list: new pairs appear, changed rules change, vanished pairs become inactive. */
export async function refreshMarkets(desk: Desk, gateway: Gateway): Promise<void> {
  const markets = await within(MARKETS_MS, `${gateway.exchange} telling its markets`, gateway.markets());
  await transact(desk, async (tx) => {
    await addAssets(tx, markets);
    await MarketRow.query(tx).where({ exchange: gateway.exchange }).patch({ isActive: false });
    for (const market of markets) await saveMarket(tx, market, desk.clock.now());
    await Exchange.query(tx)
      .findById(gateway.exchange)
      .patch({
        tradingPairs: markets.map((m) => m.pair),
        supportedAssets: [...new Set(markets.flatMap((m) => [m.base, m.quote]))],
      });
  });
}

/** The market of a pair as typed. Throws a Refusal with the nearest pair where there is none. */
export async function findMarket(db: Knex | Tx, exchange: ExchangeName, pair: string, retype: string): Promise<Market> {
  const row = await MarketRow.query(db).findOne({ exchange, pair, is_active: true });
  if (row !== undefined) return toMarket(row);
  const known = (await MarketRow.query(db).where({ exchange, is_active: true })).map((market) => market.pair);
  const guess = nearestPair(pair, known);
  if (guess === null)
    throw new Refusal(
      "pair",
      `I don't know the pair ${pair} on ${exchange}. It has ${known.join(", ")}.`,
      prices(known),
    );
  throw new Refusal("pair", `I don't know the pair ${pair}. Did you mean ${guess}?`, [retyped(retype, guess)]);
}

const MOST_OFFERED = 3;

/** To look at: nobody is to buy another coin at one press. */
function prices(known: readonly string[]): string[] {
  return known.slice(0, MOST_OFFERED).map((pair) => `/price ${pair}`);
}

/** The line with the pair that was meant: it is the first word behind the command, however it was typed. */
function retyped(line: string, pair: string): string {
  return line.replace(/^(\S+\s+)\S+/, (_, command: string) => command + pair);
}

/** For one whose order exists: its market row is there, active or not. */
export async function marketOf(db: Knex | Tx, exchange: ExchangeName, pair: Pair): Promise<Market> {
  const row = await MarketRow.query(db).findOne({ exchange, pair });
  if (row === undefined) throw new Error(`no market row for ${pair} on ${exchange}`);
  return toMarket(row);
}

async function addAssets(tx: Tx, markets: readonly Market[]): Promise<void> {
  const known = new Set((await Asset.query(tx)).map((asset) => asset.symbol));
  for (const symbol of new Set(markets.flatMap((market) => [market.base, market.quote]))) {
    if (known.has(symbol)) continue;
    await Asset.query(tx).insert({
      symbol,
      name: symbol,
      decimalPlaces: 8,
      minOrderSize: ZERO,
      maxOrderSize: null,
      tradingFee: ZERO,
      isActive: true,
    });
  }
}

async function saveMarket(tx: Tx, market: Market, fetchedAt: number): Promise<void> {
  const { exchange, pair, maker, taker, tick, step, minAmount, maxAmount, minCost } = market;
  const rules = { maker, taker, tick, step, minAmount, maxAmount, minCost, isActive: true, fetchedAt };
  const changed = await MarketRow.query(tx).where({ exchange, pair }).patch(rules);
  if (changed > 0) return;
  await MarketRow.query(tx).insert({
    exchange,
    pair,
    type: isPerpetual(market) ? "swap" : "spot",
    base: market.base,
    quote: market.quote,
    settle: market.settle,
    contractSize: null,
    ...rules,
  });
}
