/** `outcry candles …`: recorded candles that a backtest runs on, in the history of the desk, also while one runs. */
import { pairArg } from "../chat/grammar/arguments.ts";
import { loadConfig } from "../config.ts";
import type { Timeframe } from "../domain/candle.ts";
import { Refusal } from "../domain/errors.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { openSeries } from "../main/series.ts";
import { wallClock } from "../runtime/clock.ts";
import { openDataDir } from "../runtime/data-dir.ts";
import { readCandleFile } from "../series/csv/file.ts";
import { pairOf } from "../series/csv/pair.ts";
import { type CandleKey, type CandleStore, EVER, IMPORTED } from "../series/store.ts";
import { importRows } from "./candle-import.ts";
import { type Imported, importedText, type Stored, tableText } from "./candle-text.ts";
import { logOf } from "./log.ts";
import { type Progress, progressOn } from "./progress.ts";

export interface ImportOptions {
  readonly pair?: string;
  readonly exchange: string;
  readonly replace?: true;
}

export async function importCandles(file: string, options: ImportOptions): Promise<void> {
  const progress = progressOn(process.stderr, wallClock);
  const imported = await takeIn(file, options, progress).finally(progress.end);
  console.log(importedText(imported));
}

async function takeIn(file: string, { pair, exchange, replace }: ImportOptions, progress: Progress): Promise<Imported> {
  const [named, account] = [pair === undefined ? null : readPair(pair), readExchange(exchange)];
  progress.tell(`reading ${file}`);
  const rows = await readCandleFile(file, wallClock.now(), "name a CSV file");
  const key = keyOf(account, named ?? pairIn(file, rows.pair), rows.timeframe);
  return atHistory(async (candles) => {
    const appended = await importRows(candles, { file, key, rows, replace: replace === true, progress });
    return { file, key, rows, appended, coverage: await candles.coverage(key) };
  });
}

export async function listCandles(): Promise<void> {
  console.log(tableText(await atHistory(storedIn)));
}

async function storedIn(candles: CandleStore): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (const key of await candles.list()) stored.push({ key, coverage: await candles.coverage(key) });
  return stored;
}

export interface RemoveOptions {
  readonly exchange: string;
  readonly yes?: true;
}

/** What an account has collected is its own: only imported ones go. */
export async function removeCandles(
  pair: string,
  timeframe: Timeframe,
  { exchange, yes }: RemoveOptions,
): Promise<void> {
  const key = keyOf(readExchange(exchange), readPair(pair), timeframe);
  const what = `${key.pair} ${timeframe} of ${key.exchange}`;
  await atHistory(async (candles) => {
    const coverage = await candles.coverage(key);
    if (coverage === null)
      throw new Refusal("candles", `No candles of ${what} were imported: npx outcry candles list shows what there is.`);
    if (yes !== true)
      throw new Refusal("candles", `This removes ${coverage.count} imported candles of ${what}: add --yes to do it.`);
    console.log(`Removed ${await candles.remove(key, EVER)} imported candles of ${what}.`);
  });
}

async function atHistory<T>(work: (candles: CandleStore) => Promise<T>): Promise<T> {
  const config = loadConfig();
  openDataDir(config.dataDir);
  const series = await openSeries(config, logOf(config, "warn"));
  try {
    return await work(series.candles);
  } finally {
    await series.close();
  }
}

const keyOf = (exchange: ExchangeName, pair: Pair, timeframe: Timeframe): CandleKey => ({
  exchange,
  source: IMPORTED,
  pair,
  timeframe,
});

/** As in chat, and as exchanges write it in their files: `BTCUSDT`. */
function readPair(word: string): Pair {
  const pair = pairOf(pairArg.parse(word));
  if (pair === null) throw new Refusal("pair", `"${word}" is not a pair: type it like BTC/USDT.`);
  return pair;
}

function pairIn(file: string, pair: Pair | null): Pair {
  if (pair !== null) return pair;
  throw new Refusal("pair", `No column of ${file} names its pair: name it, for example --pair BTC/USDT.`);
}

function readExchange(name: string): ExchangeName {
  if (/^[a-z0-9]{2,30}$/.test(name)) return name as ExchangeName;
  throw new Refusal("exchange", "An account is named in small letters and digits, for example --exchange paper.");
}
