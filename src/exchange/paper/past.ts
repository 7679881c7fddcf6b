/** The candles of an account's market, wherever they are: in its source, in the book, or played a moment ago. */
import { type Candle, TIMEFRAME_MS } from "../../domain/candle.ts";
import type { History, WantedCandles } from "../market-source.ts";
import type { Book } from "./book.ts";
import type { Standing } from "./entries.ts";
import { sinceOf } from "./tape.ts";

/** Closed by where the market stands, oldest first, without a hole. */
export async function candlesOf(
  history: History,
  book: Book,
  { place, tape }: Standing,
  wanted: WantedCandles,
): Promise<readonly Candle[]> {
  if (wanted.limit < 1) return [];
  if (history.kind === "recorded") return history.candles(place, wanted);
  const { pair, timeframe, limit } = wanted;
  const justPlayed = tape.closed.filter((closed) => closed.pair === pair && closed.timeframe === timeframe);
  const played = [...book.candles(wanted), ...justPlayed.map(({ candle }) => candle)].slice(-limit);
  if (played.length >= limit) return played;
  const before = await history.before({ ...wanted, limit: limit - played.length });
  const end = (before.at(-1)?.at ?? 0) + TIMEFRAME_MS[timeframe];
  return end === sinceOf(tape, pair) ? [...before, ...played] : played;
}
