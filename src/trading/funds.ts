/** What an account has and what of it is free: read from rows, priced by the gateway's quotes. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import { worstPrice } from "../domain/band.ts";
import type { ExchangeName, OrderId, Pair, StrategyId } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import { type Decimal, max, sub, sum, ZERO } from "../domain/money.ts";
import { buyReserve, lockedBy, type Sale } from "../domain/risk/funds.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";
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
  const sales = others.filter((order) => sells(order, asset)).map(({ link, quantity }) => ({ link, left: quantity }));
  let free = sub(wallet.availableBalance, lockedBy(sales));
  for (const order of others) free = sub(free, await reserveOf(tx, order, asset));
  return max(free, ZERO);
}

function sells({ side, baseAsset }: Order, asset: string): boolean {
  return side === "SELL" && baseAsset === asset;
}

/** What an exit still locks. */
export function saleOf({ link, quantity, filledQuantity }: Order): Sale {
  return { link, left: sub(quantity, filledQuantity) };
}

/** Of a buy. */
async function reserveOf(tx: Knex | Tx, order: Order, asset: string): Promise<Decimal> {
  if (order.side === "SELL" || order.quoteAsset !== asset) return ZERO;
  const market = await marketOf(tx, order.exchange, order.tradingPair);
  return buyReserve(market, order.quantity, worstPrice(market, order));
}

/** Base currency that a strategy may sell: the free coins less what other strategies' positions hold of them. */
export async function sellable(
  tx: Knex | Tx,
  market: Market,
  strategy: StrategyId,
  except?: OrderId,
): Promise<Decimal> {
  const free = await freeBalance(tx, market.exchange, market.base, except);
  const positions = await Position.query(tx).where({ exchange: market.exchange, closed_time: null });
  const others = positions.filter((p) => p.tradingPair.startsWith(`${market.base}/`) && p.strategyId !== strategy);
  const held = await Promise.all(others.map((position) => heldUnlocked(tx, position)));
  return max(sub(free, sum(held)), ZERO);
}

/** Of a position, what no exit of its own locks at the exchange: that is missing from the free coins already. */
async function heldUnlocked(tx: Knex | Tx, position: Position): Promise<Decimal> {
  return max(sub(position.quantity, lockedBy((await workingExits(tx, position)).map(saleOf))), ZERO);
}

export async function openPosition(
  tx: Knex | Tx,
  exchange: ExchangeName,
  pair: Pair,
  strategy: StrategyId,
): Promise<Position | undefined> {
  return Position.query(tx).findOne({ exchange, trading_pair: pair, strategy_id: strategy, closed_time: null });
}
