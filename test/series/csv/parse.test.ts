import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { parseCandles } from "../../../src/series/csv/parse.ts";
import { CSV_NOW, readLines } from "../../support/csv.ts";
import { plain } from "../../support/paper-venue.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const FIRST = "1640995200000,100,110,90.5,105,12.5";
const MINUTE = 60_000;

describe("candles of a file", () => {
  it("are read to the last digit, their times as UTC", async () => {
    const rows = await readLines(
      HEADER,
      "2022-01-01 00:00:00.000000,100,110,90.5,105,12.5",
      "2022-01-01 00:01:00,105,105,0.000000000000000001,105,900719.92547409931234",
    );
    expect([rows.length, rows.timeframe, rows.pair, rows.notes]).toEqual([2, "1m", null, []]);
    expect(plain([rows.candle(0), rows.candle(1)])).toEqual([
      { at: Date.UTC(2022, 0, 1), open: "100", high: "110", low: "90.5", close: "105", volume: "12.5" },
      {
        at: Date.UTC(2022, 0, 1, 0, 1),
        ...{ open: "105", high: "105", low: "0.000000000000000001", close: "105", volume: "900719.92547409931234" },
      },
    ]);
  });

  it("come with the number of their trades where the file tells it", async () => {
    const rows = await readLines(`${HEADER},count`, `${FIRST},7`, "1640995260000,100,110,90,105,1,");
    expect([rows.trades(0), rows.trades(1)]).toEqual([7, null]);
    expect((await readLines(HEADER, FIRST)).trades(0)).toBeNull();
  });

  it("are none before the first or after the last", async () => {
    const rows = await readLines(HEADER, FIRST);
    for (const index of [-1, 1]) {
      expect(() => rows.candle(index)).toThrow(RangeError);
      expect(() => rows.trades(index)).toThrow(RangeError);
    }
  });

  it("may be of today and tomorrow, by the moment that is given", async () => {
    const line = "2022-01-02 23:59,1,1,1,1,1";
    const bytes = new TextEncoder().encode(`${HEADER}\n${line}\n`);
    expect((await parseCandles(bytes, Date.UTC(2022, 0, 1, 23))).length).toBe(1);
    await expect(parseCandles(bytes, Date.UTC(2021, 11, 31, 23))).rejects.toThrow("is after tomorrow");
  });

  it("are refused where there are more than memory holds, packed or not", async () => {
    const large = Buffer.alloc(2 ** 28 + 1);
    for (const bytes of [large, gzipSync(large, { level: 1 })]) {
      await expect(parseCandles(bytes, CSV_NOW)).rejects.toThrow("more than 256 MiB");
    }
  });

  it("leave turns to others while a large file is read", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `${1_640_995_200_000 + i * MINUTE},100,110,90,105,1`);
    let [turns, isRead] = [0, false];
    const reading = readLines(HEADER, ...lines).finally(() => (isRead = true));
    while (!isRead) {
      await setImmediate();
      turns += 1;
    }
    expect((await reading).length).toBe(lines.length);
    expect(turns).toBeGreaterThan(20);
  });

  it("keep their lines behind many others, and behind a cell of two lines", async () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => `${1_640_995_200_000 + i * MINUTE},100,110,90,105,1,"a\nb"`);
    const bad = `${1_640_995_200_000 + 9_000 * MINUTE},100,110,120,105,1,`;
    await expect(readLines(`${HEADER},note`, ...lines, bad)).rejects.toThrow("line 18002: its high is below its low");
  });
});
