/**
 * Writes batches to a file of series and reads its columns, until it is killed: `node series-writer.ts FILE FIRST [CANDLE]`.
 * Each batch follows from its number, so that whoever reads what was written knows what it must be; the number is said once
 * the store has acknowledged it. With CANDLE it kills itself in the first batch, as the store comes to that candle.
 */
import { writeSync } from "node:fs";

import { randomFrom } from "../../src/exchange/random.ts";
import { ZERO } from "../../src/domain/money.ts";
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

/** The batch with a candle that nobody lives to read. */
function deadly({ batch, replace }: NumberedBatch, candle: number): NumberedBatch {
  const [one, ...others] = batch;
  if (one === undefined) throw new Error("an empty batch kills nobody");
  const trap = {
    ...aCandle(0),
    get volume() {
      process.kill(process.pid, "SIGKILL");
      return ZERO;
    },
  };
  return { batch: [...others, { ...one, candles: one.candles.with(candle % one.candles.length, trap) }], replace };
}

async function write(file: string, first: number, dieAt: number | null): Promise<void> {
  const { candles } = await openSqliteSeries({ file, log: NO_LOG });
  for (let number = first; ; number++) {
    const { batch, replace } = dieAt === null ? batchOf(number) : deadly(batchOf(number), dieAt);
    await candles.append(batch, { replace });
    writeSync(1, `${number}\n`);
    for (const key of KEYS) await candles.columns(key, EVER);
  }
}

const [, entry, file, first, candle] = process.argv;
if (entry?.endsWith("series-writer.ts") === true && file !== undefined)
  await write(file, Number(first), candle === undefined ? null : Number(candle));
