/**
 * Makes what stands for each position's protection what is wanted (EXECUTION §6): the position's levels are the wish, its
 * legs are rows, and whatever the exchange has just told is in both. Runs at the end of each look at an account.
 */
import { ring, type Tx } from "../../db/transact.ts";
import { coverOf } from "../../domain/exits.ts";
import { isPerpetual, type Market } from "../../domain/market.ts";
import { type Decimal, isZero, max, sub, ZERO } from "../../domain/money.ts";
import { guardedBy, type Holding, isStopTouched, planProtection, type Step } from "../../domain/protection.ts";
import { lockedBy } from "../../domain/risk/funds.ts";
import { triggerPriceOf } from "../../domain/quote.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { marketOf } from "../../market/rules.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { cancelOrder } from "../cancel.ts";
import type { Cause } from "../cause.ts";
import { closeDust } from "../dust.ts";
import { saleOf } from "../funds.ts";
import { reviseOrderCard } from "../order-card.ts";
import { workingExits } from "../orders.ts";
import { keep, settle } from "../settle.ts";
import { abilitiesOn } from "./abilities.ts";
import { armLeg, typeOf } from "./arm.ts";
import { endEntries } from "./ends.ts";
import { legsOf, standingLeg } from "./legs.ts";
import { followTrail } from "./trail.ts";
import { beginClosing, NO_STOP, STOP_PASSED, STOP_TOUCHED, tellUnprotected } from "./closing.ts";
import { dueAfterRefusals, refusalsOf } from "./retry.ts";
import type { Watched } from "./watched.ts";

/** A look at an account, as far as its protection needs it. */
export interface Watch extends Watched {
  readonly gateway: Gateway;
  readonly cause: Cause;
}

/** A stop that is wanted and does not stand for so long of people's time: the position is closed at market. */
const UNPROTECTED_MS = 10_000;

/** Gives whether something is under way that another look should follow soon. */
export async function keepProtection(tx: Tx, watch: Watch): Promise<boolean> {
  let isOpen = false;
  for (const position of await guarded(tx, watch)) isOpen = (await keepOne(tx, position, watch)) || isOpen;
  return isOpen;
}

/** With a wish, or with legs that may be left from one. */
async function guarded(tx: Tx, { gateway: { exchange } }: Watch): Promise<Position[]> {
  const legs = Order.query(tx).where({ exchange }).whereNotNull("leg").whereNotNull("position_id");
  const withLegs = legs.whereIn("state", ["armed", "open", "partial"]).distinct("position_id");
  return Position.query(tx)
    .where({ exchange })
    .where((either) => {
      void either.whereIn("id", withLegs).orWhere((open) => {
        void open.whereNull("closed_time").where((wish) => {
          void wish.whereNotNull("stop_loss").orWhereNotNull("take_profit").orWhereNotNull("closing_reason");
        });
      });
    })
    .orderBy("id");
}

/** The same for one position: after a command has changed its wish. */
export async function keepOne(tx: Tx, found: Position, watch: Watch): Promise<boolean> {
  const { cause } = watch;
  const market = await marketOf(tx, found.exchange, found.tradingPair);
  const legs = await legsOf(tx, found);
  if (found.closingReason !== null) await endEntries(tx, found.id, cause);
  const position = await followTrail(tx, found, market, legs, watch);
  const others = await lockingExits(tx, position, market, watch.gateway);
  const holding = holdingOf(position, market, legs, others, watch);
  const why = await whyToClose(tx, position, holding, cause.at);
  if (why !== null) return keepOne(tx, await beginClosing(tx, position, why, cause), watch);
  if (holding.isClosing) for (const exit of others.filter(isResting)) await makeWay(tx, exit, cause);
  const steps = planProtection(holding);
  for (const step of steps) await take(tx, step, position, market, cause);
  if (steps.length > 0) ring(tx, "send");
  if (isZero(holding.cover) && legs.length === 0) await dropRest(tx, position, market, cause.at);
  const isGuarded = guardedBy(holding) !== "nobody" || isZero(holding.cover);
  const isNews = await noteGuard(tx, position, isGuarded, cause.at);
  if (isNews || steps.length > 0) await showOn(tx, position, cause.at);
  return !isGuarded || steps.length > 0 || !holding.can.links;
}

async function dropRest(tx: Tx, { id, closedTime, entryPrice }: Position, market: Market, at: number): Promise<void> {
  if (closedTime === null) await closeDust(tx, id, market, entryPrice, at);
}

