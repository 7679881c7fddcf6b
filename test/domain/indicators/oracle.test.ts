/** The indicators beside those of trading-signals, and beside their definition written out where that library has another. */
import { ATR, BollingerBands, DonchianChannels, EMA, MACD, RSI, SMA, TR, WMA, WSMA } from "trading-signals";
import { describe, test } from "vitest";

import { ema, rma, sma, wma } from "../../../src/domain/indicators/averages.ts";
import { donchian, highest, lowest } from "../../../src/domain/indicators/extremes.ts";
import { macd, rsi } from "../../../src/domain/indicators/momentum.ts";
import { atr, bollinger, standardDeviation, trueRange } from "../../../src/domain/indicators/volatility.ts";
import { dayVwap, rollingVwap } from "../../../src/domain/indicators/vwap.ts";
import { expectNear, oracle, oracleOfCandles } from "../../support/indicator-oracle.ts";
import { wanderingColumns } from "../../support/indicator-series.ts";

const COUNT = 3_000;

describe.each([1, 2, 3])("on the wandering market %i", (seed) => {
  const columns = wanderingColumns(COUNT, seed);
  const { close, high, low } = columns;

  test.each([2, 9, 50, 200])("averages of %i agree with trading-signals", (period) => {
    expectNear(sma(close, period), oracle(new SMA(period), close));
    expectNear(ema(close, period), oracle(new EMA(period), close));
    expectNear(wma(close, period), oracle(new WMA(period), close));
    // Its RMA begins at the first value; Wilder's begins at a mean, as its WSMA does.
    expectNear(rma(close, period), oracle(new WSMA(period), close));
  });

  test.each([2, 14, 50])(
    "RSI, ATR, Bollinger's bands and Donchian's channel of %i agree with trading-signals",
    (period) => {
      expectNear(rsi(close, period), oracle(new RSI(period), close));
      expectNear(atr(columns, period), oracleOfCandles(new ATR(period), columns));
      const bands = oracle(new BollingerBands(period, 2.5), close);
      expectNear(
        bollinger(close, period, 2.5).upper,
        bands.map((band) => band?.upper ?? null),
      );
      expectNear(
        bollinger(close, period, 2.5).lower,
        bands.map((band) => band?.lower ?? null),
      );
      const channel = oracleOfCandles(new DonchianChannels(period), columns);
      expectNear(
        donchian(columns, period).upper,
        channel.map((band) => band?.upper ?? null),
      );
      expectNear(
        donchian(columns, period).lower,
        channel.map((band) => band?.lower ?? null),
      );
      expectNear(
        donchian(columns, period).middle,
        channel.map((band) => band?.middle ?? null),
      );
    },
  );

  test("true range agrees with trading-signals", () => {
    expectNear(trueRange(columns), oracleOfCandles(new TR(), columns));
  });

  test("MACD agrees with trading-signals, which shows its signal before that has warmed up", () => {
    const periods = { fast: 12, slow: 26, signal: 9 };
    const asked = oracle(new MACD(new EMA(12), new EMA(26), new EMA(9)), close);
    const late = (value: number | undefined, i: number): number | null => (i < 26 + 9 - 2 ? null : (value ?? null));
    const { line, signal, histogram } = macd(close, periods);
    expectNear(
      line,
      asked.map((each) => each?.macd ?? null),
    );
    expectNear(
      signal,
      asked.map((each, i) => late(each?.signal, i)),
    );
    expectNear(
      histogram,
      asked.map((each, i) => late(each?.histogram, i)),
    );
  });

  test("extremes, deviation and averages by volume agree with their definitions", () => {
    const period = 21;
    const within = (values: Float64Array, of: (window: Float64Array) => number): (number | null)[] =>
      Array.from(values, (_, i) => (i < period - 1 ? null : of(values.subarray(i - period + 1, i + 1))));
    expectNear(
      highest(high, period),
      within(high, (window) => Math.max(...window)),
    );
    expectNear(
      lowest(low, period),
      within(low, (window) => Math.min(...window)),
    );
    // Its getStandardDeviation is of a population too, but of a whole list.
    expectNear(standardDeviation(close, period), within(close, deviationOf));
    // Its VWAP never begins anew: neither at a day nor behind a window.
    const places = Float64Array.from(close.keys());
    expectNear(
      rollingVwap(columns, period),
      within(places, (window) => vwapOf(window)),
    );
    expectNear(
      dayVwap(columns),
      Array.from(close, (_, i) => vwapOf(places.subarray(i - (i % 1_440), i + 1))),
    );
  });

  function vwapOf(places: Float64Array): number {
    const sum = (of: (i: number) => number): number => places.reduce((total, i) => total + of(i), 0);
    const volume = (i: number): number => columns.volume[i] ?? 0;
    const typical = (i: number): number => ((high[i] ?? 0) + (low[i] ?? 0) + (close[i] ?? 0)) / 3;
    return sum((i) => typical(i) * volume(i)) / sum(volume);
  }
});

function deviationOf(window: Float64Array): number {
  const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
  return Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / window.length);
}
