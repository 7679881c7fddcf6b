import { describe, expect, it } from "vitest";

import { Refusal } from "../../src/domain/errors.ts";
import { parseCandles } from "../../src/series/csv.ts";
import { plain } from "../support/paper-venue.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const FIRST = "2022-01-01 00:00:00.000000,100,110,90.5,105,12.5";
const read = (...lines: readonly string[]) => parseCandles(new TextEncoder().encode(`${lines.join("\n")}\n`));

describe("a file of candles", () => {
  it("is read to the last digit, its times as UTC", async () => {
    const rows = await read(
      HEADER,
      FIRST,
      "2022-01-01 00:01:00,105,105,0.000000000000000001,105,900719.92547409931234",
    );
    expect(rows.length).toBe(2);
    expect(plain([rows.candle(0), rows.candle(1)])).toEqual([
      { at: Date.UTC(2022, 0, 1), open: "100", high: "110", low: "90.5", close: "105", volume: "12.5" },
      {
        at: Date.UTC(2022, 0, 1, 0, 1),
        ...{ open: "105", high: "105", low: "0.000000000000000001", close: "105", volume: "900719.92547409931234" },
      },
    ]);
  });

  it.each(["2022-01-01 00:00", "2022-01-01T00:00:00Z", "2022-01-01T00:00:00.000+00:00", "1640995200000"])(
    "takes %s for midnight",
    async (time) => {
      expect((await read(HEADER, `${time},1,1,1,1,1`)).candle(0).at).toBe(Date.UTC(2022, 0, 1));
    },
  );

  it("may have its columns in another order, others beside them, a byte order mark and Windows' line ends", async () => {
    const text = "\u{FEFF}Close,volume,trades,timestamp,open,low,high\r\n105,1,7,1640995200000,100,90,110\r\n";
    const rows = await parseCandles(new TextEncoder().encode(text));
    expect(plain(rows.candle(0))).toMatchObject({ open: "100", high: "110", low: "90", close: "105", volume: "1" });
  });

  it("may leave minutes out: without trades there is no row", async () => {
    const rows = await read(HEADER, FIRST, "2022-01-01 02:00:00,100,110,90,105,1");
    expect([rows.length, rows.candle(1).at]).toEqual([2, Date.UTC(2022, 0, 1, 2)]);
  });

  it("has its volume in base currency", async () => {
    expect((await read(HEADER, FIRST)).volumeWas).toBe("base");
  });

  it("has it in quote where the column says so; a candle's is base all the same", async () => {
    const rows = await read(HEADER.replace("volume", "quote_volume"), "1640995200000,3,3,3,3,10");
    expect([rows.volumeWas, plain(rows.candle(0).volume)]).toEqual(["quote", "3.33333333"]);
  });

  it("has it in quote where the median turnover is above a thousand million a minute", async () => {
    const minute = (n: number, volume: string): string =>
      `${1_640_995_200_000 + n * 60_000},40000,40000,40000,40000,${volume}`;
    const usual = await read(HEADER, minute(0, "25000"), minute(1, "25000"), minute(2, "4000000"));
    expect([usual.volumeWas, plain(usual.candle(2).volume)]).toEqual(["base", "4000000"]);
    const counted = await read(HEADER, minute(0, "25001"), minute(1, "25001"), minute(2, "1"));
    expect([counted.volumeWas, plain(counted.candle(0).volume)]).toEqual(["quote", "0.625025"]);
  });

  it("has no candle before its first or after its last", async () => {
    const rows = await read(HEADER, FIRST);
    expect(() => rows.candle(1)).toThrow(RangeError);
    expect(() => rows.candle(-1)).toThrow(RangeError);
  });

  const wrong: readonly (readonly [what: string, sentence: string, ...lines: string[]])[] = [
    ["no lines", "Line 1 has no column timestamp"],
    ["another header", "Line 1 has no column open", "timestamp,o,h,l,c,volume", FIRST],
    ["no volume", "Line 1 has no column volume", "timestamp,open,high,low,close", "1640995200000,1,1,1,1"],
    ["a header alone", "no candle below line 1", HEADER],
    ["a field too few", "no well-formed CSV", HEADER, FIRST, "2022-01-01 00:01:00,100,110,90,105"],
    ["a word for a time", "Line 3 is wrong: its timestamp must be like", HEADER, FIRST, "today,100,110,90,105,1"],
    ["31 February", "Line 2 is wrong: its timestamp must be like", HEADER, "2022-02-31 00:00:00,100,110,90,105,1"],
    ["24 o'clock", "Line 2 is wrong: its timestamp must be like", HEADER, "2022-02-01 24:00:00,100,110,90,105,1"],
    [
      "another zone",
      "Line 2 is wrong: its timestamp must be like",
      HEADER,
      "2022-02-01T00:00:00+01:00,100,110,90,105,1",
    ],
    [
      "a time off the minute",
      "Line 2 is wrong: its timestamp must be the start of a minute",
      HEADER,
      "1640995200001,1,1,1,1,1",
    ],
    ["a time twice", "Line 3 is wrong: its timestamp must be later", HEADER, FIRST, FIRST],
    [
      "times out of order",
      "Line 3 is wrong: its timestamp must be later",
      HEADER,
      FIRST,
      "2021-12-31 23:59:00,100,110,90,105,1",
    ],
    ["a decimal comma", "Line 2 is wrong: its open must be a number", HEADER, '1640995200000,"1,5",2,1,1,1'],
    ["an exponent", "Line 2 is wrong: its volume must be a number", HEADER, "1640995200000,1,1,1,1,1e3"],
    ["an empty cell", "Line 2 is wrong: its close must be a number", HEADER, "1640995200000,1,1,1,,1"],
    ["a price below zero", "Line 2 is wrong: its low must be a number", HEADER, "1640995200000,1,1,-1,1,1"],
    ["a price of zero", "Line 2 is wrong: its prices must be above zero", HEADER, "1640995200000,1,1,0,1,1"],
    ["a close above the high", "Line 2 is wrong: its high must be the highest", HEADER, "1640995200000,1,2,1,3,1"],
    ["an open below the low", "Line 2 is wrong: its low must be the lowest", HEADER, "1640995200000,1,3,2,3,1"],
  ];
  it.each(wrong)("with %s is refused whole, with the line", async (_what, sentence, ...lines) => {
    const reading = read(...lines);
    await expect(reading).rejects.toBeInstanceOf(Refusal);
    await expect(reading).rejects.toThrow(sentence);
  });
});
