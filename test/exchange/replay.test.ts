import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { replaySource } from "../../src/exchange/replay.ts";
import { parseCandles } from "../../src/series/csv.ts";
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

  it("refuses a place that is none of its own", async () => {
    await expect(barsOf(BARS).next({ step: 3 })).rejects.toThrow("no place in a replay");
  });

  it("of a file gives what stands in the file", async () => {
    const text = readFileSync(new URL("../fixtures/candles.csv", import.meta.url));
    const source = replaySource({ name: "replay:candles.csv", pair: BTC, rows: await parseCandles(text) });
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
