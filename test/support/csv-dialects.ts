/** Random tables of candles, written in any way that a file may have. */
import { gzipSync } from "node:zlib";

import fc from "fast-check";

import { TIMEFRAME_MS, type Timeframe, TIMEFRAMES } from "../../src/domain/candle.ts";

/** Open, high, low, close and volume in plain notation. */
type Numbers = readonly [open: string, high: string, low: string, close: string, volume: string];

export interface WrittenRow {
  readonly at: number;
  readonly numbers: Numbers;
}

export interface WrittenTable {
  readonly timeframe: Timeframe;
  readonly rows: readonly WrittenRow[];
}

const START = Date.UTC(2023, 10, 14);
/** It tells the mark of the decimals whichever it is. */
const TELLING_VOLUME = "0.25";

/** So small that no turnover makes it a volume in quote. */
const numbers: fc.Arbitrary<Numbers> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 999_999 }), { minLength: 4, maxLength: 4 }), fc.nat(999_999), fc.nat(8))
  .map(([prices, volume, places]) => {
    const [low = 1, open = 1, close = 1, high = 1] = prices.toSorted((a, b) => a - b);
    const text = (value: number): string => decimal(value, places);
    return [text(open), text(high), text(low), text(close), decimal(volume, 3)];
  });

/** One row may be missing: then there is a gap. */
export const tables: fc.Arbitrary<WrittenTable> = fc
  .tuple(fc.constantFrom(...TIMEFRAMES), fc.array(numbers, { minLength: 2, maxLength: 30 }), fc.nat(28))
  .map(([timeframe, all, left]) => {
    const rows = all.map(([open, high, low, close, volume], i): WrittenRow => {
      const at = START + i * TIMEFRAME_MS[timeframe];
      return { at, numbers: [open, high, low, close, i === 0 ? TELLING_VOLUME : volume] };
    });
    const isInside = left > 0 && rows.length > 5 && left < rows.length - 1;
    return { timeframe, rows: isInside ? rows.toSpliced(left, 1) : rows };
  });

function decimal(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const TIMES: readonly ((at: number) => string)[] = [
  (at) => String(at / 1_000),
  (at) => String(at),
  (at) => `${at}000`,
  (at) => `${at}000000`,
  (at) => new Date(at).toISOString(),
  (at) => new Date(at).toISOString().slice(0, 16).replace("T", " "),
  (at) => new Date(at + 9 * 3_600_000).toISOString().replace("Z", "+09:00"),
  (at) => `${new Date(at - 3_600_000 / 2).toISOString().slice(0, 19)}-0030`,
];

const HEADERS = [
  ["timestamp", "open", "high", "low", "close", "volume"],
  ["Open Time", "OPEN", "High", "low", "Close", "Vol"],
  ["t", "o", "h", "l", "c", "v"],
  [" Date ", "Open", "High", "Low", "Close*", "Volume BTC"],
];

export interface Dialect {
  readonly separator: "," | ";" | "\t";
  readonly mark: "." | ",";
  readonly hasThousands: boolean;
  readonly isQuoted: boolean;
  readonly lineEnd: "\n" | "\r\n";
  readonly beginning: string;
  readonly ending: string;
  readonly header: readonly string[];
  readonly columns: readonly number[];
  readonly times: readonly ((at: number) => string)[];
  readonly isNewestFirst: boolean;
  readonly isPacked: boolean;
}

export const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(",", ";", "\t"),
  mark: fc.constantFrom(".", ","),
  hasThousands: fc.boolean(),
  isQuoted: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  beginning: fc.constantFrom("", "\u{FEFF}", "A banner\n", "\u{FEFF}https://example.invalid/?a=1,2\n\n"),
  ending: fc.constantFrom("", "\n", "\n\n  \n"),
  header: fc.constantFrom(...HEADERS),
  columns: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
  times: fc.shuffledSubarray([...TIMES], { minLength: 1 }),
  isNewestFirst: fc.boolean(),
  isPacked: fc.boolean(),
});

export function written({ rows }: WrittenTable, dialect: Dialect): Uint8Array {
  const { beginning, ending, header, columns, times, lineEnd, isNewestFirst } = dialect;
  const records = rows.map(({ at, numbers: all }, i) => {
    const spell = times[i % times.length] ?? String;
    return [spell(at), ...all.map((number) => numberText(number, dialect))];
  });
  const inOrder = isNewestFirst ? records.toReversed() : records;
  const lines = [header, ...inOrder].map((cells) =>
    columns.map((place) => quoted(cells[place] ?? "", dialect)).join(dialect.separator),
  );
  const bytes = Buffer.from(beginning + lines.join(lineEnd) + ending);
  return dialect.isPacked ? gzipSync(bytes, { level: 1 }) : bytes;
}

function numberText(number: string, { mark, hasThousands }: Dialect): string {
  const [whole = "", places] = number.split(".");
  const grouped = hasThousands ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, mark === "." ? "," : ".") : whole;
  return places === undefined ? grouped : `${grouped}${mark}${places}`;
}

function quoted(cell: string, { isQuoted, separator }: Dialect): string {
  return isQuoted || cell.includes(separator) ? `"${cell}"` : cell;
}
