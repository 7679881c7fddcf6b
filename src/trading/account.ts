/** What an account has and what of it is free: read from rows, priced by the gateway's quotes. */
import type { Knex } from "knex";

import type { App } from "../app.ts";
import type { Tx } from "../db/transact.ts";
import { edgeOf } from "../domain/band.ts";
import type { ExchangeName, OrderId, Pair, StrategyId } from "../domain/ids.ts";
import type { Market } from "../domain/market.ts";
import { add, type Decimal, div, HUNDRED, isZero, max, mul, sub, sum, ZERO } from "../domain/money.ts";
import { buyReserve } from "../domain/risk.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";

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
  let free = wallet.availableBalance;
  for (const order of coming) {
    if (order.id !== except) free = sub(free, await reserveOf(tx, order, asset));
  }
  return max(free, ZERO);
}

async function reserveOf(tx: Knex | Tx, order: Order, asset: string): Promise<Decimal> {
  if (order.side === "SELL") return order.baseAsset === asset ? order.quantity : ZERO;
  if (order.quoteAsset !== asset) return ZERO;
  const market = await marketOf(tx, order.exchange, order.tradingPair);
  const worst = order.price ?? edgeOf(market, order.side, order.quotePrice, order.validPercent);
  return buyReserve(market, order.quantity, worst);
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
  return max(sub(free, sum(others.map((p) => p.quantity))), ZERO);
}

export async function openPosition(
  tx: Knex | Tx,
  exchange: ExchangeName,
  pair: Pair,
  strategy: StrategyId,
): Promise<Position | undefined> {
  return Position.query(tx).findOne({ exchange, trading_pair: pair, strategy_id: strategy, closed_time: null });
}

/** The price of one unit of an asset in the currency, null where nothing prices it. */
async function priceIn(gateway: Gateway, asset: string, currency: string): Promise<Decimal | null> {
  if (asset === currency) return { mantissa: 1, places: 0 };
  const quote = await gateway.quote(`${asset}/${currency}` as Pair);
  return quote === null ? null : middle(quote);
}

/** The mid of bid and ask: the mark of a spot position. */
export function middle(quote: { readonly bid: Decimal; readonly ask: Decimal }): Decimal {
  return div(add(quote.bid, quote.ask), { mantissa: 2, places: 0 }, 18);
}

export interface Equity {
  /** In the desk's currency; null when an asset has no price. */
  readonly equity: Decimal | null;
  readonly unpriced: readonly string[];
}

export async function equityOf(app: App, gateway: Gateway): Promise<Equity> {
  const wallets = await Wallet.query(app.db.reader).where({ exchange: gateway.exchange });
  let equity = ZERO;
  const unpriced: string[] = [];
  for (const wallet of wallets) {
    if (isZero(wallet.totalBalance)) continue;
    const price = await priceIn(gateway, wallet.asset, app.settings.currency);
    if (price === null) unpriced.push(wallet.asset);
    else equity = add(equity, mul(price, wallet.totalBalance));
  }
  return { equity: unpriced.length === 0 ? equity : null, unpriced };
}

/** Gross value of the open positions in quote at their marks; null when one has no price. */
export async function exposureOf(app: App, gateway: Gateway): Promise<Decimal | null> {
  const positions = await Position.query(app.db.reader).where({ exchange: gateway.exchange, closed_time: null });
  let exposure = ZERO;
  for (const position of positions) {
    const quote = await gateway.quote(position.tradingPair);
    if (quote === null) return null;
    exposure = add(exposure, mul(middle(quote), position.quantity));
  }
  return exposure;
}

/** part / whole in percent, two places; null where the whole is unknown or zero. */
export function percentOf(part: Decimal | null, whole: Decimal | null): Decimal | null {
  if (part === null || whole === null || isZero(whole)) return null;
  return div(mul(part, HUNDRED), whole, 2);
}
