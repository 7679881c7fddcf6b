/** What the cards of profit and performance have in common. */
import { formatValue, moneyPlaces } from "../../domain/format.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Figure } from "../../domain/performance/figure.ts";
import { fromFloat } from "../../domain/money.ts";
import type { Inline, Line, Value } from "../../domain/reply.ts";
import { CHANGE, number, percent } from "../values.ts";
import { counted } from "../words.ts";

export interface OpenFacts {
  readonly count: number;
  /** What they have brought so far, net of fees, in the desk's currency; null without a price. */
  readonly profit: Decimal | null;
}

/** `1 open position, +1,017.30, not in the win rate`: the currency is said beside it. No line where none is open. */
export function openLine({ count, profit }: OpenFacts, currency: string): Line | null {
  if (count === 0) return null;
  const worth: Inline = profit === null ? "no price now" : number(profit, moneyPlaces(currency), CHANGE);
  return [`${counted(count, "open position", "open positions")}, `, worth, ", not in the win rate"];
}

export function unpricedWords(coin: string): string {
  return `n/a: no price for ${coin}`;
}

export function shown<T>(figure: Figure<T>, show: (value: T) => Inline): Inline {
  return figure.reason === null ? show(figure.value) : "n/a";
}

/** The day of a moment (ms UTC): figures go by those of UTC. */
export function utcDay(at: number): string {
  return formatValue({ type: "time", at, style: "day" }, { zone: "UTC", now: at });
}

const PLACES = 2;

export const asPercent = (value: number): Value => percent(fromFloat(value, PLACES));
export const asChange = (value: number): Value => percent(fromFloat(value, PLACES), CHANGE);
export const asRatio = (value: number): Value => number(fromFloat(value, PLACES), PLACES);
