/** Each indicator in one go, beside trading-signals, which takes one value after the other. */
import { ATR, BollingerBands, DonchianChannels, EMA, MACD, RSI, SMA, WMA, WSMA } from "trading-signals";

import { ema, rma, sma, wma } from "../src/domain/indicators/averages.ts";
import { donchian, highest, lowest } from "../src/domain/indicators/extremes.ts";
import { macd, rsi } from "../src/domain/indicators/momentum.ts";
import { atr, bollinger, standardDeviation } from "../src/domain/indicators/volatility.ts";
import { dayVwap, rollingVwap } from "../src/domain/indicators/vwap.ts";
import { wanderingColumns } from "../test/support/indicator-series.ts";
import { type Figure, figure, type Part, ratio } from "./figures.ts";

const CANDLES = 100_000;
const ROUNDS = 15;
const WARM_UP = 5;

const columns = wanderingColumns(CANDLES);
const { close, high, low } = columns;
const MACD_PERIODS = { fast: 12, slow: 26, signal: 9 } as const;

// prettier-ignore
const KERNELS: readonly (readonly [name: string, batch: () => unknown, other: (() => Asked) | null])[] = [
  ["sma 20",             () => sma(close, 20),               () => ofValues(new SMA(20))],
  ["ema 20",             () => ema(close, 20),               () => ofValues(new EMA(20))],
  ["rma 14",             () => rma(close, 14),               () => ofValues(new WSMA(14))],
  ["wma 20",             () => wma(close, 20),               () => ofValues(new WMA(20))],
  ["rsi 14",             () => rsi(close, 14),               () => ofValues(new RSI(14))],
  ["macd 12,26,9",       () => macd(close, MACD_PERIODS),    () => ofValues(new MACD(new EMA(12), new EMA(26), new EMA(9)))],
  ["atr 14",             () => atr(columns, 14),             () => ofBars(new ATR(14))],
  ["bollinger 20,2",     () => bollinger(close, 20, 2),      () => ofValues(new BollingerBands(20, 2))],
  ["donchian 20",        () => donchian(columns, 20),        () => ofBars(new DonchianChannels(20))],
  ["highest 1000",       () => highest(high, 1_000),         null],
  ["lowest 20",          () => lowest(low, 20),              null],
  ["deviation 20",       () => standardDeviation(close, 20), null],
  ["vwap of the day",    () => dayVwap(columns),             null],
  ["vwap 20",            () => rollingVwap(columns, 20),     null],
];

export async function indicators(): Promise<Part> {
  return { title: `Indicators over ${CANDLES} candles`, figures: KERNELS.flatMap(figuresOf) };
}

/** In turns, so that a busy machine holds up both alike. */
function figuresOf([name, batch, other]: (typeof KERNELS)[number]): readonly Figure[] {
  const [own, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const [ownSpeed, theirSpeed] = [speedOf(batch), other === null ? 0 : speedOf(other())];
    if (round < WARM_UP) continue;
    own.push(ownSpeed);
    theirs.push(theirSpeed);
  }
  const ours = figure(name, "values/s", own);
  if (other === null) return [ours];
  const peer = figure(`${name} by trading-signals`, "values/s", theirs);
  return [ours, peer, ratio(`${name} : trading-signals`, ours, peer)];
}

function speedOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return (CANDLES * 1000) / (performance.now() - begun);
}

type Asked = () => void;

function ofValues(indicator: { add(value: number): unknown }): Asked {
  return () => close.forEach((value) => void indicator.add(value));
}

const BARS = Array.from({ length: CANDLES }, (_, i) => ({
  ...{ open: columns.open[i] ?? 0, high: high[i] ?? 0, low: low[i] ?? 0 },
  ...{ close: close[i] ?? 0, volume: columns.volume[i] ?? 0 },
}));

function ofBars(indicator: { add(bar: (typeof BARS)[number]): unknown }): Asked {
  return () => BARS.forEach((bar) => void indicator.add(bar));
}
