/** An intent becomes an order: an entry waits as a proposal, an exit is approved as it is born (EXECUTION §1, rule 11). */
import { randomUUID } from "node:crypto";

import type { App } from "../app.ts";
import type { Call } from "../chat/command.ts";
import type { Tx } from "../db/transact.ts";
import { ring } from "../db/transact.ts";
import { VALID_PERCENT } from "../domain/band.ts";
import { clientOrderId } from "../domain/client-order-id.ts";
import type { AlertId } from "../domain/ids.ts";
import { add, type Decimal, mul, sub } from "../domain/money.ts";
import { type OrderType, publicStatus } from "../domain/order.ts";
import type { Line } from "../domain/reply.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { readTag } from "../models/meta.ts";
import { Order } from "../models/order.ts";
import { equityOf, exposureOf, freeBalance, percentOf } from "./account.ts";
import { type Asking, postCard } from "./card.ts";
import { guard, type Intent } from "./guard.ts";
import { causeOf, settle } from "./settle.ts";

/** How long a proposal waits for a yes (people's time). */
export const PROPOSAL_MS = 5 * 60_000;

/** An intent with the quote that its card shows. */
export interface Wish extends Intent {
  readonly type: OrderType;
  readonly quoteAt: number;
  /** Said on the card: what was rounded, and why. */
  readonly notes: readonly Line[];
}

export interface Outlook {
  readonly equity: Decimal | null;
  readonly exposure: Decimal | null;
}

/** Read before the transaction opens: it asks the gateway for prices. */
export async function outlookOf(app: App, gateway: Gateway): Promise<Outlook> {
  const { equity } = await equityOf(app, gateway);
  return { equity, exposure: await exposureOf(app, gateway) };
}

/** Throws a Refusal, and then nothing was written. */
export async function propose(tx: Tx, wish: Wish, outlook: Outlook, call: Call, at: number): Promise<AlertId> {
  await guard(tx, wish);
  const order = await insertOrder(tx, wish, call, at);
  const card = await postCard(tx, order, await askingOf(tx, wish, outlook), at, call);
  if (order.purpose === "exit") await approveAtOnce(tx, order, card, call, at);
  return card;
}

async function insertOrder(tx: Tx, wish: Wish, call: Call, at: number): Promise<Order> {
  const { market } = wish;
  const uuid = randomUUID();
  return Order.query(tx).insertAndFetch({
    uuid,
    clientOrderId: clientOrderId(await readTag(tx), uuid),
    exchange: market.exchange,
    tradingPair: market.pair,
    baseAsset: market.base,
    quoteAsset: market.quote,
    orderType: wish.type,
    side: wish.side,
    purpose: wish.purpose,
    timeInForce: wish.type === "LIMIT" ? "GTC" : "IOC",
    quantity: wish.quantity,
    price: wish.type === "LIMIT" ? wish.price : null,
    state: "proposed",
    status: publicStatus("proposed", false),
    strategyId: wish.strategy,
    personId: call.person.id,
    quotePrice: wish.price,
    quoteAt: wish.quoteAt,
    validPercent: VALID_PERCENT,
    expiresAt: wish.purpose === "entry" ? at + PROPOSAL_MS : null,
    createdAt: at,
    updatedAt: at,
  });
}

async function approveAtOnce(tx: Tx, order: Order, card: AlertId, call: Call, at: number): Promise<void> {
  const decided = { decidedBy: call.person.id, decidedAt: at, decidedOn: call.chat.platform };
  await settle(tx, { ...order, alertId: card } as Order, "approved", decided, causeOf(call, at));
  ring(tx, "send");
}

async function askingOf(tx: Tx, wish: Wish, outlook: Outlook): Promise<Asking> {
  return { after: await afterOf(tx, wish, outlook), notes: wish.notes, requotedPercent: null };
}

/** What the order does to the account, in percent of equity and free quote currency. */
export async function afterOf(tx: Tx, wish: Intent, outlook: Outlook): Promise<Asking["after"]> {
  const cost = mul(wish.quantity, wish.price);
  const fee = mul(cost, wish.market.taker);
  const bought = wish.side === "BUY";
  const free = await freeBalance(tx, wish.market.exchange, wish.market.quote);
  const later = outlook.exposure === null ? null : bought ? add(outlook.exposure, cost) : sub(outlook.exposure, cost);
  return {
    exposureBefore: percentOf(outlook.exposure, outlook.equity),
    exposureAfter: percentOf(later, outlook.equity),
    free: bought ? sub(free, add(cost, fee)) : add(free, sub(cost, fee)),
  };
}

/** The price that a quote stands for when a decision is taken: what a taker would meet. */
export function takerPrice(side: "BUY" | "SELL", quote: { bid: Decimal; ask: Decimal }): Decimal {
  return side === "BUY" ? quote.ask : quote.bid;
}
