/** Gathers the facts that domain/risk judges. Called when an order is proposed, approved and, last of all, sent. */
import type { Tx } from "../db/transact.ts";
import { worstPrice } from "../domain/band.ts";
import type { ExchangeName, OrderId, Pair, StrategyId } from "../domain/ids.ts";
import { checkAmount, type Market, type Side } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import type { Purpose } from "../domain/order.ts";
import { covers, type Place, SCOPES } from "../domain/halt.ts";
import { checkFunds, checkHalts, checkUnknown } from "../domain/risk.ts";
import type { Halt } from "../models/halt.ts";
import { Order } from "../models/order.ts";
import { freeBalance, sellable } from "./funds.ts";
import { standingHalts } from "../models/halt.ts";

export interface Intent {
  readonly market: Market;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly strategy: StrategyId;
  readonly quantity: Decimal;
  /** What its card shows: the limit, or the quote. */
  readonly price: Decimal;
  /** What it may cost at worst: the limit, or the edge of the band. */
  readonly worst: Decimal;
}

/** The intent of an order that has a row. */
export function intentOf(order: Order, market: Market): Intent {
  const { side, purpose, strategyId, quantity } = order;
  return {
    market,
    side,
    purpose,
    strategy: strategyId,
    quantity,
    price: order.price ?? order.quotePrice,
    worst: worstPrice(market, order),
  };
}

/** Throws the Refusal of the first rule that is broken. `self` is the order itself once it has a row. */
export async function guard(tx: Tx, intent: Intent, self?: OrderId): Promise<void> {
  const { market, purpose } = intent;
  const place = { exchange: market.exchange, tradingPair: market.pair, strategyId: intent.strategy };
  checkHalts(purpose, await haltsOver(tx, place));
  checkUnknown(purpose, await unknownEntry(tx, market.exchange, market.pair));
  checkAmount(market, intent.quantity, intent.price);
  checkFunds({ ...intent, price: intent.worst, available: await availableFor(tx, intent, self) });
}

/** Said before anything else of an order: its new quote would promise what cannot be had. */
export async function refuseHalted(tx: Tx, order: Order): Promise<void> {
  checkHalts(order.purpose, await haltsOver(tx, order));
}

/** The standing halts that cover an order, the widest first. */
async function haltsOver(tx: Tx, place: Place): Promise<Halt[]> {
  const over = (await standingHalts(tx)).filter((halt) => covers(halt, place));
  return over.toSorted((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
}

async function unknownEntry(tx: Tx, exchange: ExchangeName, pair: Pair): Promise<OrderId | null> {
  const order = await Order.query(tx).findOne({ exchange, trading_pair: pair, purpose: "entry", state: "unknown" });
  return order?.id ?? null;
}

async function availableFor(tx: Tx, intent: Intent, self?: OrderId): Promise<Decimal> {
  const { market } = intent;
  if (intent.side === "SELL") return sellable(tx, market, intent.strategy, self);
  return freeBalance(tx, market.exchange, market.quote, self);
}
