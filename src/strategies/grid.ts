/** Grid: orders rest at levels around the price; each buys at its level and sells one higher. Laid anew where the price rises out of it, ended where it falls out. */
import { z } from "zod";

import type { CandleColumns } from "../domain/candle-columns.ts";
import type { EvidenceValue } from "../domain/evidence.ts";
import { defineStrategy, type Intent, type Laid, type Lay } from "../domain/strategy/strategy.ts";

const parameters = {
  levels: z.int().min(2).max(50).default(10).describe("orders that rest at once"),
  spacing: z.number().min(0.05).max(20).default(1).describe("how far its levels lie apart, in percent"),
  stop: z.number().min(0.5).max(50).default(5).describe("how far below its lowest level all is sold, in percent"),
};
type Own = z.output<z.ZodObject<typeof parameters>>;

export const grid = defineStrategy({
  id: "grid",
  name: "Grid",
  type: "GRID",
  about: "Earns on a price that goes to and fro: buys at each level on its way down and sells one level higher.",
  parameters,
  conflict: ({ levels, spacing, stop }) =>
    lowestOf({ levels, spacing }) * (1 - stop / 100) > 0.01
      ? null
      : `levels and spacing must not reach down to nothing: ${levels} of ${spacing} % do.`,
  period: () => 1,
  shows: () => [],
  on: (candles, own) => ({
    decide: (index, held, laid) => decide(candles, own, index, held !== null, laid ?? null),
  }),
});

/** As a part of the price that it is laid around. */
function lowestOf({ levels, spacing }: Pick<Own, "levels" | "spacing">): number {
  return (1 + spacing / 100) ** -(levels / 2);
}

function decide(candles: CandleColumns, own: Own, index: number, isHolding: boolean, laid: Laid | null): Intent | null {
  const close = candles.close[index] ?? Number.NaN;
  const values = [{ label: "close", value: close }];
  if (laid === null) return isHolding ? null : layAround(close, own, "no grid is laid", values);
  if (close > laid.highest && !isHolding)
    return layAround(close, own, "the price rose above the grid, which has sold all", [...values, high(laid)]);
  if (close >= laid.lowest * (1 - own.stop / 100)) return null;
  const rule = `the price fell ${own.stop} % below the grid`;
  return { kind: "leave", rule, values: [...values, { label: "lowest level", value: laid.lowest }] };
}

function high({ highest }: Laid): EvidenceValue {
  return { label: "highest level", value: highest };
}

/** As many levels below the price as above it. */
function layAround(close: number, own: Own, rule: string, values: readonly EvidenceValue[]): Lay | null {
  const lowest = close * lowestOf(own);
  if (!(lowest > 0)) return null;
  const levels = Array.from({ length: own.levels + 1 }, (_, i) => lowest * (1 + own.spacing / 100) ** i);
  return { kind: "lay", levels, stop: lowest * (1 - own.stop / 100), rule, values };
}
