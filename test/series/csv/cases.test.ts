/** What broke other readers of candles: units, repeats, decimal commas, zones. The figures are invented. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { sum, text } from "../../../src/domain/money.ts";
import type { CandleRows } from "../../../src/series/csv/parse.ts";
import { candleLines, readFixture } from "../../support/csv.ts";
import { ROOT } from "../../support/project.ts";

const indices = ({ length }: CandleRows): number[] => Array.from({ length }, (_, index) => index);
const volumeOf = (rows: CandleRows): string => text(sum(indices(rows).map((index) => rows.candle(index).volume)));

describe("seconds, milliseconds, microseconds, and all in one file", () => {
  it.each(["seconds", "milliseconds", "microseconds", "mixed"])("give the same candles: %s", async (unit) => {
    const rows = await readFixture(`case-41-${unit}.csv`);
    expect(candleLines(rows)).toEqual([
      "2023-12-31T23:58Z 42000.5 42050 41990.1 42020 1.25",
      "2023-12-31T23:59Z 42020 42044.4 42010 42040.2 0.75",
      "2024-01-01T00:00Z 42040.2 42100 42040.2 42088.8 2.5",
      "2024-01-01T00:01Z 42088.8 42090 42055.5 42060 0.5",
    ]);
    expect([volumeOf(rows), rows.notes.filter((note) => note.includes("missing"))]).toEqual(["5", []]);
  });
});

describe("a banner line, newest first, a row twice", () => {
  it("is read once, in the order of time, its volume in the coin that is traded", async () => {
    const rows = await readFixture("case-44-banner.csv");
    expect(candleLines(rows)).toEqual([
      "2024-03-01T00:00Z 61300 61450 61280 61400 10.5",
      "2024-03-01T01:00Z 61400 61520 61390 61500 12",
      "2024-03-01T02:00Z 61500 61610 61480 61550 9.25",
      "2024-03-01T03:00Z 61550 61580 61410 61500 7.5",
    ]);
    expect([volumeOf(rows), rows.pair, rows.timeframe]).toEqual(["39.25", "BTC/USDT", "1h"]);
    expect(indices(rows).reduce((count, index) => count + (rows.trades(index) ?? 0), 0)).toBe(3_410);
    expect(rows.notes).toEqual([
      "Its rows were newest first and were turned round.",
      "An exact repeat was dropped: line 6 repeats line 5.",
    ]);
  });

  it("is refused where the two contradict each other", async () => {
    await expect(readFixture("case-44-conflict.csv")).rejects.toThrow(
      "Nothing was read: lines 3 and 4 disagree about 01:00 (close 61500 and 61444).",
    );
  });
});

describe("semicolons, decimal commas, a byte order mark", () => {
  it("are read to the right digits, and it is said", async () => {
    const rows = await readFixture("case-45-european.csv");
    expect(candleLines(rows)).toEqual([
      "2026-02-05T00:00Z 76250.5 76300 76200.25 76280 1.5",
      "2026-02-05T00:01Z 76280 76281.5 76279 76280.5 0.25",
    ]);
    expect(rows.notes).toEqual(["Its numbers have decimal commas."]);
  });
});

const ZONES = ["America/New_York", "Asia/Tokyo", "UTC"];
const PARSER = pathToFileURL(join(ROOT, "src/series/csv/parse.ts")).href;
const READS = `
  const { parseCandles } = await import(${JSON.stringify(PARSER)});
  const { readFile } = await import("node:fs/promises");
  const times = async (file) => {
    const rows = await parseCandles(await readFile(file), Date.UTC(2026, 5, 1));
    return Array.from({ length: rows.length }, (_, index) => rows.candle(index).at);
  };
  const said = [];
  for (const file of process.argv.slice(1)) said.push(await times(file).catch((error) => error.message));
  process.stdout.write(JSON.stringify([new Date(2026, 0).getTimezoneOffset(), ...said]));
`;

function timesUnder(zone: string, names: readonly string[]): unknown[] {
  const files = names.map((name) => join(ROOT, "test/fixtures/csv", name));
  const env = { ...process.env, TZ: zone };
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", READS, ...files], {
    ...{ env, encoding: "utf8" },
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as unknown[];
}

describe("dates", () => {
  const days = [1_770_163_200_000, 1_770_249_600_000, 1_770_336_000_000];
  const hours = [11, 12, 13].map((hour) => Date.UTC(2024, 2, 31, hour));
  const files = ["case-47-dates.csv", "case-47-offsets.csv", "case-47-ambiguous.csv", "month-first.csv"];

  it.each(ZONES)("are the same days on a machine in %s", (zone) => {
    const [offset, dates, offsets, ambiguous, monthFirst] = timesUnder(zone, files);
    expect(offset).toBe({ "America/New_York": 300, "Asia/Tokyo": -540, UTC: 0 }[zone]);
    expect([dates, offsets, monthFirst]).toEqual([days, days, hours]);
    expect(ambiguous).toMatch(/^Nothing was read: on line 2 \(01\/04\/2026\) day and month cannot be told apart/);
  });
});
