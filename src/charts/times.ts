/** Which candles have their time written below them: whole hours and days of the reader's zone. */
import { TIMEFRAME_MS, type Timeframe } from "../domain/candle.ts";
import type { ChartCandle } from "../domain/chart.ts";
import { formatValue, wallTime } from "../domain/format.ts";

export interface TimeMark {
  /** Of the candle. */
  readonly index: number;
  readonly text: string;
  /** A day begins: its date stands there in place of the time. */
  readonly isDay: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];

const LONGEST = 28 * DAY;

/** At least `apart` candles from one to the next. */
export function timeMarks(
  { candles, timeframe }: { readonly candles: readonly ChartCandle[]; readonly timeframe: Timeframe },
  zone: string,
  apart: number,
): readonly TimeMark[] {
  const moments = candles.map(([at]) => at);
  return marksOf(moments, TIMEFRAME_MS[timeframe], zone, apart);
}

/** The same for moments (ms UTC) that are so many ms apart. */
export function marksOf(moments: readonly number[], apartMs: number, zone: string, apart: number): readonly TimeMark[] {
  const walls = moments.map((at) => wallTime(at, zone));
  const step = STEPS.find((each) => each >= apartMs * apart) ?? LONGEST * Math.ceil((apartMs * apart) / LONGEST);
  const marks: TimeMark[] = [];
  for (const index of begins(walls, step)) {
    const before = marks.at(-1);
    if (before !== undefined && index - before.index < apart) continue;
    const at = moments[index] ?? 0;
    const isDay = step >= DAY || differs(walls, DAY, before?.index ?? index - 1, index);
    marks.push({ index, isDay, text: isDay ? dayText(at, zone) : clockText(at, zone) });
  }
  return marks;
}

/** The first candle of each step, where the one before it is there or it stands at the step's beginning. */
function begins(walls: readonly number[], step: number): readonly number[] {
  const isFirst = (index: number): boolean =>
    index === 0 ? (walls[0] ?? 0) % step === 0 : differs(walls, step, index - 1, index);
  return [...walls.keys()].filter(isFirst);
}

function differs(walls: readonly number[], step: number, one: number, other: number): boolean {
  const [a, b] = [walls[one], walls[other]];
  return a === undefined || b === undefined
    ? b !== undefined && b % step === 0
    : Math.floor(a / step) !== Math.floor(b / step);
}

/** `13:00` */
function clockText(at: number, zone: string): string {
  return formatValue({ type: "time", at, style: "clock" }, { zone, now: at }).slice(0, "13:00".length);
}

/** `4 Jan` */
function dayText(at: number, zone: string): string {
  return formatValue({ type: "time", at, style: "day" }, { zone, now: at }).replace(/ \d+$/, "");
}
