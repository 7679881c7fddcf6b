/** Makes what stands for a holding's protection what is wanted (EXECUTION §6), as the desk does by rows. */
import type { Candle } from "../candle.ts";
import { coverOf, type Exits, lowestOf, NO_EXITS } from "../exits.ts";
import type { OrderId } from "../ids.ts";
import { closingSide, type PositionSide } from "../market.ts";
import type { WorkingOrder } from "../matching/order.ts";
import { isTouched } from "../matching/stop.ts";
import { add, type Decimal, isZero, less, mul } from "../money.ts";
import type { Leg } from "../order.ts";
import { entryPrice, type PositionBook } from "../position.ts";
import {
  type Abilities,
  type Holding,
  planProtection,
  type StandingLeg,
  type Step,
  type WantedLeg,
} from "../protection.ts";
import type { BookOrder, Draft, Setup } from "./book.ts";

/** What the paper venue can by itself. */
const CAN: Abilities = { stops: true, links: true, amends: true, overlaps: false };

export function protect(setup: Setup, draft: Draft, bar: Candle): void {
  const { held } = draft;
  if (held === null) return cancelExits(draft);
  const holding = holdingOf(setup, draft, held, bar);
  const steps = planProtection(holding);
  for (const step of steps) {
    take(draft, holding.side, step, bar);
    // A stop that the price has passed makes all of it a closing: that is another plan.
    if (draft.isClosing !== holding.isClosing) return protect(setup, draft, bar);
  }
  // What is canceled may make way for another one.
  if (steps.some((step) => step.do === "cancel")) return protect(setup, draft, bar);
  if (isZero(holding.cover)) dropDust(draft);
}

/** Nothing is held: there is nothing to plan. */
function cancelExits(draft: Draft): void {
  for (const { id, leg } of draft.orders) if (leg !== null) cancel(draft, id);
}

function holdingOf({ market }: Setup, draft: Draft, held: PositionBook, bar: Candle): Holding {
  const { exits, isClosing, orders, at } = draft;
  return {
    side: held.side,
    cover: coverOf(market, held.quantity, levelsOf(held, exits)),
    ...exits,
    ...{ isLocked: false, isClosing, can: CAN, last: bar.close },
    legs: orders.flatMap((order) => standingLeg(order, at) ?? []),
  };
}

/** The entry counts where it lies below them; what it cost tells that without a division. */
function levelsOf(held: PositionBook, { stop, target }: Exits): readonly (Decimal | null)[] {
  const lowest = lowestOf({ stop, trail: null, target });
  const isAbove = lowest !== null && !less(held.cost, mul(lowest, held.quantity));
  return isAbove ? [lowest] : [stop, target, entryPrice(held)];
}

function standingLeg({ id, leg, level, working, placedAt }: BookOrder, now: number): StandingLeg | null {
  if (leg === null) return null;
  return {
    ...{ id, leg, stand: "standing", isBusy: false, isDue: true, standsMs: now - placedAt, left: working.remaining },
    ...{ level, trail: working.stop?.trail ?? null },
  };
}

function take(draft: Draft, side: PositionSide, step: Step, bar: Candle): void {
  switch (step.do) {
    case "arm":
      return arm(draft, side, step.leg, step, bar);
    case "move":
      return move(draft, step.id, step);
    case "cancel":
      return cancel(draft, step.id);
    case "set":
      throw new Error("the engine's exits are all at the venue");
  }
}

/** What the venue would refuse, since the price has passed it already, is closed at market. */
function arm(draft: Draft, side: PositionSide, leg: Leg, { quantity, level, trail }: WantedLeg, bar: Candle): void {
  const exit = closingSide(side);
  if (leg === "stop" && level !== null && isTouched(exit, level, bar.close)) {
    draft.isClosing = true;
    return;
  }
  place(draft, leg, level, {
    ...{ side: exit, remaining: quantity, isResting: false },
    kind: leg === "target" ? "gtc" : "market",
    limit: leg === "target" ? level : null,
    stop: leg === "stop" && level !== null ? { trigger: level, trail } : null,
  });
}

export function place(draft: Draft, leg: Leg | null, level: Decimal | null, working: WorkingOrder): void {
  draft.placed += 1;
  const order: BookOrder = { id: draft.placed as OrderId, leg, rung: null, level, working, placedAt: draft.at };
  draft.orders = [...draft.orders, order];
  draft.effects.push({ kind: "placed", order, at: draft.at });
}

/** A stop that was touched is an order at market: there is no level of it to be moved. */
function move(draft: Draft, id: OrderId, { quantity, level, trail }: WantedLeg): void {
  draft.orders = draft.orders.map((order) => {
    if (order.id !== id) return order;
    const { leg, working } = order;
    const stop = working.stop !== null && level !== null ? { trigger: level, trail } : null;
    const limit = leg === "target" ? level : working.limit;
    return { ...order, level, working: { ...working, stop, limit, remaining: quantity } };
  });
}

function cancel(draft: Draft, id: OrderId): void {
  const order = draft.orders.find((each) => each.id === id);
  if (order === undefined) return;
  draft.orders = draft.orders.filter((each) => each !== order);
  draft.effects.push({ kind: "ended", order, how: "canceled", at: draft.at });
}

/** What is too little to be sold stays as a coin (EXECUTION §5). */
function dropDust(draft: Draft): void {
  if (draft.held === null || draft.orders.some(({ leg }) => leg === null)) return;
  draft.dust = add(draft.dust, draft.held.quantity);
  draft.effects.push({ kind: "left", quantity: draft.held.quantity, at: draft.at });
  [draft.held, draft.exits, draft.isClosing] = [null, NO_EXITS, false];
}
