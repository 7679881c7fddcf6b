/** What an account has and what of it is free: read from rows, priced by the gateway's quotes. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import { dearestPrice } from "../domain/band.ts";
import type { ExchangeName, OrderId, Pair, StrategyId } from "../domain/ids.ts";
import { assetsOf, isBackedBy, isPerpetual, type Market } from "../domain/market.ts";
import { type Decimal, max, ONE, sub, sum, ZERO } from "../domain/money.ts";
import { entryReserve, lockedBy, type Sale } from "../domain/risk/funds.ts";
import { leverageOf } from "../domain/risk/limits.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";
import { limitsOf } from "./guards/limits.ts";
import { workingExits } from "./orders.ts";

/** The manual strategy: what people trade by hand belongs to it. */
export const MANUAL = "manual" as StrategyId;

/**
 * Free of an asset: what the exchange calls available, less what orders will lock there that it does not show yet
 * (approved, on their way, unknown, or taken since the balance was read).
 */
export async function freeBalance(
  tx: Knex | Tx,
  exchange: ExchangeName,
  asset: string,
  except?: OrderId,
): Promise<Decimal> {
  const wallet = await Wallet.query(tx).findOne({ exchange, asset });
  if (wallet === undefined) return ZERO;
  const coming = await Order.query(tx)
    .where({ exchange })
    .where((coming) => {
      void coming.whereIn("state", ["approved", "sending", "unknown"]).orWhere((taken) => {
        void taken.whereIn("state", ["open", "partial", "canceling"]).where("sent_at", ">=", wallet.lastUpdateTime);
      });
    });
  const others = coming.filter(({ id }) => id !== except);
  // All of it, whatever is filled: the balance was read before.
  const { entry: entries = [], exit: exits = [] } = Object.groupBy(others, ({ purpose }) => purpose);
  // Of a perpetual an exit locks nothing.
  const sales = exits.filter(({ tradingPair }) => isBackedBy(tradingPair, asset));
  let free = sub(wallet.availableBalance, lockedBy(sales.map(({ link, quantity }) => ({ link, left: quantity }))));
  for (const entry of entries) free = sub(free, await reserveOf(tx, entry, asset));
  return max(free, ZERO);
}

/** What an exit still locks. */
export function saleOf({ link, quantity, filledQuantity }: Order): Sale {
  return { link, left: sub(quantity, filledQuantity) };
}

/** Of an entry. */
async function reserveOf(tx: Knex | Tx, order: Order, asset: string): Promise<Decimal> {
  const { exchange, tradingPair } = order;
  const { quote, settle } = assetsOf(tradingPair);
  if ((settle ?? quote) !== asset) return ZERO;
  const market = await marketOf(tx, exchange, tradingPair);
  const leverage = settle === null ? ONE : leverageOf(await limitsOf(tx, exchange));
  return entryReserve(market, order.quantity, dearestPrice(market, order), leverage);
}

/**
 * Base currency that an exit of a strategy may take: of a perpetual what no other exit closes, on spot the free coins less
 * what other strategies' positions hold of them.
 */
export async function closable(
  tx: Knex | Tx,
  market: Market,
  strategy: StrategyId,
  except?: OrderId,
): Promise<Decimal> {
  if (isPerpetual(market)) {
    const position = await openPosition(tx, market.exchange, market.pair, strategy);
    return position === undefined ? ZERO : heldUnlocked(tx, position, except);
  }
  const free = await freeBalance(tx, market.exchange, market.base, except);
  const positions = await Position.query(tx).where({ exchange: market.exchange, closed_time: null });
  const others = positions.filter((each) => isBackedBy(each.tradingPair, market.base) && each.strategyId !== strategy);
  const held = await Promise.all(others.map((position) => heldUnlocked(tx, position)));
  return max(sub(free, sum(held)), ZERO);
}

/** Of a position, what no exit of its own locks: on spot that is missing from the free coins already. */
async function heldUnlocked(tx: Knex | Tx, position: Position, except?: OrderId): Promise<Decimal> {
  const exits = (await workingExits(tx, position)).filter(({ id }) => id !== except);
  return max(sub(position.quantity, lockedBy(exits.map(saleOf))), ZERO);
}

export async function openPosition(
  tx: Knex | Tx,
  exchange: ExchangeName,
  pair: Pair,
  strategy: StrategyId,
): Promise<Position | undefined> {
  return Position.query(tx).findOne({ exchange, trading_pair: pair, strategy_id: strategy, closed_time: null });
}
