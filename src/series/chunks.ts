/**
 * Chunks: the columns of 1,440 places of the grid (a day of minutes, sixty of hours) as the bytes they have in memory, so
 * that reading a year is copying. They are made of the rows and made again whenever there is a doubt about them.
 */
import { crc32 } from "node:zlib";

import { type Timeframe, TIMEFRAME_MS } from "../domain/candle.ts";
import { type CandleColumns, CELL_BYTES, COLUMNS, columnsIn } from "../domain/candle-columns.ts";
import type { Span } from "./store.ts";

/** Places of the grid. */
const CHUNK = 1_440;

/** The chunk that a candle lies in. */
export function chunkOf(at: number, timeframe: Timeframe): number {
  return Math.floor(at / (CHUNK * TIMEFRAME_MS[timeframe]));
}

export function spanOf(chunk: number, timeframe: Timeframe): Span {
  const ms = CHUNK * TIMEFRAME_MS[timeframe];
  return { from: chunk * ms, to: (chunk + 1) * ms };
}

/** The first and the last chunk that a span touches. */
export function chunksOf({ from, to }: Span, timeframe: Timeframe): [first: number, last: number] {
  return [chunkOf(from, timeframe), chunkOf(to - 1, timeframe)];
}

/** What two spans share. */
export function clipped(span: Span, within: Span): Span {
  return { from: Math.max(span.from, within.from), to: Math.min(span.to, within.to) };
}

/** "OUTC". In the other order of bytes it is another number: what such a machine wrote is made again. */
const MAGIC = 0x4f555443;
/** Of what follows the head. Another one is not read, but made again. */
const LAYOUT = 1;
/** magic, layout, candles, checksum of all that follows. */
const HEAD = 4;
const HEAD_BYTES = HEAD * Uint32Array.BYTES_PER_ELEMENT;

export function encoded(columns: CandleColumns): Uint8Array {
  const length = columns.at.length;
  const bytes = new Uint8Array(HEAD_BYTES + COLUMNS.length * length * CELL_BYTES);
  const into = columnsIn(bytes.buffer, HEAD_BYTES, length);
  for (const name of COLUMNS) into[name].set(columns[name]);
  new Uint32Array(bytes.buffer, 0, HEAD).set([MAGIC, LAYOUT, length, crc32(bytes.subarray(HEAD_BYTES))]);
  return bytes;
}

/** Views of the bytes; null where they are not what was once encoded. */
export function decoded(bytes: Uint8Array): CandleColumns | null {
  if (bytes.byteLength < HEAD_BYTES) return null;
  const { buffer, byteOffset } = bytes.byteOffset % CELL_BYTES === 0 ? bytes : bytes.slice();
  const [magic, layout, length = 0, checksum] = new Uint32Array(buffer, byteOffset, HEAD);
  if (magic !== MAGIC || layout !== LAYOUT) return null;
  if (bytes.byteLength !== HEAD_BYTES + COLUMNS.length * length * CELL_BYTES) return null;
  if (crc32(bytes.subarray(HEAD_BYTES)) !== checksum) return null;
  return columnsIn(buffer, byteOffset + HEAD_BYTES, length);
}
