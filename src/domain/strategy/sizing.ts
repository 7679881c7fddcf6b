/** How much a strategy trades: found in floats, and on the market's step when it leaves. */
import { formatMoney, moneyPlaces } from "../format.ts";
import { type Market, roundAmount } from "../market.ts";
import { type Decimal, fromFloat, round, toNumber } from "../money.ts";
import type { Risk } from "./risk.ts";

export interface Sized {
  /** Base currency, on the market's step; zero where it is less than one. */
  readonly quantity: Decimal;
  /** How it was found, in words. */
  readonly words: () => string;
}

export interface SizingFacts {
  readonly market: Market;
  /** Of the strategy, in quote. */
  readonly equity: number;
  /** Where it is expected to enter; quote. */
  readonly price: number;
  /** Where its stop lies; null: it has none. */
  readonly stop: number | null;
  /** Of the pair, as a fraction a year; null where there is too little history. */
  readonly volatility: number | null;
}

/** Null where the kind of sizing needs what is not known. */
export function sizeOf(risk: Risk, facts: SizingFacts): Sized | null {
  const { market, equity, price } = facts;
  const wanted = notionalOf(risk, facts);
  if (wanted === null) return null;
  const most = (equity * risk.most) / 100;
  const notional = Math.max(0, Math.min(wanted, most));
  const quantity = roundAmount(market, decimalOf(notional / price, market.step.places));
  return { quantity, words: () => `${wordsOf(risk, facts)}${wanted > most ? capWords(risk, facts) : ""}` };
}

/** In quote. */
function notionalOf({ sizing, size }: Risk, { market, equity, price, stop, volatility }: SizingFacts): number | null {
  switch (sizing) {
    case "fixed":
      return size;
    case "equity":
      return (equity * size) / 100;
    case "volatility":
      return volatility === null || volatility <= 0 ? null : (equity * size) / 100 / volatility;
    case "risk":
      if (stop === null) return null;
      // What a unit of quote loses at the stop, with the taker's fee of both ways.
      return (equity * size) / 100 / (Math.abs(price - stop) / price + 2 * toNumber(market.taker));
  }
}

function capWords({ most }: Risk, { market, equity }: SizingFacts): string {
  return `, held to ${most} % of ${money(equity, market.quote)}`;
}

function wordsOf({ sizing, size }: Risk, { market, equity, volatility }: SizingFacts): string {
  const all = `${money(equity, market.quote)}`;
  switch (sizing) {
    case "fixed":
      return `${money(size, market.quote)}`;
    case "equity":
      return `${size} % of ${all}`;
    case "volatility":
      return `${size} % a year of ${all}, the pair moves ${((volatility ?? 0) * 100).toFixed(1)} %`;
    case "risk":
      return `${size} % of ${all} at risk`;
  }
}

function money(amount: number, asset: string): string {
  return formatMoney(fromFloat(amount, moneyPlaces(asset)), asset);
}

/** Digits beyond those that are kept, in which the noise of a float is lost: 0.3 / 0.1 is three, and no step less. */
const NOISE_PLACES = 9;

/** The float's own digits, cut to so many places: what is traded never grows by rounding. */
function decimalOf(value: number, places: number): Decimal {
  return round(fromFloat(value, places + NOISE_PLACES), places, "down");
}
