/** The minutes that a backtest runs on: those of a file before those that were collected, and none with a hole. */
import { LONGEST_GAP, TIMEFRAME_MS } from "../domain/candle.ts";
import { type CandleColumns, COLUMNS, newColumns } from "../domain/candle-columns.ts";
import { Refusal } from "../domain/errors.ts";
import { formatValue } from "../domain/format.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { type CandleKey, type Coverage, IMPORTED, type SeriesStore, type Span } from "../series/store.ts";

export interface Wanted {
  readonly exchange: ExchangeName;
  readonly pair: Pair;
  /** Null: all that there is. Open times, ms UTC. */
  readonly span: Span | null;
  /** Minutes before it that warm the strategy up, as far as there are any. */
  readonly warmUp: number;
  /** What the account runs on, whose collected candles stand in where no file was imported. */
  readonly source: string;
}

export interface Found {
  /** Without a gap. */
  readonly candles: CandleColumns;
  /** Open time of the first minute of the span, ms UTC. */
  readonly from: number;
  readonly source: string;
  /** Minutes without trades that stand as flat ones, in all of it. */
  readonly filled: number;
}

interface Stored {
  readonly key: CandleKey;
  readonly coverage: Coverage;
}

const MINUTE = TIMEFRAME_MS["1m"];
/** Some six years: what a thread holds of them stays below half a gigabyte. */
const MOST_MINUTES = 3_000_000;

/** Throws a Refusal that says what there is, and what to do. */
export async function findCandles({ candles }: SeriesStore, wanted: Wanted): Promise<Found> {
  const { exchange, pair, span, source, warmUp } = wanted;
  const stored: Stored[] = [];
  for (const own of [IMPORTED, source]) {
    const key: CandleKey = { exchange, source: own, pair, timeframe: "1m" };
    const coverage = await candles.coverage(key);
    if (coverage !== null) stored.push({ key, coverage });
  }
  const { key, coverage } = chosen(pair, span, stored);
  const whole = span ?? spanOf(coverage);
  if ((whole.to - whole.from) / MINUTE > MOST_MINUTES)
    throw new Refusal(
      "candles",
      `A backtest runs over ${MOST_MINUTES / 1e6} million minutes at most: choose a shorter period.`,
    );
  const from = Math.max(coverage.first, endOfHole(coverage, whole.from), whole.from - warmUp * MINUTE);
  const told = await candles.columns(key, { from, to: whole.to });
  const filled = withoutGaps(told);
  return { candles: filled, from: whole.from, source: key.source, filled: filled.at.length - told.at.length };
}

/** The first that has all of it; else what is wrong with the first that has some. */
function chosen(pair: Pair, span: Span | null, stored: readonly Stored[]): Stored {
  const some = stored.filter(({ coverage }) => span === null || overlaps(coverage, span));
  const all = some.find(({ coverage }) => isWhole(coverage, span ?? spanOf(coverage)));
  if (all !== undefined) return all;
  const [first] = some;
  if (first === undefined) throw nothingThere(pair, stored);
  throw notWhole(pair, span ?? spanOf(first.coverage), first.coverage);
}

function spanOf({ first, last }: Coverage): Span {
  return { from: first, to: last + MINUTE };
}

function overlaps({ first, last }: Coverage, { from, to }: Span): boolean {
  return first < to && last >= from;
}

function isWhole(coverage: Coverage, span: Span): boolean {
  return coverage.first <= span.from && spanOf(coverage).to >= span.to && holeIn(coverage, span) === undefined;
}

function holesOf({ gaps }: Coverage): readonly Span[] {
  return gaps.filter((gap) => (gap.to - gap.from) / MINUTE > LONGEST_GAP);
}

function holeIn(coverage: Coverage, { from, to }: Span): Span | undefined {
  return holesOf(coverage).find((hole) => hole.from < to && hole.to > from);
}

/** Where the warm-up can begin at the earliest. */
function endOfHole(coverage: Coverage, from: number): number {
  return holesOf(coverage).findLast((hole) => hole.to <= from)?.to ?? 0;
}

function notWhole(pair: Pair, span: Span, coverage: Coverage): Refusal {
  const hole = holeIn(coverage, span);
  const { from, to } = spanOf(coverage);
  if (hole !== undefined && coverage.first <= span.from && to >= span.to)
    return new Refusal(
      "candles",
      `Minutes of ${pair} are missing from ${moment(hole.from)} to ${moment(hole.to)}: choose a period without them, or import a file that has them.`,
    );
  return new Refusal(
    "candles",
    `There are minutes of ${pair} from ${moment(from)} to ${moment(to)} alone: choose a period within, or import a file that has more: npx outcry candles import FILE --pair ${pair}`,
  );
}

/** A minute that is missing had no trades: it stands at the close before it, without volume. */
function withoutGaps(told: CandleColumns): CandleColumns {
  const { at, close } = told;
  const first = at[0] ?? 0;
  const count = at.length === 0 ? 0 : ((at.at(-1) ?? 0) - first) / MINUTE + 1;
  if (count === at.length) return told;
  const whole = newColumns(count);
  let index = 0;
  for (let minute = 0; minute < count; minute += 1) {
    const open = first + minute * MINUTE;
    if (at[index + 1] === open) index += 1;
    if (at[index] === open) for (const name of COLUMNS) whole[name][minute] = told[name][index] ?? Number.NaN;
    else for (const name of FLAT) whole[name][minute] = close[index] ?? Number.NaN;
    whole.at[minute] = open;
  }
  return whole;
}

const FLAT = ["open", "high", "low", "close"] as const;

function nothingThere(pair: Pair, stored: readonly Stored[]): Refusal {
  const importing = `npx outcry candles import FILE --pair ${pair}`;
  const [known] = stored;
  if (known === undefined)
    return new Refusal("candles", `There are no minutes of ${pair} to run on yet. Import a file of them: ${importing}`);
  const { first, last } = known.coverage;
  return new Refusal(
    "candles",
    `There are no minutes of ${pair} in that period: they go from ${moment(first)} to ${moment(last + MINUTE)}. Choose another one, or import a file: ${importing}`,
  );
}

function moment(at: number): string {
  return `${formatValue({ type: "time", at, style: "moment" }, { zone: "UTC", now: at })} UTC`;
}
