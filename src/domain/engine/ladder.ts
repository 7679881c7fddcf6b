/** A grid in a book: what its rungs hold and have at the venue, and what a bar makes of them. */
import { type Candle, TIMEFRAME_MS } from "../candle.ts";
import { buyAt, costOf, dueOf, type Grid, levelsOnTick, type RungOrder, rungsOf } from "../grid/grid.ts";
import { Refusal, refusalOr } from "../errors.ts";
import type { OrderId } from "../ids.ts";
import { checkAmount } from "../market.ts";
import { matchBar } from "../matching/bar.ts";
import { feeOf } from "../matching/fee.ts";
import type { MatchedFill, WorkingOrder } from "../matching/order.ts";
import { add, type Decimal, isZero, mul, ONE, sub, sum, toNumber, ZERO } from "../money.ts";
import { applyFill, flat, type PositionBook } from "../position.ts";
import { checkEntry } from "../risk/checks.ts";
import type { Terms } from "../risk/terms.ts";
import { quantityOf } from "../strategy/entry.ts";
import { sizeOf } from "../strategy/sizing.ts";
import type { Lay } from "../strategy/strategy.ts";
import { type BookOrder, type Draft, equityAt, type Ladder, quoteAfter, type Rung, type Setup } from "./book.ts";
import { accountOf } from "./enter.ts";

const EMPTY: PositionBook = flat("LONG");

/** Nothing is laid beside what is held. What lay before makes way. */
export function lay(setup: Setup, draft: Draft, bar: Candle, intent: Lay): void {
  if (draft.held !== null || draft.orders.length > 0 || draft.at < draft.layAgainAt) return;
  const grid = refusalOr(() => gridOf(setup, draft, bar, intent));
  if (grid instanceof Refusal) {
    draft.effects.push({ kind: "refused", rule: grid.rule, sentence: grid.message, at: draft.at });
    draft.layAgainAt = draft.at + TIMEFRAME_MS["1d"]; // it would be wished for at every candle
    return;
  }
  takeDown(draft);
  const rungs = Array.from({ length: rungsOf(grid) }, (): Rung => ({ order: null, position: EMPTY }));
  const prices = Float64Array.from(grid.levels, toNumber);
  draft.ladder = { grid, prices, rungs: placeDue(draft, grid, rungs, bar.close) };
}

/** Throws the Refusal of the first rule that is broken. The account must bear all of its rungs at once. */
function gridOf(setup: Setup, draft: Draft, bar: Candle, { levels, stop }: Lay): Grid {
  const { market, risk } = setup;
  const onTick = levelsOnTick(levels, market);
  const quote = quoteAfter(setup, bar, draft.at);
  const equity = equityAt(draft, quote);
  const top = levels.at(-2) ?? Number.NaN;
  const sized = sizeOf(risk, { market, equity: toNumber(equity), price: top, stop, volatility: null });
  const grid = { levels: onTick, quantity: quantityOf(sized, market) };
  checkAmount(market, grid.quantity, buyAt(grid, 0));
  const price = buyAt(grid, rungsOf(grid) - 1);
  const others = sub(costOf(grid), mul(price, grid.quantity));
  const terms: Terms = {
    ...{ id: null, market, side: "BUY", purpose: "entry", quantity: grid.quantity },
    ...{ price, worst: price, dearest: price, limit: price },
  };
  checkEntry({
    ...accountOf(setup, draft, terms, quote, equity),
    available: sub(draft.cash, mul(others, add(ONE, market.taker))),
    exposure: others,
  });
  return grid;
}

export function meetLadder(setup: Setup, draft: Draft, ladder: Ladder, bar: Candle): void {
  const rungs = [...ladder.rungs];
  for (const index of reachedBy(ladder, bar)) {
    const rung = rungs[index];
    if (rung !== undefined && rung.order !== null) rungs[index] = meet(setup, draft, rung, rung.order, bar);
  }
  draft.ladder = { ...ladder, rungs: placeDue(draft, ladder.grid, rungs, bar.close) };
}

