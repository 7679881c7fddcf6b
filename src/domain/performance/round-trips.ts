/** Round trips: a position from flat to flat, net of all fees. */
import { sideOpenedBy } from "../market.ts";
import { type Decimal, div, isZero, neg, sign, sum, toNumber } from "../money.ts";
import { applyFill, flat, type PositionBook, type PositionFill, positionPart, RATIO_PLACES } from "../position.ts";
import { type Figure, known, missing } from "./figure.ts";

export interface RoundTrip {
  /** Market time of its first and last fill, ms UTC. */
  readonly openedAt: number;
  readonly closedAt: number;
  /** Quote currency, net of all fees and funding. */
  readonly profit: Decimal;
}

export interface TripFill extends PositionFill {
  /** Market time, ms UTC. */
  readonly at: number;
}

/** Of one pair, oldest first. What is still open is no round trip: it counts through equity. */
export function roundTripsOf(fills: Iterable<TripFill>): RoundTrip[] {
  const trips: RoundTrip[] = [];
  let open: { readonly book: PositionBook; readonly at: number } | null = null;
  for (const fill of fills) {
    open ??= { book: flat(sideOpenedBy(fill.side)), at: fill.at };
    const part = positionPart(open.book, fill);
    const book: PositionBook = part === null ? open.book : applyFill(open.book, part);
    const isFlat = isZero(book.quantity);
    if (isFlat) trips.push({ openedAt: open.at, closedAt: fill.at, profit: book.realizedPnl });
    open = isFlat ? null : { book, at: open.at };
  }
  return trips;
}

export interface TripFigures {
  readonly totalTrades: number;
  readonly winningTrades: number;
  /** Break-even is neither. */
  readonly losingTrades: number;
  /** Percent of those that won or lost. */
  readonly winRate: Figure;
  /** Of all trips together, exact. */
  readonly tripProfit: Decimal;
  /** What the winners gained over what the losers lost. */
  readonly profitFactor: Figure;
  /** Profit of a trip on average, quote currency. */
  readonly expectancy: Figure<Decimal>;
  /** Milliseconds. */
  readonly averageDuration: Figure;
}

export function tripFigures(trips: readonly RoundTrip[]): TripFigures {
  const won = trips.filter(({ profit }) => sign(profit) > 0);
  const lost = trips.filter(({ profit }) => sign(profit) < 0);
  const decided = won.length + lost.length;
  const tripProfit = profitOf(trips);
  const count = trips.length;
  return {
    totalTrades: count,
    winningTrades: won.length,
    losingTrades: lost.length,
    winRate: decided === 0 ? missing("no trip won or lost") : known((won.length / decided) * 100),
    tripProfit,
    profitFactor: lost.length === 0 ? missing("no losing trip") : known(ratioOf(profitOf(won), neg(profitOf(lost)))),
    expectancy:
      count === 0 ? missing("no closed trip") : known(div(tripProfit, { mantissa: count, places: 0 }, RATIO_PLACES)),
    averageDuration: count === 0 ? missing("no closed trip") : known(durationOf(trips) / count),
  };
}

export interface Held {
  readonly openedAt: number;
  /** Null while it is open. */
  readonly closedAt: number | null;
}

/** In which share of the time something was held, in percent. `from`, `until`: ms UTC. */
export function timeInMarket(held: readonly Held[], from: number, until: number): Figure {
  if (until <= from) return missing("no time has passed");
  let [covered, reached] = [0, from];
  for (const { openedAt, closedAt } of held.toSorted((a, b) => a.openedAt - b.openedAt)) {
    const end = Math.min(closedAt ?? until, until);
    covered += Math.max(0, end - Math.max(openedAt, reached));
    reached = Math.max(reached, end);
  }
  return known((covered / (until - from)) * 100);
}

function profitOf(trips: readonly RoundTrip[]): Decimal {
  return sum(trips.map(({ profit }) => profit));
}

function durationOf(trips: readonly RoundTrip[]): number {
  return trips.reduce((total, { openedAt, closedAt }) => total + closedAt - openedAt, 0);
}

function ratioOf(a: Decimal, b: Decimal): number {
  return toNumber(div(a, b, RATIO_PLACES));
}
