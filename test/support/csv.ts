/** Files of candles, typed or kept under test/fixtures/csv, and what is read out of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Candle } from "../../src/domain/candle.ts";
import { text } from "../../src/domain/money.ts";
import { type CandleRows, parseCandles } from "../../src/series/csv/parse.ts";
import { ROOT } from "./project.ts";

export const CSV_FIXTURES = join(ROOT, "test", "fixtures", "csv");
/** All that is kept is older, but for what is meant to be of the future. */
export const CSV_NOW = Date.UTC(2026, 5, 1, 12);

export function readLines(...lines: readonly string[]): Promise<CandleRows> {
  return parseCandles(new TextEncoder().encode(`${lines.join("\n")}\n`), CSV_NOW);
}

export function readFixture(name: string): Promise<CandleRows> {
  return parseCandles(readFileSync(join(CSV_FIXTURES, name)), CSV_NOW);
}

/** `2024-03-01T00:00Z open high low close volume`, a line a candle. */
export function candleLines(rows: CandleRows): string[] {
  return Array.from({ length: rows.length }, (_, index) => candleLine(rows.candle(index)));
}

function candleLine({ at, open, high, low, close, volume }: Candle): string {
  return [new Date(at).toISOString().replace(":00.000Z", "Z"), ...[open, high, low, close, volume].map(text)].join(" ");
}
