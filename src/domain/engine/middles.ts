/** The middle of the best prices that each bar leaves behind, as `quoteOfBar` has it, in doubles. */
import type { Decimal } from "../money.ts";
import type { Setup } from "./book.ts";
import type { Tape } from "./tape.ts";

/** All is in integers until the last division, so that a price on the tick stays on it: 0.0001 off in a double may be a tick off. */
export function middlesOf(
  { rules }: Pick<Setup, "rules">,
  { columns: { close }, prices: { places, unit } }: Tape,
): Float64Array {
  const { spread, whole } = fractionOf(rules.halfSpread);
  const tick = integerOf(rules.tick);
  const [perClose, perTick] = scaleOf(places, rules.tick.places);
  const divisor = whole * tick * perTick;
  const value = tick / (2 * 10 ** rules.tick.places);
  const middles = new Float64Array(close.length);
  for (let i = 0; i < close.length; i += 1) {
    const price = Math.round((close[i] ?? Number.NaN) * unit) * perClose;
    const [bid, ask] = [
      Math.floor((price * (whole - spread)) / divisor),
      Math.ceil((price * (whole + spread)) / divisor),
    ];
    middles[i] = (bid + ask) * value;
  }
  return middles;
}

/** As a part of a power of ten: 0.0001 is 1 of 10,000. */
function fractionOf(fraction: Decimal): { readonly spread: number; readonly whole: number } {
  return { spread: integerOf(fraction), whole: 10 ** fraction.places };
}

/** What brings both to the same decimal places. */
function scaleOf(price: number, tick: number): [perClose: number, perTick: number] {
  return price < tick ? [10 ** (tick - price), 1] : [1, 10 ** (price - tick)];
}

function integerOf({ mantissa }: Decimal): number {
  return Number(mantissa);
}
