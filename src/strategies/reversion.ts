/** Mean reversion: in when the close lies below its Bollinger bands while RSI is low, out at the middle one or at the stop. */
import { z } from "zod";

import type { CandleColumns } from "../domain/candle-columns.ts";
import type { EvidenceValue } from "../domain/evidence.ts";
import { shown } from "../domain/indicators/chosen.ts";
import { rsi } from "../domain/indicators/momentum.ts";
import { shared } from "../domain/indicators/shared.ts";
import { atr, type Bands, bollinger } from "../domain/indicators/volatility.ts";
import type { PositionSide } from "../domain/market.ts";
import { shortParameter, signedRisk, stopParameters } from "../domain/strategy/stop-distance.ts";
import { defineStrategy, type Enter, type Leave } from "../domain/strategy/strategy.ts";

const parameters = {
  bands: z.int().min(5).max(400).default(20).describe("candles of the Bollinger bands"),
  deviations: z.number().min(0.5).max(5).default(2).describe("how far the bands lie off, in standard deviations"),
  rsi: z.int().min(2).max(100).default(14).describe("candles of the relative strength index"),
  oversold: z.number().min(1).max(50).default(30).describe("what RSI must be below; to sell short, above 100 less it"),
  ...stopParameters,
  ...shortParameter,
};
type Own = z.output<z.ZodObject<typeof parameters>>;

interface Lines {
  readonly close: Float64Array;
  readonly bands: Bands;
  readonly strength: Float64Array;
  readonly range: Float64Array;
}

export const reversion = defineStrategy({
  id: "reversion",
  name: "Mean reversion",
  type: "MEAN_REVERSION",
  about: "Bets that a move went too far: in below the lower Bollinger band while RSI is low, out at the middle band.",
  parameters,
  varies: ["bands", "deviations", "oversold"],
  conflict: ({ bands, deviations }) => {
    // No value lies further from the mean of n, itself among them, than √(n - 1) standard deviations (Samuelson, 1968).
    const furthest = Math.sqrt(bands - 1);
    if (deviations < furthest) return null;
    return `deviations must be below ${furthest.toFixed(2)}, for no close of ${bands} candles lies further off.`;
  },
  period: ({ bands, rsi: strength, atr: range }) => Math.max(bands, strength, range),
  shows: ({ bands, deviations, rsi: strength }) => [shown("bollinger", bands, deviations), shown("rsi", strength)],
  on(candles, own) {
    const lines = linesOf(candles, own);
    return {
      decide: (index, held) => (held === null ? enter(lines, own, index) : leave(lines, held.side, index)),
    };
  },
});

function linesOf(candles: CandleColumns, own: Own): Lines {
  return {
    close: candles.close,
    bands: shared(candles, `bollinger ${own.bands} ${own.deviations}`, () =>
      bollinger(candles.close, own.bands, own.deviations),
    ),
    strength: shared(candles, `rsi ${own.rsi}`, () => rsi(candles.close, own.rsi)),
    range: shared(candles, `atr ${own.atr}`, () => atr(candles, own.atr)),
  };
}

function enter(lines: Lines, own: Own, index: number): Enter | null {
  const side = stretchedTo(lines, own, index);
  if (side === null || (side === "SHORT" && !own.short)) return null;
  const close = Number(lines.close[index]);
  const risk = signedRisk(side, close, own.stop * Number(lines.range[index]));
  if (risk === null) return null;
  const [way, band, bound] =
    side === "LONG" ? ["below", "lower", own.oversold] : ["above", "upper", 100 - own.oversold];
  const rule = `close ${way} the ${band} band while RSI ${own.rsi} is ${way} ${bound}`;
  return { kind: "enter", side, stop: close - risk, target: null, rule, values: valuesAt(lines, own, index) };
}

/** What an entry now would be, where close and RSI have just come to lie too far off together; null where not, or not warm. */
function stretchedTo(lines: Lines, own: Own, index: number): PositionSide | null {
  const isNew = (left: (i: number) => number): boolean => left(index - 1) >= 0 && left(index) < 0;
  if (isNew((i) => leftBelow(lines, own, i))) return "LONG";
  return isNew((i) => leftAbove(lines, own, i)) ? "SHORT" : null;
}

/** Below 0 where both lie beyond their bounds: its sign alone means something. */
function leftBelow({ close, bands, strength }: Lines, own: Own, index: number): number {
  return Math.max(Number(close[index]) - Number(bands.lower[index]), Number(strength[index]) - own.oversold);
}

function leftAbove({ close, bands, strength }: Lines, own: Own, index: number): number {
  return Math.max(Number(bands.upper[index]) - Number(close[index]), 100 - own.oversold - Number(strength[index]));
}

function leave({ close, bands }: Lines, side: PositionSide, index: number): Leave | null {
  const [now, middle] = [Number(close[index]), Number(bands.middle[index])];
  if (!(side === "LONG" ? now >= middle : now <= middle)) return null;
  const values = [
    { label: "close", value: now },
    { label: "middle band", value: middle },
  ];
  return { kind: "leave", rule: "close reached the middle band", values };
}

function valuesAt({ close, bands, strength, range }: Lines, own: Own, index: number): EvidenceValue[] {
  const value = (label: string, line: Float64Array) => ({ label, value: line[index] ?? Number.NaN });
  return [
    value("close", close),
    value("lower band", bands.lower),
    value("middle band", bands.middle),
    value("upper band", bands.upper),
    value(`RSI ${own.rsi}`, strength),
    value(`ATR ${own.atr}`, range),
  ];
}
