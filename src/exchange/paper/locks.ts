/**
 * What open orders hold back. It is a fold over them and nothing that is kept beside them, so that whatever changes an order
 * only has to fold anew: `relock` after each change, in its transaction.
 */
import { mostCost } from "../../domain/matching/fee.ts";
import { assetsOf } from "../../domain/market.ts";
import { compare, type Decimal, max, sub, sum, text, ZERO } from "../../domain/money.ts";
import { PlacementRefused } from "../gateway.ts";
import type { Book } from "./book.ts";
import { type BookOrder, restOf } from "./entries.ts";
import type { Tariff } from "./settings.ts";

/** The coin that an order takes from: quote of a buy, base of a sale. */
function lockedAsset({ side, pair }: Pick<BookOrder, "side" | "pair">): string {
  const { base, quote } = assetsOf(pair);
  return side === "BUY" ? quote : base;
}

/** What the open orders of a coin can still take away: those of one holding together no more than the largest of them. */
function lockedBy(orders: readonly BookOrder[], asset: string, tariff: Tariff): Decimal {
  const locking = orders.filter((order) => lockedAsset(order) === asset);
  const holdings = Map.groupBy(locking, ({ id, pair, side, link }) =>
    link === null ? String(id) : `${pair} ${side} ${link}`,
  );
  return sum(Array.from(holdings.values(), (linked) => needOf(linked, tariff)));
}

/**
 * The largest rest; of buys at the highest price that one of them may pay, with the fee in quote: whatever is the first to
 * fill, what the others need after it is still there. A fee that comes off another coin is locked too, for there may not
 * be enough of that one.
 */
function needOf(linked: readonly BookOrder[], { maker, taker }: Tariff): Decimal {
  const rest = linked.map(restOf).reduce(max);
  const bounds = linked.filter(({ side }) => side === "BUY").map(boundOfBuy);
  return bounds.length === 0 ? rest : mostCost(rest, bounds.reduce(max), max(max(maker, taker), ZERO));
}

function boundOfBuy({ bound }: BookOrder): Decimal {
  if (bound === null) throw new Error("a buy has a bound");
  return bound;
}

/** Brings the balance of the coin that the order takes from to what the open orders hold back now. */
export function relock(book: Book, tariff: Tariff, order: Pick<BookOrder, "side" | "pair">): void {
  const asset = lockedAsset(order);
  book.setBalance({ ...book.balance(asset), locked: lockedBy(book.openOrders(), asset, tariff) });
}

/** As `relock`, for a change that may ask for more. Throws a PlacementRefused where the account has not enough. */
export function lockMore(book: Book, tariff: Tariff, order: Pick<BookOrder, "side" | "pair">): void {
  const asset = lockedAsset(order);
  const { total, locked } = book.balance(asset);
  const needed = lockedBy(book.openOrders(), asset, tariff);
  if (compare(needed, total) > 0 && compare(needed, locked) > 0) {
    throw new PlacementRefused(
      "InsufficientFunds",
      `Available are ${text(sub(total, locked))} ${asset}; the order needs ${text(sub(needed, locked))} ${asset}.`,
    );
  }
  book.setBalance({ asset, total, locked: needed });
}