/** Null: there is no reason to. */
async function whyToClose(tx: Tx, position: Position, holding: Holding, now: number): Promise<string | null> {
  if (position.closingReason !== null || position.stopLoss === null) return null;
  if (isStopTouched(holding)) return STOP_TOUCHED;
  if (isZero(holding.cover)) return null;
  const stops = holding.legs.filter(({ leg }) => leg === "stop");
  // Where a new one goes out before the old one is canceled, that one may stand still.
  const isOpen = stops.every(({ stand }) => stand === "standing") && guardedBy(holding) !== "exchange";
  if (isOpen && (await refusalsOf(tx, position, "stop")).code === "WouldTrigger") return STOP_PASSED;
  const isLong = position.unprotectedSince !== null && now - position.unprotectedSince >= UNPROTECTED_MS;
  const isKnown = stops.every(({ stand, isBusy }) => stand === "armed" || (stand === "standing" && !isBusy));
  if (isLong && !isKnown) await tellUnprotected(tx, position, now);
  return isLong && isKnown && guardedBy(holding) === "nobody" ? NO_STOP : null;
}

/** What is wanted of a position, and what stands for it. */
function holdingOf(
  position: Position,
  market: Market,
  legs: readonly Order[],
  others: readonly Order[],
  { gateway, quotes }: Pick<Watch, "gateway" | "quotes">,
): Holding {
  const { side, stopLoss: stop, trail, takeProfit: target, closingReason } = position;
  const quote = quotes.get(position.tradingPair);
  return {
    side,
    cover: coverBeside(position, market, others),
    isLocked: position.closedTime === null && others.some(isResting),
    ...{ stop, target, isClosing: closingReason !== null },
    trail: gateway.can.trailing ? trail : null,
    legs: legs.map((leg) => standingLeg(leg, gateway.now())),
    can: { ...abilitiesOn(market, gateway.can), overlaps: isPerpetual(market) },
    last: quote === undefined ? null : triggerPriceOf(quote),
  };
}

/** Exits that people asked for and that lock what they close, where the venue does not count them and the legs as one. */
async function lockingExits(tx: Tx, position: Position, market: Market, { can }: Gateway): Promise<Order[]> {
  if (isPerpetual(market)) return [];
  const exits = (await workingExits(tx, position)).filter(({ leg }) => leg === null);
  return exits.filter(({ positionId }) => !(can.links && positionId === position.id));
}

const isResting = ({ orderType }: Order): boolean => orderType === "LIMIT";

async function makeWay(tx: Tx, exit: Order, cause: Cause): Promise<void> {
  if (exit.cancelRequestedAt === null) await cancelOrder(tx, exit, cause);
}

/** What is held, less what those close. */
function coverBeside(position: Position, market: Market, others: readonly Order[]): Decimal {
  if (position.closedTime !== null) return ZERO;
  const left = max(sub(position.quantity, lockedBy(others.map(saleOf))), ZERO);
  return coverOf(market, left, [position.stopLoss, position.takeProfit, position.entryPrice]);
}

async function take(tx: Tx, step: Step, position: Position, market: Market, cause: Cause): Promise<void> {
  if (step.do === "arm") {
    const at = await dueAfterRefusals(tx, position, step.leg, cause.at);
    return armLeg(tx, position, market, step.leg, step, { at, cause });
  }
  const order = await Order.query(tx).findById(step.id).throwIfNotFound();
  if (step.do === "cancel") return cancelOrder(tx, order, cause);
  const { quantity, level, trail } = step;
  if (step.do === "set") {
    const levels =
      order.leg === "stop" ? { triggerPrice: level, trail, orderType: typeOf("stop", trail) } : { price: level };
    const dueAt = step.isDue ? (order.dueAt ?? cause.at) : null;
    await settle(tx, order, "armed", { quantity, ...levels, dueAt }, cause);
    return;
  }
  const wantedQuantity = sub(order.quantity, sub(standingLeg(order, 0).left, quantity));
  await keep(tx, order, { wantedQuantity, wantedPrice: level, wantedTrail: trail });
}

/** Since when nobody guards it. False where that is known already. */
async function noteGuard(tx: Tx, position: Position, isGuarded: boolean, at: number): Promise<boolean> {
  if (isGuarded === (position.unprotectedSince === null)) return false;
  await position.$query(tx).patch({ unprotectedSince: isGuarded ? null : at });
  return true;
}

/** The card of the entry says who guards it. */
async function showOn(tx: Tx, position: Position, at: number): Promise<void> {
  const entries = await Order.query(tx).where({ position_id: position.id, purpose: "entry" }).orderBy("id");
  for (const entry of entries) await reviseOrderCard(tx, entry, at);
}
