import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { Refusal } from "../../../src/domain/errors.ts";
import { type Decimal, from, less, text } from "../../../src/domain/money.ts";
import { type CandleRows, parseCandles } from "../../../src/series/csv/parse.ts";
import { CSV_FIXTURES, CSV_NOW } from "../../support/csv.ts";
import { dialects, tables, written } from "../../support/csv-dialects.ts";

const FILES = readdirSync(CSV_FIXTURES).map((name) => readFileSync(join(CSV_FIXTURES, name)));

const plainText = (number: string): string => text(from(number));

describe("any table", () => {
  it("reads back equal, however it was written", async () => {
    await fc.assert(
      fc.asyncProperty(tables, dialects, async (table, dialect) => {
        const rows = await parseCandles(written(table, dialect), CSV_NOW);
        const read = Array.from({ length: rows.length }, (_, index) => {
          const { at, open, high, low, close, volume } = rows.candle(index);
          return { at, numbers: [open, high, low, close, volume].map(text) };
        });
        expect(read).toEqual(table.rows.map(({ at, numbers }) => ({ at, numbers: numbers.map(plainText) })));
        expect(rows.timeframe).toBe(table.timeframe);
      }),
      { numRuns: 500 },
    );
  });
});

type Harm = (bytes: Uint8Array, at: number, byte: number) => Uint8Array;

const HARMS: readonly Harm[] = [
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at + 1)]),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + byte)]),
  (bytes, at, byte) => Buffer.concat([bytes.subarray(0, at + byte), bytes.subarray(at)]),
  (bytes, at) => bytes.subarray(0, at),
];

/** Bytes that mean something to a reader come up often. */
const bytesOfInterest = fc.oneof(fc.constantFrom(...Buffer.from(',;\t"\n\r.-/:0199eENZ')), fc.nat(255));
const harmed = fc
  .tuple(
    fc.constantFrom(...FILES),
    fc.array(fc.tuple(fc.constantFrom(...HARMS), fc.double({ min: 0, max: 1, noNaN: true }), bytesOfInterest), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([file, harms]) =>
    harms.reduce<Uint8Array>((bytes, [harm, share, byte]) => harm(bytes, Math.floor(share * bytes.length), byte), file),
  );

function expectCandles(rows: CandleRows): void {
  let before = -1;
  for (let index = 0; index < rows.length; index++) {
    const { at, open, high, low, close, volume } = rows.candle(index);
    expect(at).toBeGreaterThan(before);
    expect(at % TIMEFRAME_MS[rows.timeframe]).toBe(0);
    const isWithin = (price: Decimal): boolean => !less(price, low) && !less(high, price);
    expect([open, close, high, low].every(isWithin)).toBe(true);
    expect([less(from(0), low), less(volume, from(0))]).toEqual([true, false]);
    expect(rows.trades(index) ?? 0).toBeGreaterThanOrEqual(0);
    before = at;
  }
}

describe("a harmed file", () => {
  it("gives candles that can be, or one sentence", async () => {
    const seen = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(harmed, async (bytes) => {
        const result = await parseCandles(bytes, CSV_NOW).catch((error: unknown) => error);
        if (result instanceof Refusal) {
          seen.refused += 1;
          expect(result.message).toMatch(/^(?:Nothing was read|This ).+\.$/s);
          return;
        }
        if (result instanceof Error) throw result;
        seen.read += 1;
        expectCandles(result as CandleRows);
      }),
      { numRuns: 1_500 },
    );
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(50);
  });
});
