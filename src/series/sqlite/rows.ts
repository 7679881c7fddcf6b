/** The rows of the candles: typed reading and writing by prepared statements. Transactions are the caller's. */
import type { Database } from "better-sqlite3";

import type { Candle } from "../../domain/candle.ts";
import { from, text } from "../../domain/money.ts";
import { type CandleColumns, newColumns } from "../../domain/candle-columns.ts";
import type { CandleKey, Span } from "../store.ts";

/** Of a series in its file. */
export type SeriesId = number;

export interface CandleRows {
  /** Null where it was never written. */
  find(key: CandleKey): SeriesId | null;
  findOrAdd(key: CandleKey): SeriesId;
  /** All that have a candle. */
  list(): CandleKey[];
  /** False where one of that time is there; then nothing has changed. */
  add(id: SeriesId, candle: Candle): boolean;
  isSame(id: SeriesId, candle: Candle): boolean;
  replace(id: SeriesId, candle: Candle): void;
  /** Gives how many. */
  remove(id: SeriesId, span: Span): number;
  /** Oldest first. */
  range(id: SeriesId, span: Span, limit: number): Candle[];
  /** Opened at a time or before it, oldest first. */
  newest(id: SeriesId, openedBy: number, limit: number): Candle[];
  columns(id: SeriesId, span: Span): CandleColumns;
  /** Open times, oldest first. */
  times(id: SeriesId, span: Span): number[];
}

type Prices = readonly [open: string, high: string, low: string, close: string, volume: string];
type Row = readonly [at: number, ...Prices];

const CELLS = "at, open, high, low, close, volume";

export function candleRows(db: Database): CandleRows {
  const select = {
    id: db
      .prepare<string[], number>(
        "select id from candle_series where exchange = ? and source = ? and pair = ? and timeframe = ?",
      )
      .pluck(),
    keys: db.prepare<[], CandleKey>(`select exchange, source, pair, timeframe from candle_series
      where exists (select 1 from candle_counts where series_id = id) order by exchange, source, pair, id`),
    prices: db
      .prepare<number[], Prices>("select open, high, low, close, volume from candles where series_id = ? and at = ?")
      .raw(),
    range: db
      .prepare<number[], Row>(
        `select ${CELLS} from candles where series_id = ? and at >= ? and at < ? order by at limit ?`,
      )
      .raw(),
    newest: db
      .prepare<number[], Row>(`select ${CELLS} from candles where series_id = ? and at <= ? order by at desc limit ?`)
      .raw(),
    times: db
      .prepare<number[], number>("select at from candles where series_id = ? and at >= ? and at < ? order by at")
      .pluck(),
  };
  const write = {
    series: db.prepare("insert into candle_series (exchange, source, pair, timeframe) values (?, ?, ?, ?)"),
    candle: db.prepare(`insert into candles (series_id, ${CELLS}) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`),
    prices: db.prepare(
      "update candles set open = ?, high = ?, low = ?, close = ?, volume = ? where series_id = ? and at = ?",
    ),
    remove: db.prepare("delete from candles where series_id = ? and at >= ? and at < ?"),
  };
  const find = ({ exchange, source, pair, timeframe }: CandleKey): SeriesId | null =>
    select.id.get(exchange, source, pair, timeframe) ?? null;
  return {
    find,
    findOrAdd: (key) =>
      find(key) ?? Number(write.series.run(key.exchange, key.source, key.pair, key.timeframe).lastInsertRowid),
    list: () => select.keys.all(),
    add: (id, candle) => write.candle.run(id, candle.at, ...pricesOf(candle)).changes === 1,
    isSame: (id, candle) => {
      const stored = select.prices.get(id, candle.at);
      return stored !== undefined && pricesOf(candle).every((price, index) => price === stored[index]);
    },
    replace: (id, candle) => void write.prices.run(...pricesOf(candle), id, candle.at),
    remove: (id, { from: begin, to }) => write.remove.run(id, begin, to).changes,
    range: (id, { from: begin, to }, limit) => select.range.all(id, begin, to, limit).map(toCandle),
    newest: (id, openedBy, limit) => select.newest.all(id, openedBy, limit).map(toCandle).toReversed(),
    columns: (id, { from: begin, to }) => toColumns(select.range.all(id, begin, to, -1)),
    times: (id, { from: begin, to }) => select.times.all(id, begin, to),
  };
}

function pricesOf({ open, high, low, close, volume }: Candle): Prices {
  return [text(open), text(high), text(low), text(close), text(volume)];
}

function toCandle([at, open, high, low, close, volume]: Row): Candle {
  return { at, open: from(open), high: from(high), low: from(low), close: from(close), volume: from(volume) };
}

function toColumns(rows: readonly Row[]): CandleColumns {
  const columns = newColumns(rows.length);
  const { at, open, high, low, close, volume } = columns;
  rows.forEach((row, index) => {
    at[index] = row[0];
    open[index] = Number(row[1]);
    high[index] = Number(row[2]);
    low[index] = Number(row[3]);
    close[index] = Number(row[4]);
    volume[index] = Number(row[5]);
  });
  return columns;
}
