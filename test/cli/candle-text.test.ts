/** What people read of an import. */
import { describe, expect, it } from "vitest";

import { type Imported, importedText, tableText } from "../../src/cli/candle-text.ts";
import type { Pair } from "../../src/domain/ids.ts";
import { NOTHING } from "../../src/series/batch.ts";
import { IMPORTED } from "../../src/series/store.ts";
import { aCandle, aKey, START } from "../support/candles.ts";

const MINUTE = 60_000;
const KEY = aKey({ source: IMPORTED });
const ROWS = { length: 60, pair: null, notes: [], candle: (index: number) => aCandle(index) };
const COVERAGE = { first: START, last: START + 59 * MINUTE, count: 60, gaps: [] };

function lines(changes: Partial<Imported>): string[] {
  const base = { file: "a.csv", key: KEY, rows: ROWS, appended: { ...NOTHING, added: 60 }, coverage: COVERAGE };
  return importedText({ ...base, ...changes }).split("\n");
}

describe("an import tells", () => {
  it("what came, what is stored and what to type next", () =>
    expect(lines({})).toEqual([
      "a.csv: 60 candles of BTC/USDT 1m for paper.",
      "60 added.",
      "Stored now: 60 candles from 2022-01-01 00:00 to 2022-01-01 01:00 UTC, without a gap.",
      "Run a strategy on them: npx outcry run '/backtest trend BTC/USDT all'",
    ]));

  it("what the reader made of the file, and that its column says another pair", () =>
    expect(lines({ rows: { ...ROWS, pair: "ETH/USDT" as Pair, notes: ["Its numbers have decimal commas."] } })).toEqual(
      expect.arrayContaining(["Its own column says ETH/USDT.", "Its numbers have decimal commas."]),
    ));

  it.each([
    [{ same: 3 }, "0 added; 3 there already."],
    [{ added: 1, kept: 2 }, "1 added; 2 there with other figures, which stay: --replace takes those of the file."],
    [{ added: 1, replaced: 2 }, "1 added; 2 replaced, which were there with other figures."],
  ])("what became of them: %o", (changes, sentence) =>
    expect(lines({ appended: { ...NOTHING, ...changes } })).toContain(sentence),
  );

  it.each([
    [[[10, 11]], "with 1 gap of 1 candle (2022-01-01 00:10 to 2022-01-01 00:11)."],
    [
      [
        [10, 11],
        [20, 25],
        [30, 35],
      ],
      "with 3 gaps, the longest of 5 candles (2022-01-01 00:20 to 2022-01-01 00:25).",
    ],
  ])("the gaps, and where the longest is", (minutes, sentence) => {
    const gaps = minutes.map(([from = 0, to = 0]) => ({ from: START + from * MINUTE, to: START + to * MINUTE }));
    expect(lines({ coverage: { ...COVERAGE, gaps } })[2]).toContain(sentence);
  });
});

describe("the list", () => {
  it("stands in columns, without what was removed meanwhile", () =>
    expect(
      tableText([
        { key: KEY, coverage: COVERAGE },
        { key: aKey({ pair: "BTC/USDT:USDT" as Pair }), coverage: { ...COVERAGE, gaps: [{ from: 0, to: 1 }] } },
        { key: aKey({ source: "gone" }), coverage: null },
      ]).split("\n"),
    ).toEqual([
      "pair           timeframe  exchange  source     from (UTC)        to (UTC)          candles  gaps",
      "BTC/USDT       1m         paper     imported   2022-01-01 00:00  2022-01-01 01:00  60       0",
      "BTC/USDT:USDT  1m         paper     synthetic  2022-01-01 00:00  2022-01-01 01:00  60       1",
    ]));

  it("of nothing says what to type", () => expect(tableText([])).toContain("npx outcry candles import FILE"));
});
