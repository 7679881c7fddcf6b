/**
 * The exit of a panic may sell coins that other exits lock: those are canceled with it, and it goes out when the exchange
 * has confirmed that, for what is left by then (EXECUTION §7).
 */
import { ring, type Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Market, roundAmount } from "../../domain/market.ts";
import { less, min } from "../../domain/money.ts";
import { Order } from "../../models/order.ts";
import { Wallet } from "../../models/wallet.ts";
import { openPosition, sellable } from "../funds.ts";
import { workingExits } from "../orders.ts";

/** The exits of the same position that are being canceled: an approved one waits for them. */
export async function waitsFor(tx: Tx, exit: Order): Promise<Order[]> {
  const others = (await workingExits(tx, exit)).filter(({ id }) => id !== exit.id);
  return others.filter(({ state, cancelRequestedAt }) => state === "canceling" || cancelRequestedAt !== null);
}

/** With the quantity that can be sold now; null while it waits. Throws a Refusal where another exit has sold it all. */
export async function onceFreed(tx: Tx, order: Order, market: Market): Promise<Order | null> {
  if (order.purpose === "entry" || order.haltId === null) return order;
  if ((await waitsFor(tx, order)).length > 0) return null;
  const position = await openPosition(tx, order.exchange, order.tradingPair, order.strategyId);
  if (position === undefined) throw new Refusal("position", "Another order has sold it meanwhile.");
  const wanted = roundAmount(market, min(order.quantity, position.quantity));
  const available = roundAmount(market, await sellable(tx, market, order.strategyId, order.id));
  if (less(available, wanted) && (await isBalanceOld(tx, order, market))) {
    ring(tx, "reconcile");
    return null;
  }
  return { ...order, quantity: min(wanted, available) } as Order;
}

/** The balance was asked for before an exit ended: what that has freed is not in it yet. */
async function isBalanceOld(tx: Tx, { id, exchange }: Order, { base }: Market): Promise<boolean> {
  const wallet = await Wallet.query(tx).findOne({ exchange, asset: base });
  const ended = Order.query(tx).where({ exchange, base_asset: base, side: "SELL" }).whereNot({ id });
  return (await ended.where("updated_at", ">", wallet?.lastUpdateTime ?? 0).first()) !== undefined;
}
