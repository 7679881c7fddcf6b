/** The candles that an account's market has played, row by row: as many of each timeframe as one answer may hold. */
import type { Database } from "better-sqlite3";

import { CANDLES_AT_ONCE, type Candle, TIMEFRAME_MS } from "../../domain/candle.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { from, text } from "../../domain/money.ts";
import type { WantedCandles } from "../market-source.ts";
import type { ClosedCandle } from "./tape.ts";

export interface CandleRows {
  /** The oldest makes room. */
  add(closed: ClosedCandle): void;
  /** Oldest first. */
  newest(wanted: WantedCandles): Candle[];
  clear(): void;
}

type Row = Readonly<Record<"open" | "high" | "low" | "close" | "volume", string> & { at: number }>;

export function candleRows(db: Database, exchange: ExchangeName): CandleRows {
  const insert = db.prepare(`insert into candles (exchange, pair, timeframe, at, open, high, low, close, volume)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.prepare("delete from candles where exchange = ? and pair = ? and timeframe = ? and at <= ?");
  const select = db.prepare<unknown[], Row>(`select at, open, high, low, close, volume from candles
    where exchange = ? and pair = ? and timeframe = ? order by at desc limit ?`);
  const clear = db.prepare("delete from candles where exchange = ?");
  return {
    add: ({ pair, timeframe, candle }) => {
      const prices = [candle.open, candle.high, candle.low, candle.close, candle.volume].map(text);
      insert.run(exchange, pair, timeframe, candle.at, ...prices);
      drop.run(exchange, pair, timeframe, candle.at - CANDLES_AT_ONCE * TIMEFRAME_MS[timeframe]);
    },
    newest: ({ pair, timeframe, limit }) => select.all(exchange, pair, timeframe, limit).map(toCandle).toReversed(),
    clear: () => void clear.run(exchange),
  };
}

function toCandle({ at, open, high, low, close, volume }: Row): Candle {
  return { at, open: from(open), high: from(high), low: from(low), close: from(close), volume: from(volume) };
}
