/**
 * An exit may sell coins that other exits of its position lock. Where the venue links them it goes out beside them; elsewhere
 * they are canceled or lowered for it, and it goes when the exchange has confirmed that, for what is left by then
 * (EXECUTION §6, §7).
 */
import { ring, type Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Market, roundAmount } from "../../domain/market.ts";
import { type Decimal, isZero, less, min, ZERO } from "../../domain/money.ts";
import { lockedBy } from "../../domain/risk/funds.ts";
import type { Capabilities } from "../../exchange/gateway.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import { Wallet } from "../../models/wallet.ts";
import { openPosition, saleOf, closable } from "../funds.ts";
import { workingExits } from "../orders.ts";
import { isOut, legsOf } from "./legs.ts";

/** The exits of the same position that make way: an approved one waits for them. */
export async function waitsFor(tx: Tx, exit: Order): Promise<Order[]> {
  return (await otherExits(tx, exit)).filter(
    ({ state, cancelRequestedAt, wantedQuantity }) =>
      state === "canceling" || cancelRequestedAt !== null || wantedQuantity !== null,
  );
}

async function otherExits(tx: Tx, exit: Order): Promise<Order[]> {
  return (await workingExits(tx, exit)).filter(({ id }) => id !== exit.id);
}

/** Base currency that linked exits lock and this one may sell as well. */
export async function freedFor(tx: Tx, exit: Order, { links }: Capabilities): Promise<Decimal> {
  if (!links || exit.positionId === null) return ZERO;
  const siblings = (await otherExits(tx, exit)).filter(
    ({ positionId, link }) => positionId === exit.positionId && link !== null,
  );
  return lockedBy(siblings.filter(isOut).map(saleOf));
}

/** Base currency that the legs of a position lock: an exit of it may sell that, too. */
export async function heldByLegs(tx: Tx, position: Position): Promise<Decimal> {
  return lockedBy((await legsOf(tx, position)).filter(isOut).map(saleOf));
}

/** With the quantity that can be sold now; null while it waits. Throws a Refusal where another exit has sold it all. */
export async function onceFreed(tx: Tx, order: Order, market: Market, can: Capabilities): Promise<Order | null> {
  if (order.purpose === "entry" || order.positionId === null || (await isPlain(tx, order))) return order;
  if (!can.links && (await waitsFor(tx, order)).length > 0) return null;
  const position = await openPosition(tx, order.exchange, order.tradingPair, order.strategyId);
  if (position?.id !== order.positionId) throw new Refusal("position", "Another order has sold it meanwhile.");
  const wanted = roundAmount(market, min(order.quantity, position.quantity));
  if (can.links) return { ...order, quantity: wanted } as Order;
  const available = roundAmount(market, await closable(tx, market, order.strategyId, order.id));
  const isWaiting = less(available, wanted) && (await isBalanceOld(tx, order, market));
  // Nobody refuses a leg: without a coin that is free it waits for the next look.
  if (isWaiting || (order.leg !== null && isZero(available))) {
    ring(tx, "reconcile");
    return null;
  }
  return { ...order, quantity: min(wanted, available) } as Order;
}

/** Nothing makes way for it: it sells what is free, or is refused. */
async function isPlain(tx: Tx, { haltId, leg, positionId }: Order): Promise<boolean> {
  if (haltId !== null || leg !== null) return false;
  return (await Order.query(tx).where({ position_id: positionId }).whereNotNull("leg").first()) === undefined;
}

/** The balance was asked for before an exit ended: what that has freed is not in it yet. */
async function isBalanceOld(tx: Tx, { id, exchange }: Order, { base }: Market): Promise<boolean> {
  const wallet = await Wallet.query(tx).findOne({ exchange, asset: base });
  const ended = Order.query(tx).where({ exchange, base_asset: base, purpose: "exit" }).whereNot({ id });
  return (await ended.where("updated_at", ">", wallet?.lastUpdateTime ?? 0).first()) !== undefined;
}
