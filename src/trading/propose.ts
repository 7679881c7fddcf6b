/** An intent becomes an order: an entry waits as a proposal, an exit is approved as it is born (EXECUTION §1, rule 11). */
import type { Tx } from "../db/transact.ts";
import { ring } from "../db/transact.ts";
import type { CandleChart } from "../domain/chart.ts";
import type { Exits } from "../domain/exits.ts";
import type { AlertId, PositionId } from "../domain/ids.ts";
import { type Decimal, less, ZERO } from "../domain/money.ts";
import { type OrderType, publicStatus, type TimeInForce } from "../domain/order.ts";
import type { Line } from "../domain/reply.ts";
import type { Sight } from "../domain/risk/price.ts";
import { Order } from "../models/order.ts";
import { type Asking, NOTHING_ASKED, postOrderCard, reviseOrderCard } from "./order-card.ts";
import { expiryFrom } from "./lapse.ts";
import { newOrderIds } from "./order-ids.ts";
import { afterOf } from "./outlook.ts";
import { guardEntry, guardExit, type Intent } from "./guards/guard.ts";
import { openPosition } from "./funds.ts";
import { limitsOf } from "./guards/limits.ts";
import { checkLiquidation } from "./perpetuals/liquidation-distance.ts";
import type { Origin } from "./origin.ts";
import { proposeLegs } from "./protection/arm.ts";
import { settle } from "./settle.ts";

/** An intent with the quote that its card shows. */
export interface Wish extends Omit<Intent, "person"> {
  readonly type: OrderType;
  /** The market's price, whatever the limit. */
  readonly quotePrice: Decimal;
  readonly quoteAt: number;
  /** How far the market may move from that price, in percent. */
  readonly validPercent: Decimal;
  readonly chart: CandleChart | null;
  readonly exits: Exits;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** Said on the card: what was rounded, and why. */
  readonly notes: readonly Line[];
  /** What was typed, in one spelling; null where nobody typed it. */
  readonly asked: string | null;
}

/** A wish that the rules let pass. Only `permit` makes one: nothing is proposed unjudged. */
export type Permitted = Wish & {
  readonly __permitted: true;
  /** The desk's day in market time; null before the account's first look, and for an exit. */
  readonly day: string | null;
};

/** Throws the Refusal of the first rule that is broken. `freed`: what an exit waits for, see protection/freed.ts. */
export async function permit(
  tx: Tx,
  wish: Wish,
  sight: Sight,
  origin: Origin,
  freed: Decimal = ZERO,
): Promise<Permitted> {
  const { at } = origin.cause;
  const intent = { ...wish, person: origin.person };
  await checkLiquidation(tx, intent, wish.exits);
  if (wish.purpose === "exit") {
    await guardExit(tx, intent, null, freed);
    return { ...wish, day: null, __permitted: true };
  }
  const { account } = await guardEntry(tx, intent, sight, at, null);
  return { ...wish, day: account?.day ?? null, __permitted: true };
}

export async function propose(tx: Tx, wish: Permitted, origin: Origin): Promise<AlertId> {
  const order = await insertOrder(tx, wish, origin);
  await proposeLegs(tx, order, wish.exits);
  const card = await postOrderCard(tx, order, await askingOf(tx, wish), origin.cause.at, origin.call);
  if (order.purpose === "exit" || origin.isAuto)
    await approveAtOnce(tx, { ...order, alertId: card } as Order, wish, origin);
  return card;
}

async function insertOrder(tx: Tx, wish: Wish, { person, platform, evidence, isAuto, cause }: Origin): Promise<Order> {
  const { market } = wish;
  const { at } = cause;
  return Order.query(tx).insertAndFetch({
    ...(await newOrderIds(tx)),
    exchange: market.exchange,
    tradingPair: market.pair,
    baseAsset: market.base,
    quoteAsset: market.quote,
    orderType: wish.type,
    side: wish.side,
    purpose: wish.purpose,
    timeInForce: wish.timeInForce,
    postOnly: wish.postOnly,
    quantity: wish.quantity,
    price: wish.type === "LIMIT" ? wish.price : null,
    state: "proposed",
    status: publicStatus("proposed", false),
    strategyId: wish.strategy,
    positionId: wish.purpose === "exit" ? await soldFrom(tx, wish) : null,
    personId: person,
    isAuto,
    evidence,
    quotePrice: wish.quotePrice,
    quoteAt: wish.quoteAt,
    validPercent: wish.validPercent,
    expiresAt: wish.purpose === "entry" ? expiryFrom(await limitsOf(tx, market.exchange), at) : null,
    asked: wish.asked,
    proposedOn: platform,
    createdAt: at,
    updatedAt: at,
  });
}

/** The position that a sale is wholly part of; null for one that sells inventory, too. */
async function soldFrom(tx: Tx, { market, strategy, quantity }: Wish): Promise<PositionId | null> {
  const position = await openPosition(tx, market.exchange, market.pair, strategy);
  return position === undefined || less(position.quantity, quantity) ? null : position.id;
}

/** What was rounded, and what stays, is said until it is sent: nobody is asked first. */
async function approveAtOnce(tx: Tx, order: Order, { notes, day }: Permitted, origin: Origin): Promise<void> {
  const { person, platform, cause } = origin;
  const decided = { decidedBy: person, decidedAt: cause.at, decidedOn: platform, approvedDay: day };
  const approved = await settle(tx, order, "approved", decided, cause);
  if (notes.length > 0) await reviseOrderCard(tx, approved, cause.at, { ...NOTHING_ASKED, notes });
  ring(tx, "send");
}

async function askingOf(tx: Tx, wish: Wish): Promise<Asking> {
  return { after: await afterOf(tx, wish), chart: wish.chart, notes: wish.notes, requotedPercent: null };
}
