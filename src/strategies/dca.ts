/** Dollar-cost averaging: the same amount on a schedule that is counted from its first date, and once more on each dip. */
import { z } from "zod";

import { TIMEFRAME_MS, TIMEFRAMES } from "../domain/candle.ts";
import type { CandleColumns } from "../domain/candle-columns.ts";
import { formatValue } from "../domain/format.ts";
import { highest } from "../domain/indicators/extremes.ts";
import { type Buy, defineStrategy, type Held, type Leave } from "../domain/strategy/strategy.ts";
import { FEWEST_PERIODS } from "../domain/strategy/walk.ts";

const parameters = {
  timeframe: z.enum(TIMEFRAMES).default("1h").describe("the candles that it looks at"),
  first: z.iso
    .date("a date is like 2026-02-02")
    .default("2020-01-01")
    .describe("its first date, UTC: nothing before it"),
  at: z.iso
    .time({ precision: -1, error: "a time is like 08:00" })
    .default("08:00")
    .describe("when it buys, UTC: a candle has to close then"),
  every: z.int().min(1).max(365).default(7).describe("days from one date to the next, counted from the first"),
  dip: z
    .number()
    .min(0)
    .max(90)
    .default(5)
    .describe("percent below the highest close at which it buys once more; 0: off"),
  window: z.int().min(2).max(360).default(168).describe("candles whose highest close a dip is measured from"),
  target: z
    .number()
    .min(0)
    .max(1_000)
    .default(0)
    .describe("percent above its average entry at which all is sold; 0: never"),
};
type Own = z.output<z.ZodObject<typeof parameters>>;

interface Lines {
  readonly candles: CandleColumns;
  /** Of the closes, over the window. */
  readonly top: Float64Array;
}

export const dca = defineStrategy({
  id: "dca",
  name: "DCA",
  type: "DCA",
  about: "Buys the same amount every few days and once more on each dip, whatever it holds; it has no stop.",
  buys: true,
  parameters,
  conflict: ({ at, timeframe }) =>
    msOf(at) % TIMEFRAME_MS[timeframe] === 0
      ? null
      : `No candle of ${timeframe} closes at ${at}: choose another at= or a shorter timeframe=.`,
  // A window forgets all before it: a strategy that has what it wants by then knows its highest.
  period: ({ dip, window }) => (dip === 0 ? 1 : Math.ceil(window / FEWEST_PERIODS.auto)),
  shows: () => [],
  on(candles, own) {
    const lines = { candles, top: highest(candles.close, own.window) };
    return { decide: (index, held) => decide(lines, own, index, held) };
  },
});

function decide(lines: Lines, own: Own, index: number, held: Held | null): Buy | Leave | null {
  if (held?.side === "SHORT") return null;
  const sold = held === null ? null : sell(lines, own, index, held);
  if (sold !== null) return sold;
  const closedAt = Number(lines.candles.at[index]) + TIMEFRAME_MS[own.timeframe];
  const since = closedAt - (Date.parse(`${own.first}T00:00Z`) + msOf(own.at));
  if (since < 0) return null;
  return since % (own.every * DAY_MS) === 0 ? onDate(lines, own, index, closedAt) : onDip(lines, own, index);
}

function sell({ candles }: Lines, { target }: Own, index: number, { entry }: Held): Leave | null {
  const close = Number(candles.close[index]);
  if (target === 0 || !(close >= entry * (1 + target / 100))) return null;
  const values = [
    { label: "close", value: close },
    { label: "average entry", value: entry },
  ];
  return { kind: "leave", rule: `close ${target} % or more above its average entry`, values };
}

function onDate({ candles }: Lines, { every, at }: Own, index: number, closedAt: number): Buy {
  const often = every === 1 ? "every day" : `every ${every} days`;
  const day = formatValue({ type: "time", at: closedAt, style: "day" }, { zone: "UTC", now: closedAt });
  const values = [{ label: "close", value: Number(candles.close[index]) }];
  return { kind: "buy", keeps: true, rule: `${often}, ${day} ${at} UTC`, values };
}

/** A dip that was missed is past: its price is no longer to be had. */
function onDip(lines: Lines, { dip, window }: Own, index: number): Buy | null {
  const close = Number(lines.candles.close[index]);
  const top = Number(lines.top[index]);
  const bound = top * (1 - dip / 100);
  if (dip === 0 || !(close <= bound) || hasDipped(lines, index, top, bound)) return null;
  const values = [
    { label: "close", value: close },
    { label: `highest close of ${window}`, value: top },
  ];
  return { kind: "buy", keeps: false, rule: `close ${dip} % or more below the highest of ${window}`, values };
}

/** Since the last close at the top another one lay as low as that: it is the same dip. */
function hasDipped({ candles: { close } }: Lines, index: number, top: number, bound: number): boolean {
  let before = index - 1;
  while (Number(close[before]) < top && Number(close[before]) > bound) before -= 1;
  return Number(close[before]) <= bound;
}

const MINUTE_MS = TIMEFRAME_MS["1m"];
const DAY_MS = TIMEFRAME_MS["1d"];

/** Since midnight. */
function msOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(":").map(Number);
  return (hours * 60 + minutes) * MINUTE_MS;
}
