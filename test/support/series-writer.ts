/**
 * Writes batches to a file of series and reads its columns, until it is killed: `node series-writer.ts FILE FIRST`. Each batch
 * follows from its number, so that whoever reads what was written knows what it must be; the number is said once the store
 * has acknowledged it.
 */
import { writeSync } from "node:fs";

import { randomFrom } from "../../src/exchange/random.ts";
import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { type CandleBatch, EVER } from "../../src/series/store.ts";
import { aCandle, aKey, aRow } from "./candles.ts";
import { NO_LOG } from "./paper-venue.ts";

/** Days of minutes that all batches lie in. */
const DAYS = 5;
const PLACES = DAYS * 1_440;
export const KEYS = [aKey(), aKey({ source: "replay:/a.csv" })];

export interface NumberedBatch {
  readonly batch: readonly CandleBatch[];
  readonly replace: boolean;
}

export function batchOf(number: number): NumberedBatch {
  const random = randomFrom(number);
  const below = (limit: number): number => Math.floor(random.uniform() * limit);
  const of = (): CandleBatch["candles"] =>
    number % 3 === 0
      ? Array.from({ length: 1 + below(50) }, () => aCandle(below(PLACES), "1m", 1 + below(9)))
      : aRow(1 + below(800), below(PLACES));
  return { batch: KEYS.map((key) => ({ key, candles: of() })), replace: number % 2 === 0 };
}

async function write(file: string, first: number): Promise<void> {
  const { candles } = await openSqliteSeries({ file, log: NO_LOG });
  for (let number = first; ; number++) {
    const { batch, replace } = batchOf(number);
    await candles.append(batch, { replace });
    writeSync(1, `${number}\n`);
    for (const key of KEYS) await candles.columns(key, EVER);
  }
}

const [, entry, file, first] = process.argv;
if (entry?.endsWith("series-writer.ts") === true && file !== undefined) await write(file, Number(first));
