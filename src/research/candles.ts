/** The minutes that a backtest runs on: those of a file before those that were collected, and none with a hole. */
import { TIMEFRAME_MS } from "../domain/candle.ts";
import type { CandleColumns } from "../domain/candle-columns.ts";
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
  readonly candles: CandleColumns;
  /** Open time of the first minute of the span, ms UTC. */
  readonly from: number;
  readonly source: string;
}

const MINUTE = TIMEFRAME_MS["1m"];

/** Throws a Refusal that says what there is, and what to do. */
export async function findCandles({ candles }: SeriesStore, wanted: Wanted): Promise<Found> {
  const { exchange, pair, span, source } = wanted;
  const keys = [IMPORTED, source].map((own): CandleKey => ({ exchange, source: own, pair, timeframe: "1m" }));
  const stored: (readonly [key: CandleKey, coverage: Coverage])[] = [];
  for (const key of keys) {
    const coverage = await candles.coverage(key);
    if (coverage !== null) stored.push([key, coverage]);
  }
  const [found] = stored.filter(([, coverage]) => span === null || overlaps(coverage, span));
  if (found === undefined) throw nothingThere(pair, stored);
  const [key, coverage] = found;
  const whole = span ?? { from: coverage.first, to: coverage.last + MINUTE };
  checkWhole(pair, whole, coverage);
  const from = Math.max(coverage.first, lastGapBefore(coverage, whole.from), whole.from - wanted.warmUp * MINUTE);
  return { candles: await candles.columns(key, { from, to: whole.to }), from: whole.from, source: key.source };
}

function overlaps({ first, last }: Coverage, { from, to }: Span): boolean {
  return first < to && last >= from;
}

/** Where the warm-up can begin at the earliest. */
function lastGapBefore({ gaps }: Coverage, from: number): number {
  return Math.max(0, ...gaps.filter((gap) => gap.to <= from).map((gap) => gap.to));
}

function checkWhole(pair: Pair, { from, to }: Span, { first, last, gaps }: Coverage): void {
  const end = last + MINUTE;
  if (from < first || to > end)
    throw new Refusal(
      "candles",
      `There are minutes of ${pair} from ${moment(first)} to ${moment(end)} alone: choose a period within, or import a file that has more: npx outcry candles import FILE --pair ${pair}`,
      [`/backtest trend ${pair} all`],
    );
  const gap = gaps.find((each) => each.from < to && each.to > from);
  if (gap === undefined) return;
  throw new Refusal(
    "candles",
    `Minutes of ${pair} are missing from ${moment(gap.from)} to ${moment(gap.to)}: choose a period without them, or import a file that has them.`,
  );
}

function nothingThere(pair: Pair, stored: readonly (readonly [CandleKey, Coverage])[]): Refusal {
  const importing = `npx outcry candles import FILE --pair ${pair}`;
  const [known] = stored;
  if (known === undefined)
    return new Refusal("candles", `There are no minutes of ${pair} to run on yet. Import a file of them: ${importing}`);
  const [, { first, last }] = known;
  return new Refusal(
    "candles",
    `There are no minutes of ${pair} in that period: they go from ${moment(first)} to ${moment(last + MINUTE)}. Choose another one, or import a file: ${importing}`,
    [`/backtest trend ${pair} all`],
  );
}

function moment(at: number): string {
  return `${formatValue({ type: "time", at, style: "moment" }, { zone: "UTC", now: at })} UTC`;
}
