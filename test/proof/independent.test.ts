/**
 * The engine against figures that several independent programs have found on a month of real candles: an all-in cross of
 * averages without spread, slippage, volume cap and guards. `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { readFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { BacktestLedger } from "../../src/domain/backtest/ledger.ts";
import type { Candle } from "../../src/domain/candle.ts";
import { type CandleColumns, columnsOf } from "../../src/domain/candle-columns.ts";
import type { Setup } from "../../src/domain/engine/book.ts";
import { run } from "../../src/domain/engine/run.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { sma } from "../../src/domain/indicators/averages.ts";
import { rsi } from "../../src/domain/indicators/momentum.ts";
import { from, toNumber, ZERO } from "../../src/domain/money.ts";
import { tripFigures } from "../../src/domain/performance/round-trips.ts";
import type { Configured, Intent } from "../../src/domain/strategy/strategy.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { readBars } from "../support/bars.ts";
import { btcOn, setupOf } from "../support/engine.ts";
import { taped } from "../support/every-bar.ts";
import { type PlainResult, tradeCross } from "../support/plain-cross.ts";

const FILE = process.env["OUTCRY_PROOF_CANDLES"];

/** Relative. */
const NEAR = 1e-6;

function expectNear(result: PlainResult, trades: number, wins: number, equity: number, near = NEAR): void {
  expect([result.trades, result.wins]).toEqual([trades, wins]);
  expect(Math.abs(result.equity / equity - 1)).toBeLessThan(near);
}

/** All that it has, at a fee of 0.1 % on top. */
const ALL_IN = 100 / 1.001;

/** Steps and ticks below all that is counted here. */
function free(): Setup {
  const [tick, step] = [from("0.00001"), from("0.00000001")];
  const market = { ...btcOn("paper" as ExchangeName), tick, step, minAmount: step };
  const none: Setup["limits"] = {
    of: (rule) => (rule === "band" ? [{ setting: { kind: "percent", percent: ZERO }, whose: "desk" }] : []),
  };
  return setupOf(
    { market, limits: none, rules: { tick, step, halfSpread: ZERO, slippage: ZERO, volumeShare: null } },
    { sizing: "equity", size: ALL_IN },
  );
}

/**
 * The engine sizes an entry and sets its stop by the close that it is decided at, and these figures by the open that it fills
 * at. So each minute closes where the next one opens, and what is decided is decided on the closes of the file.
 */
function closedAtTheNextOpen(minutes: readonly Candle[]): Candle[] {
  return minutes.map((minute, i) => ({ ...minute, close: minutes[i + 1]?.open ?? minute.close }));
}

function crossOn({ close }: CandleColumns, stopPercent: number): Configured {
  const [fast, slow, strength] = [sma(close, 20), sma(close, 50), rsi(close, 14)];
  const decide = (index: number, seen: CandleColumns, isHeld: boolean): Intent | null => {
    const [before, now] = [index - 1, index].map((i) => Number(fast[i]) - Number(slow[i])) as [number, number];
    if (isHeld) return before >= 0 && now < 0 ? { kind: "leave", rule: "crossed below", values: [] } : null;
    if (!(before <= 0 && now > 0 && Number(strength[index]) < 75)) return null;
    const stop = Number(seen.close[index]) * (1 - stopPercent / 100);
    return { kind: "enter", side: "LONG", stop, target: null, rule: "crossed above", values: [] };
  };
  return {
    ...{ parameters: {}, timeframe: "1m", period: 1, shows: [] },
    on: (seen) => ({ decide: (index, held) => decide(index, seen, held !== null) }),
  };
}

async function tradedByTheEngine(stopPercent: number): Promise<PlainResult> {
  const rows = await parseCandles(await readFile(FILE ?? ""), Date.now());
  const minutes = Array.from({ length: rows.length }, (_, index) => rows.candle(index));
  const configured = crossOn(columnsOf(minutes), stopPercent);
  const setup = free();
  const ledger = new BacktestLedger(setup.market, 0);
  const tape = taped(closedAtTheNextOpen(minutes));
  const { book, worth } = run(setup, configured, tape, { witness: (effect, minute) => ledger.take(effect, minute) });
  expect([ledger.refusals(), ledger.halted, book.held]).toEqual([[], null, null]);
  const { totalTrades, winningTrades } = tripFigures(ledger.trips);
  return { trades: totalTrades, wins: winningTrades, equity: toNumber(worth.exactlyAfter(minutes.length - 1)) };
}

if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

describe.skipIf(FILE === undefined)("an all-in cross of averages on a month of real candles", () => {
  const bars = FILE === undefined ? [] : readBars(FILE);

  it("comes to the figures of the independent programs, as a plain loop tells it", () => {
    const atOnce = { stopPercent: 2, isStopAtOnce: true } as const;
    expectNear(tradeCross(bars, { ...atOnce, fee: "added" }), 484, 106, 3_841.7345);
    expectNear(tradeCross(bars, { ...atOnce, fee: "taken" }), 484, 106, 3_839.8755);
    const near = tradeCross(bars, { ...atOnce, stopPercent: 0.3, fee: "taken" });
    expectNear(near, 484, 92, 3_576.14, 2e-6); // known to the cent
  });

  it("comes to them by the engine, with its fills, fees, stops and worth", async () => {
    expectNear(await tradedByTheEngine(2), 484, 106, 3_841.7345);
  });

  /** A venue hears of a stop when its entry has filled: it stands from the next bar on. */
  it("is stopped from the bar after its entry on, where a near stop lies within that bar: as a plain loop tells that", async () => {
    const plain = tradeCross(bars, { stopPercent: 0.3, isStopAtOnce: false, fee: "added" });
    expectNear(await tradedByTheEngine(0.3), plain.trades, plain.wins, plain.equity, 1e-9);
  });
});
