/** Reads a well-formed CSV of one-minute candles: all of it, or nothing and the line that is wrong. */
import type { Candle } from "../domain/candle.ts";
import { Refusal } from "../domain/errors.ts";
import { type Decimal, div, from } from "../domain/money.ts";

/** Candles in the order of time. They stay text until one is asked for: a month is read at start-up. */
export interface CandleRows {
  readonly length: number;
  /** What the file's volume was; a candle's is always base. */
  readonly volumeWas: "base" | "quote";
  /** Throws a RangeError outside of 0 … length − 1. */
  candle(index: number): Candle;
}

const PRICES = ["open", "high", "low", "close"] as const;
const VOLUMES = ["volume", "quote_volume"] as const;
const HEADER = `timestamp,${PRICES.join(",")},volume`;
const NUMBERS = [...PRICES, "volume"] as const;
type NumberName = (typeof NUMBERS)[number];

/** Column by column: exact text for the candles, doubles for the checks. */
interface Columns {
  readonly timestamp: readonly string[];
  readonly text: Readonly<Record<NumberName, readonly string[]>>;
  readonly double: Readonly<Record<NumberName, Float64Array>>;
  readonly volumeName: (typeof VOLUMES)[number];
}

const MINUTE_MS = 60_000;
const PLAIN = /^\d{1,30}(?:\.\d{1,30})?$/;
const CIVIL = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|\+00:00)?$/;
const EPOCH_MS = /^\d{13}$/;
/** No market turns over so much quote currency in a usual minute: such a volume was counted in quote. */
const QUOTE_TURNOVER = 1e9;
const BASE_PLACES = 8;

/** Times are UTC, or ms since 1970. Throws a Refusal with the line and what is wrong with it. */
export async function parseCandles(bytes: Uint8Array): Promise<CandleRows> {
  const columns = columnsOf(await recordsOf(bytes));
  const times = columns.timestamp.map(timeOf);
  for (let row = 0; row < times.length; row++) checkRow(columns, times, row);
  const isQuote = columns.volumeName === "quote_volume" || medianTurnover(columns) > QUOTE_TURNOVER;
  return {
    length: times.length,
    volumeWas: isQuote ? "quote" : "base",
    candle: (index) => candleAt(columns, times, index, isQuote),
  };
}

async function recordsOf(bytes: Uint8Array): Promise<string[][]> {
  const { parse } = await import("csv-parse/sync");
  try {
    return parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { bom: true });
  } catch (error) {
    throw new Refusal(
      "file",
      `This is no well-formed CSV: ${error instanceof Error ? error.message : String(error)}. It must be: ${HEADER}.`,
    );
  }
}

function columnsOf([head = [], ...records]: string[][]): Columns {
  const header = head.map((name) => name.trim().toLowerCase());
  const volumeName = VOLUMES.find((name) => header.includes(name));
  const missing =
    ["timestamp", ...PRICES].find((name) => !header.includes(name)) ?? (volumeName === undefined ? "volume" : null);
  if (volumeName === undefined || missing !== null)
    throw new Refusal("file", `Line 1 has no column ${missing}. It must be: ${HEADER}.`);
  if (records.length === 0)
    throw new Refusal("file", `There is no candle below line 1. The file must hold lines of ${HEADER}.`);
  const column = (name: string): string[] => {
    const place = header.indexOf(name);
    return records.map((record) => record[place] ?? "");
  };
  const text = {
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column(volumeName),
  };
  const double = {
    open: Float64Array.from(text.open, Number),
    high: Float64Array.from(text.high, Number),
    low: Float64Array.from(text.low, Number),
    close: Float64Array.from(text.close, Number),
    volume: Float64Array.from(text.volume, Number),
  };
  return { timestamp: column("timestamp"), text, double, volumeName };
}

/** NaN for what is no time. */
function timeOf(text: string): number {
  if (EPOCH_MS.test(text)) return Number(text);
  const [, year, month, day, hour, minute, second = "0", fraction = "0"] = CIVIL.exec(text) ?? [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC takes 31 February for 3 March, and 24:00 for the next day: what does not read back was no time.
  const isReal = new Date(at).getUTCDate() === Number(day) && Number(minute) < 60;
  return isReal && Number(fraction) === 0 ? at : Number.NaN;
}

function checkRow({ text, double }: Columns, times: readonly number[], row: number): void {
  const [at = Number.NaN, before = 0] = [times[row], times[row - 1]];
  if (Number.isNaN(at)) throw wrongRow(row, "its timestamp must be like 2021-12-31 23:01:00 (UTC) or 1640991660000");
  if (at % MINUTE_MS !== 0) throw wrongRow(row, "its timestamp must be the start of a minute");
  if (at <= before) throw wrongRow(row, "its timestamp must be later than the one above");
  const wrong = NUMBERS.find((name) => !PLAIN.test(text[name][row] ?? ""));
  if (wrong !== undefined) throw wrongRow(row, `its ${wrong} must be a number like 46319.5`);
  // Doubles keep the order of decimals, so that nothing right is refused.
  const { open: opens, high: highs, low: lows, close: closes } = double;
  const [open = 0, high = 0, low = 0, close = 0] = [opens[row], highs[row], lows[row], closes[row]];
  if (low <= 0) throw wrongRow(row, "its prices must be above zero");
  if (high < Math.max(open, low, close)) throw wrongRow(row, "its high must be the highest of its prices");
  if (low > Math.min(open, close)) throw wrongRow(row, "its low must be the lowest of its prices");
}

function wrongRow(row: number, why: string): Refusal {
  const line = row + 2; // the header is line 1
  return new Refusal("file", `Line ${line} is wrong: ${why}. Nothing was read; correct the line and try again.`);
}

function medianTurnover({ double }: Columns): number {
  const turnovers = double.volume.map((volume, row) => volume * (double.close[row] ?? 0)).sort();
  return turnovers[turnovers.length >> 1] ?? 0;
}

function candleAt({ text }: Columns, times: readonly number[], index: number, isQuote: boolean): Candle {
  const at = times[index];
  if (at === undefined) throw new RangeError(`there is no candle ${index} of ${times.length}`);
  const cell = (name: NumberName): Decimal => from(text[name][index] ?? "");
  const [close, volume] = [cell("close"), cell("volume")];
  return {
    at,
    open: cell("open"),
    high: cell("high"),
    low: cell("low"),
    close,
    volume: isQuote ? div(volume, close, BASE_PLACES) : volume,
  };
}
