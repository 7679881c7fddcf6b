/**
 * What open orders hold back, and what stands behind positions. It is a fold over them and nothing that is kept beside them,
 * so that whatever changes one of them only has to fold anew: `relock` after each change, in its transaction.
 */
import { assetsOf } from "../../domain/market.ts";
import { mostCost, UNIT_PLACES } from "../../domain/matching/fee.ts";
import { add, compare, type Decimal, max, mul, round, sub, sum, text, ZERO } from "../../domain/money.ts";
import { initialMargin } from "../../domain/perpetual.ts";
import { PlacementRefused } from "../gateway.ts";
import type { Book } from "./book.ts";
import { type BookOrder, restOf } from "./entries.ts";
import type { Tariff } from "./settings.ts";

/** The coin that an order takes from: the settle coin of a perpetual; on spot the quote of a buy, the base of a sale. */
function lockedAsset({ side, pair }: Pick<BookOrder, "side" | "pair">): string {
  const { base, quote, settle } = assetsOf(pair);
  return settle ?? (side === "BUY" ? quote : base);
}

/**
 * What open orders of a coin can still take away, those of one holding together no more than the largest of them, and the
 * margin of the positions that settle in it.
 */
export function lockedBy(orders: readonly BookOrder[], asset: string, { margin }: Book, tariff: Tariff): Decimal {
  const locking = orders.filter((order) => lockedAsset(order) === asset);
  const holdings = Map.groupBy(locking, ({ id, pair, side, link }) =>
    link === null ? String(id) : `${pair} ${side} ${link}`,
  );
  const positions = margin.positions().filter(({ pair }) => assetsOf(pair).settle === asset);
  return sum([
    ...Array.from(holdings.values(), (linked) => needOf(linked, margin, tariff)),
    ...positions.map((position) => position.margin),
  ]);
}

/**
 * The largest rest; of buys at the highest price that one of them may pay, with the fee in quote: whatever is the first to
 * fill, what the others need after it is still there. A fee that comes off another coin is locked too, for there may not
 * be enough of that one.
 */
function needOf(linked: readonly BookOrder[], margin: Book["margin"], { maker, taker }: Tariff): Decimal {
  const [{ pair } = { pair: null }] = linked;
  const rate = max(max(maker, taker), ZERO);
  if (pair !== null && assetsOf(pair).settle !== null) return marginFor(linked, margin.leverage(pair), rate);
  const rest = linked.map(restOf).reduce(max);
  const bounds = linked.filter(({ side }) => side === "BUY").map(boundOfBuy);
  return bounds.length === 0 ? rest : mostCost(rest, bounds.reduce(max), rate);
}

/** As if all of them opened, for the position may be gone when they fill; those that only reduce need nothing. */
function marginFor(linked: readonly BookOrder[], leverage: Decimal, rate: Decimal): Decimal {
  const opening = linked.filter(({ reduceOnly }) => !reduceOnly);
  const rest = opening.map(restOf).reduce(max, ZERO);
  const price = opening.map((order) => order.marginPrice ?? boundOfBuy(order)).reduce(max, ZERO);
  const cost = mul(rest, price);
  return round(add(initialMargin(cost, leverage), mul(cost, rate)), UNIT_PLACES, "up");
}

function boundOfBuy({ bound }: BookOrder): Decimal {
  if (bound === null) throw new Error("a buy has a bound");
  return bound;
}

/** Brings the balance of the coin that the order takes from to what is held back now. */
export function relock(book: Book, tariff: Tariff, order: Pick<BookOrder, "side" | "pair">): void {
  const asset = lockedAsset(order);
  book.setBalance({ ...book.balance(asset), locked: lockedBy(book.openOrders(), asset, book, tariff) });
}

/** As `relock`, for a change that may ask for more. Throws a PlacementRefused where the account has not enough. */
export function lockMore(book: Book, tariff: Tariff, order: Pick<BookOrder, "side" | "pair">): void {
  const asset = lockedAsset(order);
  const { total, locked } = book.balance(asset);
  const needed = lockedBy(book.openOrders(), asset, book, tariff);
  if (compare(needed, total) > 0 && compare(needed, locked) > 0) {
    throw new PlacementRefused(
      "InsufficientFunds",
      `Available are ${text(sub(total, locked))} ${asset}; the order needs ${text(sub(needed, locked))} ${asset}.`,
    );
  }
  book.setBalance({ asset, total, locked: needed });
}
