/**
 * Reads a CSV of candles as exchanges, charts and spreadsheets write it: all of it, or nothing and the lines that are
 * wrong. What was made of it is said in notes.
 */
import { setImmediate } from "node:timers/promises";

import type { Candle, Timeframe } from "../../domain/candle.ts";
import type { Pair } from "../../domain/ids.ts";
import { type Decimal, from } from "../../domain/money.ts";
import { checkRows, type Rows } from "./checks.ts";
import type { Layout } from "./columns.ts";
import { fileRefusal, refuseFaulty } from "./fault.ts";
import { type Figures, readFigures } from "./figures.ts";
import { gapNotes, offGrid, stepsOf, timeframeOf, unknownTimeframe } from "./grid.ts";
import { layoutOf } from "./layout.ts";
import { readMoments } from "./moments.ts";
import { namedPair } from "./pair.ts";
import { type Sequence, sequenceOf } from "./sequence.ts";
import { splitter } from "./split.ts";
import { type NumberName, readTable } from "./table.ts";
import { unpacked } from "./unpack.ts";
import { baseVolume, isQuoteVolume, QUOTE_VOLUME_NOTE } from "./volume.ts";

/** Candles in the order of time. They stay text until one is asked for: a year is read at start-up. */
export interface CandleRows {
  readonly length: number;
  readonly timeframe: Timeframe;
  /** What a column of the file names; null where none does. */
  readonly pair: Pair | null;
  /** What people should know of how the file was read, a sentence each. */
  readonly notes: readonly string[];
  /** Its volume is in base currency. Throws a RangeError outside of 0 … length − 1. */
  candle(index: number): Candle;
  /** How many trades made a candle; null where the file does not tell. */
  trades(index: number): number | null;
}

/** `now` is ms UTC. Throws a Refusal that names what is wrong, and where. */
export async function parseCandles(bytes: Uint8Array, now: number): Promise<CandleRows> {
  const file = await readFile(bytes);
  const { layout, pair, rows } = file;
  const { sequence, timeframe } = await inOrder(file, now);
  const isQuote = isQuoteVolume(layout, rows.figures, timeframe);
  const notes = [
    ...file.notes,
    ...sequence.notes,
    ...gapNotes(rows, sequence, timeframe),
    ...(isQuote ? [QUOTE_VOLUME_NOTE] : []),
  ];
  return { ...candles(rows, sequence, isQuote), timeframe, pair, notes };
}

interface CandleFile {
  readonly layout: Layout;
  readonly pair: Pair | null;
  readonly rows: Rows;
  readonly notes: readonly string[];
}

async function readFile(bytes: Uint8Array): Promise<CandleFile> {
  const data = await unpacked(bytes);
  const split = await splitter();
  const layout = layoutOf(data, split);
  const table = await readTable(data, layout, split);
  const pair = namedPair(table);
  const moments = await readMoments(table, layout);
  const figures = await readFigures(table, layout);
  const notes = [...shapeNotes(layout, figures), ...moments.notes];
  return { layout, pair, rows: { table, at: moments.at, figures }, notes };
}

function shapeNotes({ like }: Layout, { mark, isLowFirst }: Figures): string[] {
  const columns = isLowFirst ? "Coinbase's (time, low, high, open, close, volume)" : like;
  return [
    ...(columns === null ? [] : [`It has no header: its columns were read as ${columns}.`]),
    ...(mark === "comma" ? ["Its numbers have decimal commas."] : []),
  ];
}

interface Ordered {
  readonly sequence: Sequence;
  readonly timeframe: Timeframe;
}

/** All that is wrong with the rows is said at once. */
async function inOrder({ rows }: CandleFile, now: number): Promise<Ordered> {
  const checked = await checkRows(rows, now);
  const sequence = sequenceOf(rows, checked.rows);
  await setImmediate();
  const steps = stepsOf(sequence, rows.at);
  const timeframe = timeframeOf(steps);
  await setImmediate();
  const strays = timeframe === null ? [] : [offGrid(rows, sequence, timeframe)];
  refuseFaulty(rows.table.faults, checked.faults, sequence.faults, ...strays);
  if (timeframe === null) throw fileRefusal(unknownTimeframe(steps));
  await setImmediate();
  return { sequence, timeframe };
}

function candles(
  { table, at, figures: { text } }: Rows,
  sequence: Sequence,
  isQuote: boolean,
): Pick<CandleRows, "length" | "candle" | "trades"> {
  const { length } = sequence.rows;
  const { trades } = table;
  const rowOf = (index: number): number => {
    const row = sequence.rows[index];
    if (row === undefined) throw new RangeError(`there is no candle ${index} of ${length}`);
    return row;
  };
  return {
    length,
    candle(index) {
      const row = rowOf(index);
      const cell = (name: NumberName): Decimal => from(text[name][row] ?? "");
      const [close, volume] = [cell("close"), cell("volume")];
      return {
        at: at[row] ?? 0,
        open: cell("open"),
        high: cell("high"),
        low: cell("low"),
        close,
        volume: isQuote ? baseVolume(volume, close) : volume,
      };
    },
    trades(index) {
      const row = rowOf(index);
      const count = trades[row] ?? "";
      return count === "" ? null : Number(count);
    },
  };
}
