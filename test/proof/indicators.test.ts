/**
 * The indicators on real candles, beside trading-signals. `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { readFileSync } from "node:fs";

import { ATR, BollingerBands, EMA, RSI, SMA, WSMA } from "trading-signals";
import { expect, test } from "vitest";

import { newColumns } from "../../src/domain/candle-columns.ts";
import { ema, rma, sma } from "../../src/domain/indicators/averages.ts";
import { rsi } from "../../src/domain/indicators/momentum.ts";
import { atr, bollinger } from "../../src/domain/indicators/volatility.ts";
import { expectNear, oracle, oracleOfCandles } from "../support/indicator-oracle.ts";

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

test.skipIf(FILE === undefined)(
  "averages, RSI, ATR and Bollinger's bands of real candles agree",
  () => {
    const columns = columnsOfFile(FILE ?? "");
    const { close } = columns;
    expect(close.length).toBeGreaterThan(1_000);
    expectNear(sma(close, 200), oracle(new SMA(200), close));
    expectNear(ema(close, 26), oracle(new EMA(26), close));
    expectNear(rma(close, 14), oracle(new WSMA(14), close));
    expectNear(rsi(close, 14), oracle(new RSI(14), close));
    expectNear(atr(columns, 14), oracleOfCandles(new ATR(14), columns));
    const bands = oracle(new BollingerBands(20, 2), close);
    expectNear(
      bollinger(close, 20, 2).upper,
      bands.map((band) => band?.upper ?? null),
    );
  },
  120_000,
);

/** timestamp,open,high,low,close,volume; the time is of no interest here. */
function columnsOfFile(path: string) {
  const rows = readFileSync(path, "utf8").trim().split("\n").slice(1);
  const columns = newColumns(rows.length);
  rows.forEach((row, i) => {
    const [, open, high, low, close, volume] = row.split(",").map(Number);
    columns.open[i] = open ?? Number.NaN;
    columns.high[i] = high ?? Number.NaN;
    columns.low[i] = low ?? Number.NaN;
    columns.close[i] = close ?? Number.NaN;
    columns.volume[i] = volume ?? Number.NaN;
  });
  return columns;
}
