/**
 * What an event gave an order of a perpetual, booked. A fill against the position realises its profit and frees its share of
 * the margin; a fill on its side, or beyond it, moves nothing but the fee, and locks its margin. One that crosses zero is two.
 */
import type { Pair } from "../../../domain/ids.ts";
import { type Market, sideOpenedBy } from "../../../domain/market.ts";
import type { Match, MatchedFill } from "../../../domain/matching/order.ts";
import { add, type Decimal, isZero, less, min, mul, sub, ZERO } from "../../../domain/money.ts";
import { move } from "../balance.ts";
import type { Book } from "../book.ts";
import { lowered, met } from "../booking.ts";
import { type BookOrder, type BookPosition, reduces, restOf } from "../entries.ts";
import { type Fee, feeOfFill } from "../fees.ts";
import { lockedBy, relock } from "../locks.ts";
import { marginOf, opened, reduced } from "./position.ts";
import type { Moment, Rulebook } from "../rulebook.ts";

export function bookPerpetualMatch(
  book: Book,
  rulebook: Rulebook,
  market: Market,
  order: BookOrder,
  match: Match,
  moment: Moment,
): void {
  const booking = { book, rulebook, market, moment };
  const end = bookParts(booking, met(order, match, market, moment), match.fills);
  book.setOrder({ ...end.order, status: end.isRefused ? "canceled" : statusOf(book, end.order, match) });
  relock(book, rulebook.tariff, order);
}

interface Booking {
  readonly book: Book;
  readonly rulebook: Rulebook;
  readonly market: Market;
  readonly moment: Moment;
}

/** `isRefused`: the account cannot pay the margin of what was still to be opened. */
function bookParts(
  booking: Booking,
  order: BookOrder,
  fills: readonly MatchedFill[],
): { readonly order: BookOrder; readonly isRefused: boolean } {
  let after = order;
  for (const fill of fills) {
    for (const part of partsOf(fill, order, booking.book.margin.position(order.pair))) {
      const next = { ...after, filled: add(after.filled, part.quantity) };
      const isBooked = part.isClosing ? close(booking, next, part) : open(booking, next, part);
      if (!isBooked) return { order: after, isRefused: true };
      after = next;
    }
  }
  return { order: after, isRefused: false };
}

interface Part extends MatchedFill {
  readonly isClosing: boolean;
}

/** What closes first, then what opens. */
function partsOf(fill: MatchedFill, order: BookOrder, position: BookPosition | null): Part[] {
  const held = position !== null && reduces(order, position) ? position.quantity : ZERO;
  const closing = min(fill.quantity, held);
  return [
    { ...fill, quantity: closing, isClosing: true },
    { ...fill, quantity: sub(fill.quantity, closing), isClosing: false },
  ].filter(({ quantity }) => !isZero(quantity));
}

function close({ book, rulebook, market, moment }: Booking, order: BookOrder, fill: MatchedFill): boolean {
  const held = book.margin.position(order.pair);
  if (held === null) throw new Error("there is nothing to close");
  const { position, pnl } = reduced(held, fill.quantity, fill.price);
  book.setOrder(order);
  book.margin.setPosition({ ...position, pair: order.pair });
  move(book, market.quote, pnl);
  lowered(book, order, fill.quantity, moment.at).forEach(book.setOrder);
  if (isZero(position.quantity)) cancelReducing(book, order, moment.at);
  relock(book, rulebook.tariff, order);
  payFee(
    book,
    market,
    order,
    fill,
    pnl,
    feeOfFill(rulebook.tariff, market, order.side, fill, moment, book.balance),
    moment,
  );
  return true;
}

/** False: the account has not enough, and nothing is changed. The price may be better than the one that was locked for. */
function open({ book, rulebook, market, moment }: Booking, order: BookOrder, fill: MatchedFill): boolean {
  const { pair, side } = order;
  const cost = mul(fill.quantity, fill.price);
  const margin = marginOf(cost, book.margin.leverage(pair));
  const fee = feeOfFill(rulebook.tariff, market, side, fill, moment, book.balance);
  const others = lowered(book, order, fill.quantity, moment.at);
  if (less(freeWith(book, rulebook, market, [order, ...others]), add(margin, fee.feeQuote))) return false;
  [order, ...others].forEach(book.setOrder);
  const position = opened(book.margin.position(pair), sideOpenedBy(side), fill.quantity, cost, margin);
  book.margin.setPosition({ ...position, pair });
  relock(book, rulebook.tariff, order);
  payFee(book, market, order, fill, ZERO, fee, moment);
  return true;
}

/** What the account could still lock if these orders stood as they do here. */
function freeWith(book: Book, { tariff }: Rulebook, { quote }: Market, changed: readonly BookOrder[]): Decimal {
  const orders = book.openOrders().map((order) => changed.find(({ id }) => id === order.id) ?? order);
  const open = orders.filter(({ status }) => status === "open");
  return sub(book.balance(quote).total, lockedBy(open, quote, book, tariff));
}

/** A fee that the account has not, after a loss of all of its margin, is not taken: no balance falls below zero. */
function payFee(
  book: Book,
  { quote }: Market,
  order: BookOrder,
  fill: MatchedFill,
  pnl: Decimal,
  asked: Fee,
  { at }: Moment,
): void {
  const { total, locked } = book.balance(quote);
  const most = sub(total, locked);
  const isTooMuch = asked.feeAsset === quote && less(most, asked.fee);
  const fee = isTooMuch ? { ...asked, fee: most, feeQuote: most } : asked;
  move(book, fee.feeAsset, sub(ZERO, fee.fee));
  const { quantity, price, liquidity } = fill;
  book.addFill({ order, quantity, price, liquidity, cost: mul(quantity, price), ...fee, pnl, at });
}

/** There is nothing left that they could reduce. */
function cancelReducing(book: Book, { id, pair }: { readonly id: number; readonly pair: Pair }, at: number): void {
  for (const order of book.openOrders()) {
    if (order.id !== id && order.pair === pair && order.reduceOnly) book.setOrder({ ...order, status: "canceled", at });
  }
}

/** What only reduces ends with the position, whatever it had still asked for. */
function statusOf(book: Book, order: BookOrder, { ends }: Match): BookOrder["status"] {
  if (isZero(restOf(order))) return "filled";
  if (order.reduceOnly && !reduces(order, book.margin.position(order.pair))) return "canceled";
  return ends ?? "open";
}
