import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { replaySource } from "../../src/exchange/replay.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { marketSourceContract } from "../contract/market-source.ts";
import { barsOf, BTC, candles, MINUTE, plain, START } from "../support/paper-venue.ts";

const BARS = candles("100 110 90 105 7", "105 106 104 105.5 8", "105.5 105.5 100 101 9");

marketSourceContract("a replay", () => barsOf(BARS));

describe("a replay", () => {
  it("gives each candle when it closes, in order, to the end", async () => {
    const source = barsOf(BARS);
    const seen = [];
    for (let step = await source.next(null); step !== null; step = await source.next(step.place)) seen.push(step.event);
    expect(seen).toEqual(BARS.map((candle, i) => ({ kind: "bar", at: START + (i + 1) * MINUTE, pair: BTC, candle })));
  });

  it("stays at its end", async () => {
    const source = barsOf(BARS);
    expect(await source.next({ index: 2 })).toBeNull();
    expect(await source.next({ index: 2 })).toBeNull();
    expect(await source.next({ index: 99 })).toBeNull();
  });

  it("tells the larger candles of what has closed, also where minutes are missing", async () => {
    const minutes = [0, 1, 3, 7, 8, 9, 10, 21];
    const rows = candles(...minutes.map((minute) => `${100 + minute} ${200 + minute} ${50 + minute} 100 1`));
    const { history } = barsOf(rows.map((row, i) => ({ ...row, at: START + (minutes[i] ?? 0) * MINUTE })));
    if (history.kind !== "recorded") throw new Error("a replay is recorded");
    const fives = async (index: number): Promise<unknown> =>
      plain(await history.candles({ index }, { pair: BTC, timeframe: "5m", limit: 10 }));
    const first = { at: START, open: "100", high: "203", low: "50", close: "100", volume: "3" };
    const second = { at: START + 5 * MINUTE, open: "107", high: "209", low: "57", close: "100", volume: "3" };
    const third = { at: START + 10 * MINUTE, open: "110", high: "210", low: "60", close: "100", volume: "1" };
    expect(await fives(1)).toEqual([]);
    expect(await fives(3)).toEqual([first]);
    expect(await fives(4)).toEqual([first]);
    expect(await fives(5)).toEqual([first, second]);
    expect(await fives(7)).toEqual([first, second, third]);
    expect(await fives(99)).toEqual([first, second, third]);
    expect(await history.candles(null, { pair: BTC, timeframe: "1m", limit: 10 })).toEqual([]);
  });

  it("refuses a place that is none of its own", async () => {
    await expect(barsOf(BARS).next({ step: 3 })).rejects.toThrow("no place in a replay");
  });

  it("of a file gives what stands in the file", async () => {
    const text = readFileSync(new URL("../fixtures/candles.csv", import.meta.url));
    const source = replaySource({
      name: "replay:candles.csv",
      pair: BTC,
      rows: await parseCandles(text, Date.UTC(2026, 0)),
    });
    const lines = text.toString().trim().split("\n").slice(1);
    let step = await source.next(null);
    for (const line of lines) {
      const [time = "", open, high, low, close] = line.split(",").map((cell) => cell.replace(/\.0$/, ""));
      expect(step?.event).toMatchObject({ kind: "bar", at: Date.parse(`${time.slice(0, 19)}Z`) + MINUTE });
      expect(step === null ? null : plain(step.event)).toMatchObject({ candle: { open, high, low, close } });
      step = step === null ? null : await source.next(step.place);
    }
    expect(step).toBeNull();
  });
});
