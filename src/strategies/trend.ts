/** Trend following: in when a fast average crosses a slow one, out when it crosses back, at the stop or at the target. */
import { z } from "zod";

import type { CandleColumns } from "../domain/candle-columns.ts";
import type { EvidenceValue } from "../domain/evidence.ts";
import { ema } from "../domain/indicators/averages.ts";
import { shown } from "../domain/indicators/chosen.ts";
import { crossesOf } from "../domain/indicators/crosses.ts";
import { shared } from "../domain/indicators/shared.ts";
import { atr } from "../domain/indicators/volatility.ts";
import type { PositionSide } from "../domain/market.ts";
import { shortParameter, signedRisk, stopParameters } from "../domain/strategy/stop-distance.ts";
import { defineStrategy, type Intent } from "../domain/strategy/strategy.ts";

const parameters = {
  fast: z.int().min(2).max(200).default(12).describe("candles of the fast average"),
  slow: z.int().min(3).max(400).default(26).describe("candles of the slow average"),
  ...stopParameters,
  target: z.number().min(0).max(20).default(2).describe("how far the target lies off, in risks; 0: none"),
  ...shortParameter,
};
type Own = z.output<z.ZodObject<typeof parameters>>;

interface Lines {
  readonly fast: Float64Array;
  readonly slow: Float64Array;
  readonly range: Float64Array;
}

export const trend = defineStrategy({
  id: "trend",
  name: "Trend following",
  type: "TREND_FOLLOWING",
  about: "Goes with a move that has begun: in when a fast average crosses a slow one, out when it crosses back.",
  parameters,
  varies: ["fast", "slow", "stop"],
  conflict: ({ fast, slow }) => (fast < slow ? null : `fast must be below slow: ${fast} is not below ${slow}.`),
  period: ({ slow, atr: range }) => Math.max(slow, range),
  shows: ({ fast, slow }) => [shown("ema", fast), shown("ema", slow)],
  on(candles, own) {
    const lines = {
      fast: emaOf(candles, own.fast),
      slow: emaOf(candles, own.slow),
      range: shared(candles, `atr ${own.atr}`, () => atr(candles, own.atr)),
    };
    return {
      decide: (index, held) => decide(candles, lines, own, index, held?.side ?? null),
      turns: shared(candles, `ema ${own.fast} crosses ${own.slow}`, () => crossesOf(lines.fast, lines.slow)),
    };
  },
});

function emaOf(candles: CandleColumns, period: number): Float64Array {
  return shared(candles, `ema ${period}`, () => ema(candles.close, period));
}

function decide(
  candles: CandleColumns,
  lines: Lines,
  own: Own,
  index: number,
  held: PositionSide | null,
): Intent | null {
  const crossed = crossedTo(lines, index);
  if (crossed === null || crossed === held) return null;
  const way = crossed === "LONG" ? "above" : "below";
  const reasoned = {
    rule: `EMA ${own.fast} crossed ${way} EMA ${own.slow}`,
    values: valuesAt(candles, lines, own, index),
  };
  if (held !== null) return { kind: "leave", ...reasoned };
  if (crossed === "SHORT" && !own.short) return null;
  const [close = Number.NaN, range = Number.NaN] = [candles.close[index], lines.range[index]];
  const risk = signedRisk(crossed, close, own.stop * range);
  if (risk === null) return null;
  const [stop, reached] = [close - risk, close + own.target * risk];
  // No price falls to nothing: a target there is none.
  const target = own.target === 0 || reached <= 0 ? null : reached;
  return { kind: "enter", side: crossed, stop, target, ...reasoned };
}

/** The side that the averages have just turned to; null where they have not, or are not warm. */
function crossedTo({ fast, slow }: Lines, index: number): PositionSide | null {
  const before = Number(fast[index - 1]) - Number(slow[index - 1]);
  const now = Number(fast[index]) - Number(slow[index]);
  if (before <= 0 && now > 0) return "LONG";
  return before >= 0 && now < 0 ? "SHORT" : null;
}

function valuesAt(candles: CandleColumns, { fast, slow, range }: Lines, own: Own, index: number): EvidenceValue[] {
  const value = (label: string, line: Float64Array) => ({ label, value: line[index] ?? Number.NaN });
  return [
    value("close", candles.close),
    value(`EMA ${own.fast}`, fast),
    value(`EMA ${own.slow}`, slow),
    value(`ATR ${own.atr}`, range),
  ];
}
