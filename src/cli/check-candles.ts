/** The candles that a strategy is checked on: the past of the synthetic market, or those of a file. */
import { type Candle, joined, openOf, type Timeframe, TIMEFRAME_MS, TIMEFRAMES } from "../domain/candle.ts";
import { type CandleColumns, columnsOf } from "../domain/candle-columns.ts";
import { Refusal } from "../domain/errors.ts";
import type { Pair } from "../domain/ids.ts";
import { WHOLE_PERIODS } from "../domain/indicators/memory.ts";
import { ZERO } from "../domain/money.ts";
import type { Configured } from "../domain/strategy/strategy.ts";
import { syntheticSource } from "../exchange/synthetic/source.ts";
import { readCandleFile } from "../series/csv/file.ts";
import type { CandleRows } from "../series/csv/parse.ts";

/** Candles beyond the warm-up: a month of quarters of an hour. */
const BEYOND_WARM_UP = 3_000;
/** How far the synthetic market's past goes back. */
const PAST_MS = 60 * TIMEFRAME_MS["1d"];

export function wantedFor({ period }: Configured): number {
  return WHOLE_PERIODS * period + BEYOND_WARM_UP;
}

/** The same each time. Where the past is too short, smaller candles stand for those of the timeframe. */
export async function syntheticCandles(timeframe: Timeframe, wanted: number): Promise<CandleColumns> {
  const { history } = syntheticSource({ spread: ZERO });
  if (history.kind !== "played") throw new Error("the synthetic market has no past");
  const real = largestWith(timeframe, wanted);
  const candles = await history.before({ pair: "BTC/USDT" as Pair, timeframe: real, limit: wanted });
  const end = (candles.at(-1)?.at ?? 0) + TIMEFRAME_MS[real];
  const begin = end - candles.length * TIMEFRAME_MS[timeframe];
  return columnsOf(candles.map((candle, i) => ({ ...candle, at: begin + i * TIMEFRAME_MS[timeframe] })));
}

function largestWith(timeframe: Timeframe, wanted: number): Timeframe {
  const isEnough = (ms: number): boolean => ms <= TIMEFRAME_MS[timeframe] && ms * wanted <= PAST_MS;
  return TIMEFRAMES.findLast((each) => isEnough(TIMEFRAME_MS[each])) ?? "1m";
}

/** The newest of its longest piece without a gap. `now` is ms UTC. Throws a Refusal that names what is wrong. */
export async function candlesIn(
  file: string,
  { timeframe, wanted, now }: { readonly timeframe: Timeframe; readonly wanted: number; readonly now: number },
): Promise<CandleColumns> {
  const rows = await readCandleFile(file, now, "name a CSV file");
  if (TIMEFRAME_MS[rows.timeframe] > TIMEFRAME_MS[timeframe]) {
    throw new Refusal(
      "file",
      `The candles in ${file} are of ${rows.timeframe} and the strategy looks at ${timeframe}: name a file of ${timeframe} or less.`,
    );
  }
  return columnsOf(longestPiece(inTimeframe(rows, timeframe), timeframe).slice(-wanted));
}

/** Made of smaller ones the first and the last may lack some, and are left out. */
function inTimeframe(rows: CandleRows, timeframe: Timeframe): Candle[] {
  const candles = Array.from({ length: rows.length }, (_, index) => rows.candle(index));
  if (rows.timeframe === timeframe) return candles;
  const spans = Map.groupBy(candles, ({ at }) => openOf(at, timeframe));
  return Array.from(spans, ([at, within]) => ({ ...within.reduce(joined), at })).slice(1, -1);
}

function longestPiece(candles: readonly Candle[], timeframe: Timeframe): Candle[] {
  let [longest, piece]: [Candle[], Candle[]] = [[], []];
  for (const candle of candles) {
    const last = piece.at(-1);
    if (last === undefined || candle.at - last.at === TIMEFRAME_MS[timeframe]) piece.push(candle);
    else piece = [candle];
    if (piece.length > longest.length) longest = piece;
  }
  return longest;
}
