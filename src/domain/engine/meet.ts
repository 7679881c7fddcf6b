/** The orders of a book meet a bar, and what they get is booked. */
import type { Candle } from "../candle.ts";
import { dayIn } from "../day.ts";
import { NO_EXITS } from "../exits.ts";
import { roundAmount, sideOpenedBy } from "../market.ts";
import { isMetAtOpen, matchBar } from "../matching/bar.ts";
import { feeOf } from "../matching/fee.ts";
import type { MatchedFill, WorkingOrder } from "../matching/order.ts";
import { inTurn } from "../matching/turn.ts";
import { add, type Decimal, isZero, min, mul, sub, sum, ZERO } from "../money.ts";
import { applyFill, flat } from "../position.ts";
import type { BookOrder, Draft, Setup } from "./book.ts";

/** False where nothing was filled and nothing ended: what protects the holding still does. */
export function meetBar(setup: Setup, draft: Draft, bar: Candle): boolean {
  const before = draft.effects.length;
  const turns = inTurn(draft.orders, ({ leg, working }) => ({
    isLinked: leg !== null,
    isLimit: working.stop === null && working.kind === "gtc",
    isMetFirst: isMetAtOpen(working, bar, setup.rules),
  }));
  let isStopTouched = false;
  for (const { id } of turns) {
    const order = draft.orders.find((each) => each.id === id);
    if (order === undefined || (order.leg !== null && (isStopTouched || draft.held === null))) continue;
    const match = matchBar(heldTo(order, setup, draft), bar, setup.rules);
    if (order.working.stop !== null && match.stop === null) isStopTouched = true;
    for (const fill of match.fills) book(setup, draft, order, fill);
    const left = sub(order.working.remaining, sum(match.fills.map(({ quantity }) => quantity)));
    if (match.ends === "expired") draft.effects.push({ kind: "ended", order, how: "expired", at: draft.at });
    if (match.ends !== null) remove(draft, order);
    else replace(draft, order, { stop: match.stop, remaining: left, isResting: match.stop === null });
  }
  return draft.effects.length > before;
}

/** An exit asks for no more than there is. */
function heldTo({ leg, working }: BookOrder, { market }: Setup, { held }: Draft): WorkingOrder {
  if (leg === null || held === null) return working;
  return { ...working, remaining: min(working.remaining, roundAmount(market, held.quantity)) };
}

function remove(draft: Draft, { id }: BookOrder): void {
  draft.orders = draft.orders.filter((each) => each.id !== id);
}

function replace(draft: Draft, { id }: BookOrder, change: Partial<WorkingOrder>): void {
  draft.orders = draft.orders.map((each) =>
    each.id === id ? { ...each, working: { ...each.working, ...change } } : each,
  );
}

function book(
  { market, zone }: Setup,
  draft: Draft,
  order: BookOrder,
  { quantity, price, liquidity }: MatchedFill,
): void {
  const { side } = order.working;
  const cost = mul(quantity, price);
  const fee = feeOf(cost, liquidity === "maker" ? market.maker : market.taker);
  draft.cash = sub(side === "BUY" ? sub(draft.cash, cost) : add(draft.cash, cost), fee);
  if (order.leg === null) draft.spent = spentWith(draft.spent, dayIn(order.placedAt, zone), cost);
  const before = draft.held ?? flat(sideOpenedBy(side));
  const after = applyFill(before, { side, quantity, price, cost, pnl: null, feeBase: ZERO, feeQuote: fee });
  const realized = order.leg === null ? null : sub(after.realizedPnl, before.realizedPnl);
  draft.effects.push({
    ...{ kind: "filled", order, at: draft.at },
    fill: { quantity, price, cost, fee, liquidity, realized },
  });
  draft.held = isZero(after.quantity) ? null : after;
  if (draft.held === null) [draft.exits, draft.isClosing] = [NO_EXITS, false];
}

function spentWith(spent: Draft["spent"], day: string, cost: Decimal): Draft["spent"] {
  return { day, cost: spent.day === day ? add(spent.cost, cost) : cost };
}