/** The rungs whose orders the bar may fill, in the order in which they were placed. */
function reachedBy({ rungs, prices }: Ladder, bar: Candle): readonly number[] {
  const [low, high] = [toNumber(bar.low), toNumber(bar.high)];
  const met: number[] = [];
  for (let i = 0; i < rungs.length; i += 1) {
    const order = rungs[i]?.order ?? null;
    if (order === null) continue;
    if (order.working.side === "BUY" ? low <= Number(prices[i]) : high >= Number(prices[i + 1])) met.push(i);
  }
  return met.length < 2 ? met : met.toSorted((a, b) => placed(rungs[a]) - placed(rungs[b]));
}

function placed(rung: Rung | undefined): number {
  return rung?.order?.id ?? 0;
}

function meet(setup: Setup, draft: Draft, rung: Rung, order: BookOrder, bar: Candle): Rung {
  // What was placed at the close before this bar arrives with it; what has lived through one rests.
  const working: WorkingOrder = { ...order.working, isResting: order.placedAt < bar.at };
  const match = matchBar(working, bar, setup.rules);
  let { position } = rung;
  for (const fill of match.fills) position = book(setup, draft, order, position, fill);
  if (match.ends !== null) return { order: null, position: isZero(position.quantity) ? EMPTY : position };
  const remaining = sub(working.remaining, sum(match.fills.map(({ quantity }) => quantity)));
  return { order: { ...order, working: { ...working, remaining } }, position };
}

/** Gives what the rung holds after it. */
function book(
  { market }: Setup,
  draft: Draft,
  order: BookOrder,
  before: PositionBook,
  fill: MatchedFill,
): PositionBook {
  const { side } = order.working;
  const { quantity, price, liquidity } = fill;
  const cost = mul(quantity, price);
  const fee = feeOf(cost, liquidity === "maker" ? market.maker : market.taker);
  const after = applyFill(before, { side, quantity, price, cost, pnl: null, feeBase: ZERO, feeQuote: fee });
  draft.cash = sub(side === "BUY" ? sub(draft.cash, cost) : add(draft.cash, cost), fee);
  draft.held = heldAfter(draft.held ?? EMPTY, before, after);
  const realized = side === "BUY" ? null : sub(after.realizedPnl, before.realizedPnl);
  draft.effects.push({
    ...{ kind: "filled", order, at: draft.at },
    fill: { quantity, price, cost, fee, liquidity, realized },
  });
  return after;
}

/** All rungs together: one of them holds another quantity, at another cost. Null: none holds anything. */
function heldAfter(held: PositionBook, before: PositionBook, after: PositionBook): PositionBook | null {
  const quantity = add(held.quantity, sub(after.quantity, before.quantity));
  if (isZero(quantity)) return null;
  return { ...EMPTY, quantity, cost: add(held.cost, sub(after.cost, before.cost)) };
}

/** What has no order gets the one that is due: `rungs` is changed. A desk that is halted buys nothing. */
function placeDue(draft: Draft, grid: Grid, rungs: Rung[], last: Decimal): readonly Rung[] {
  for (let index = 0; index < rungs.length; index += 1) {
    const rung = rungs[index];
    if (rung === undefined || rung.order !== null) continue;
    const due = dueOf(grid, index, rung.position.quantity, last);
    if (due === null || (due.side === "BUY" && draft.halted !== null)) continue;
    rungs[index] = { position: rung.position, order: place(draft, index, due) };
  }
  return rungs;
}

function place(draft: Draft, rung: number, { side, price, quantity }: RungOrder): BookOrder {
  draft.placed += 1;
  const order: BookOrder = {
    ...{ id: draft.placed as OrderId, leg: null, rung, level: price, placedAt: draft.at },
    working: { side, kind: "gtc", remaining: quantity, limit: price, stop: null, isResting: false },
  };
  draft.effects.push({ kind: "placed", order, at: draft.at });
  return order;
}

/** What its rungs hold stays held, without an order. */
export function takeDown(draft: Draft): void {
  for (const { order } of draft.ladder?.rungs ?? [])
    if (order !== null) draft.effects.push({ kind: "ended", order, how: "canceled", at: draft.at });
  draft.ladder = null;
}

/** After a halt nothing more is bought; what is held is still sold. */
export function stopBuying(draft: Draft): void {
  if (draft.ladder === null) return;
  const rungs = draft.ladder.rungs.map((rung) => {
    if (rung.order?.working.side !== "BUY") return rung;
    draft.effects.push({ kind: "ended", order: rung.order, how: "canceled", at: draft.at });
    return { ...rung, order: null };
  });
  draft.ladder = { ...draft.ladder, rungs };
}
