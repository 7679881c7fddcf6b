/** How much a position of a pair may be of what stands behind it. */
import type { Pair } from "../../../domain/ids.ts";
import { isPerpetual } from "../../../domain/market.ts";
import { type Decimal, equal, from, less, ONE, round, text } from "../../../domain/money.ts";
import { type MarginTerms, PlacementRefused } from "../../gateway.ts";
import type { Book } from "../book.ts";
import type { Rulebook } from "../rulebook.ts";

const MOST = from(20);

/** Positions are isolated here and one-way, always. Throws a PlacementRefused where the leverage cannot be set. */
export function setLeverage(book: Book, { listings }: Rulebook, pair: Pair, leverage: Decimal): MarginTerms {
  const market = listings.get(pair)?.market;
  if (market === undefined || !isPerpetual(market)) {
    throw new PlacementRefused("BadSymbol", `${pair} is no perpetual here.`);
  }
  if (less(leverage, ONE) || less(MOST, leverage) || !equal(round(leverage, 0, "down"), leverage)) {
    throw new PlacementRefused("InvalidLeverage", `The leverage must be a whole number from 1 to ${text(MOST)}.`);
  }
  const isInUse = book.margin.position(pair) !== null || book.openOrders().some((order) => order.pair === pair);
  if (isInUse && !equal(leverage, book.margin.leverage(pair))) {
    throw new PlacementRefused("NotAllowed", `${pair} has a position or open orders: its leverage stays as it is.`);
  }
  book.margin.setLeverage(pair, leverage);
  return { leverage, isIsolated: true, isOneWay: true };
}
