/** What real exports look like, and what goes wrong in them: a file each under test/fixtures/csv, and what it must give. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { TIMEFRAME_MS, type Timeframe } from "../../../src/domain/candle.ts";
import { Refusal } from "../../../src/domain/errors.ts";
import { candleLines, CSV_FIXTURES, readFixture } from "../../support/csv.ts";

const START = "2024-03-01T00:00Z";
/** The same three candles in nearly every file: open high low close volume. */
const CANDLES = [
  "61000.5 61100 60950.25 61050 1.5",
  "61050 61060 61000 61010.5 0.75",
  "61010.5 61200 61010.5 61180 2.25",
];
const TRADES = [120, 95, 143];

interface Read {
  readonly timeframe?: Timeframe;
  readonly start?: string;
  readonly pair?: string;
  readonly trades?: readonly number[];
  readonly candles?: readonly string[];
  readonly notes?: readonly string[];
}

const NO_HEADER = "It has no header: its columns were read as time, open, high, low, close, volume.";
const TURNED = "Its rows were newest first and were turned round.";
const COMMAS = "Its numbers have decimal commas.";
const QUOTE = "Its volume is in quote currency and was divided by the close.";
const BINANCE = { trades: TRADES, notes: ["It has no header: its columns were read as Binance's."] };

const good: Readonly<Record<string, Read>> = {
  // How it is written
  "comma.csv": {},
  "no-line-end-at-the-end.csv": {},
  "semicolon.csv": {},
  "tab.csv": {},
  "quoted.csv": {},
  "blanks.csv": {},
  "bom-crlf.csv": {},
  "mac.csv": {},
  "utf-16.csv": {},
  "gzip.csv.gz": {},
  "banner.csv": {},
  "banner-with-commas.csv": {},
  "empty-lines.csv": {},
  "separator-at-the-end.csv": {},
  "european.csv": { notes: [COMMAS] },
  "european-counts.csv": { trades: [1_200, 95, 1_430], notes: [COMMAS] },
  "german-words.csv": { notes: [COMMAS] },
  "decimal-comma-tab.csv": { notes: [COMMAS] },
  "decimal-comma-quoted.csv": { notes: [COMMAS] },
  "thousands-quoted.csv": {},
  "thousands-told-by-a-point.csv": {},
  "empty-cells-below-the-header.csv": {},
  "other-order.csv": { trades: TRADES },
  "short-names.csv": { trades: TRADES },
  "index-without-a-name.csv": {},
  "many-decimals.csv": {
    candles: [
      "0.000000000000000012 0.0000000000000000125 0.00000000000000001 0.000000000000000012 900719925474099312.12345678",
    ],
    notes: ["It has one candle alone, which was taken for one of 1m."],
  },

  // Whose it is
  "binance-spot.csv": BINANCE,
  "binance-spot-2025.csv": BINANCE,
  "binance-futures.csv": { trades: TRADES },
  "binance-words.csv": { trades: TRADES },
  "bybit-archive.csv.gz": {
    notes: ["It has no header: its columns were read as Bybit's archive, whose clock is UTC+3."],
  },
  "bybit-api.csv": { notes: [NO_HEADER, TURNED] },
  "bybit-api-header.csv": {},
  "kraken.csv": { trades: TRADES, notes: [NO_HEADER] },
  "coinbase.csv": {},
  "coinbase-no-header.csv": {
    notes: ["It has no header: its columns were read as Coinbase's (time, low, high, open, close, volume).", TURNED],
  },
  "flat-no-header.csv": {
    candles: ["100 120 100 110 1", "100 120 100 110 1", "100 120 100 110 1"],
    notes: [NO_HEADER],
  },
  "cryptodatadownload.csv": { timeframe: "1h", pair: "BTC/USDT", trades: TRADES, notes: [TURNED] },
  "cryptodatadownload-usd-first.csv": { timeframe: "1h", pair: "BTC/USD", notes: [TURNED] },
  "cryptodatadownload-hours.csv": { timeframe: "1h", start: "2024-03-01T11:00Z", pair: "BTC/USD", notes: [TURNED] },
  "gemini.csv": { pair: "BTC/USD", notes: [TURNED] },
  "tradingview.csv": { timeframe: "15m" },
  "tradingview-unix.csv": { timeframe: "4h" },
  "metatrader.csv": {},
  "metatrader-no-header.csv": {
    notes: ["It has no header: its columns were read as date, time, open, high, low, close, volume."],
  },
  "metastock.csv": { timeframe: "5m", pair: "BTC/USDT" },
  "symbol-kraken.csv": { pair: "BTC/USD" },
  "symbol-spellings.csv": { pair: "BTC/USD" },

  // When it is
  "seconds-with-fraction.csv": {},
  "nanoseconds.csv": {},
  "mixed-units.csv": {},
  "offsets.csv": {},
  "slashes-year-first.csv": {},
  "days.csv": { timeframe: "1d" },
  "day-first.csv": {
    ...{ timeframe: "1d", start: "2024-03-11T00:00Z" },
    notes: ["Its dates were read with the day first, as line 4 shows."],
  },
  "month-first.csv": {
    ...{ timeframe: "1h", start: "2024-03-31T11:00Z" },
    notes: ["Its dates were read with the month first, as line 2 shows."],
  },
  "newest-first.csv": { notes: [TURNED] },
  "repeats.csv": { notes: ["2 exact repeats were dropped: line 3 repeats line 2, line 6 repeats line 4."] },
  "one-candle.csv": {
    candles: CANDLES.slice(0, 1),
    notes: ["It has one candle alone, which was taken for one of 1m."],
  },

  // How much was traded
  "quote-volume.csv": { candles: ["40000 40000 40000 40000 1.5", "40000 40000 40000 40000 0.000025"], notes: [QUOTE] },
  "coin-volume-quote.csv": { candles: ["40000 40000 40000 40000 1.5", "40000 40000 40000 40000 0.5"], notes: [QUOTE] },
  "turnover-too-large.csv": {
    candles: [
      ...["40000 40000 40000 40000 0.625025", "40000 40000 40000 40000 0.625025"],
      "40000 40000 40000 40000 0.000025",
    ],
    notes: [QUOTE],
  },
  "turnover-of-days.csv": {
    timeframe: "1d",
    candles: [...["40000 40000 40000 40000 30000000", "40000 40000 40000 40000 30000000"], "40000 40000 40000 40000 1"],
  },
};

const wrongTime = (line: number): string =>
  `line ${line}: its time must be like 2021-12-31 23:01:00 (UTC) or 1640991660000`;
const MARK =
  "on line 2 a mark may part decimals or thousands, and no other line settles it. Write numbers like 46250.5.";
const NO_TABLE =
  "line 1 is neither a header like timestamp,open,high,low,close,volume nor a row of an export that is known without one (of 6, 7 or 12 columns).";
const HEADER_IS = "A header is like timestamp,open,high,low,close,volume.";

/** What is said after "Nothing was read". */
const bad: Readonly<Record<string, string>> = {
  // No table
  "bad-header-alone.csv": ": there is no candle below line 1.",
  "bad-unknown-header.csv": `: ${NO_TABLE}`,
  "bad-no-header-five-columns.csv": `: ${NO_TABLE}`,
  "bad-bytes.csv": `: ${NO_TABLE}`,
  "bad-page.csv": `: ${NO_TABLE}`,
  "bad-open-quote.csv": ": a quote is opened on line 4 or above it and never closed.",

  // A column is missing, or may be one of two
  "bad-no-time.csv": `: line 1 has no column for the time. ${HEADER_IS}`,
  "bad-no-close.csv": `: line 1 has no column for the close. ${HEADER_IS}`,
  "bad-no-volume.csv": `: line 1 has no column for the volume. ${HEADER_IS}`,
  "bad-two-opens.csv": ": line 1 has 2 columns for the open. Leave the right one and try again.",
  "bad-two-coins.csv":
    ": line 1 has volumes in ADA and XYZ, and nothing says which of them is traded. Leave the right one and try again.",
  "bad-several-pairs.csv":
    ": it holds candles of 3 pairs (BTC/USDT, ETH/USDT, SOL/USDT). Leave the rows of one and try again.",
  "bad-no-pair.csv": ": the symbol on line 2 is no pair. Write it like BTC/USDT, or take the column out.",

  // It can be read in two ways
  "bad-day-or-month.csv":
    ": on line 2 (01/04/2026) day and month cannot be told apart, and no other line settles it. Write dates like 2026-04-01.",
  "bad-day-and-month.csv":
    ": line 2 (13/04/2026) has the day first, line 3 (04/14/2026) the month. Write dates like 2026-04-01.",
  "bad-thousands-or-decimals.csv": `: ${MARK}`,
  "bad-quoted-thousands-or-decimals.csv": `: ${MARK}`,
  "bad-points-and-commas.csv": ": line 2 has decimal points and line 3 decimal commas. Write all numbers like 46250.5.",
  "bad-commas-in-commas.csv": ": line 2: it has 11 columns instead of 6. Correct it and try again.",

  // A row is no candle
  "bad-few-columns.csv": ": line 3: it has 5 columns instead of 6. Correct it and try again.",
  "bad-text.csv": ": line 3: its high must be a number like 46319.5. Correct it and try again.",
  "bad-stray-quote.csv": ": line 3: its high must be a number like 46319.5. Correct it and try again.",
  "bad-exponent.csv": ": line 3: its volume must be a number like 46319.5. Correct it and try again.",
  "bad-nan.csv": ": line 3: its low must be a number like 46319.5. Correct it and try again.",
  "bad-empty-cell.csv": ": line 3: its low must be a number like 46319.5. Correct it and try again.",
  "bad-negative-price.csv": ": line 3: its low must not be below zero. Correct it and try again.",
  "bad-negative-volume.csv": ": line 3: its volume must not be below zero. Correct it and try again.",
  "bad-zero-price.csv": ": line 3: its prices must be above zero. Correct it and try again.",
  "bad-high-below-low.csv": ": line 3: its high is below its low. Correct it and try again.",
  "bad-close-above-high.csv": ": line 3: its high must be the highest of its prices. Correct it and try again.",
  "bad-open-below-low.csv": ": line 3: its low must be the lowest of its prices. Correct it and try again.",
  "bad-header-again.csv": `: ${wrongTime(5)}. Correct it and try again.`,
  "bad-trades.csv": `, 3 faults: ${[2, 3, 4].map((line) => `line ${line}: its number of trades must be a whole number`).join("; ")}. Correct them and try again.`,
  "bad-seven-faults.csv": `, 7 faults: ${[2, 3, 4, 5, 6].map((line) => `line ${line}: its prices must be above zero`).join("; ")}; and 2 others. Correct them and try again.`,

  // A time is none that can be
  "bad-no-such-day.csv": `, 5 faults: ${[2, 3, 4, 5, 6].map(wrongTime).join("; ")}. Correct them and try again.`,
  "bad-before-2009.csv": `, 3 faults: ${wrongTime(2)}; line 3: its time, 2005-01-01 00:00, is before 2009; line 4: its time, 2008-12-31 23:59, is before 2009. Correct them and try again.`,
  "bad-after-tomorrow.csv": `, 3 faults: line 3: its time, 2026-06-03 00:00, is after tomorrow; ${wrongTime(4)}; line 5: its time, 2100-01-01 00:00, is after tomorrow. Correct them and try again.`,
  "bad-off-the-grid.csv":
    ", 2 faults: line 4: its time, 2024-03-01T00:02:00.001Z, is not where a candle of 1m begins; line 6: its time, 2024-03-01T00:03:59.999Z, is not where a candle of 1m begins. Correct them and try again.",
  "bad-half-hours.csv": ": its rows are 30 minutes apart. Candles of 1m, 5m, 15m, 1h, 4h, 1d can be read.",

  // Rows contradict each other
  "bad-disagree.csv": ": lines 3 and 4 disagree about 00:01 (close 61010.5 and 61011). Correct it and try again.",
  "bad-disagree-trades.csv": ": lines 3 and 4 disagree about 00:01 (trades 5 and 6). Correct it and try again.",
  "bad-disagree-days.csv":
    ": lines 3 and 5 disagree about 2024-03-02 00:00 (volume 0.75 and 0.76). Correct it and try again.",
  "bad-out-of-order.csv": ": line 4 is earlier than line 3 above it. Correct it and try again.",
  "bad-out-of-order-newest-first.csv": ": line 4 is later than line 3 above it. Correct it and try again.",
};

const noFile: Readonly<Record<string, string>> = {
  "bad-nothing.csv": "This file is empty: it must hold lines like time,open,high,low,close,volume.",
  "bad-blank-lines.csv": "This file is empty: it must hold lines like time,open,high,low,close,volume.",
  "bad-zip.csv": "This is a ZIP archive or a spreadsheet, not a CSV: unpack it, or save the sheet as CSV.",
  "bad-cut-off.csv.gz": "This gzip file is damaged or cut off: fetch it once more.",
};

const gappy = ["gaps.csv", "thin-market.csv"];

describe("a file of candles", () => {
  it.each(Object.entries(good))("%s is read", async (name, { candles = CANDLES, ...read }) => {
    const rows = await readFixture(name);
    const { timeframe = "1m", start = START, pair = null, trades, notes = [] } = read;
    const times = candles.map((_, i) => Date.parse(start) + i * TIMEFRAME_MS[timeframe]);
    const expected = candles.map((candle, i) => `${new Date(times[i] ?? 0).toISOString().slice(0, 16)}Z ${candle}`);
    expect(candleLines(rows)).toEqual(expected);
    expect([rows.timeframe, rows.pair, rows.notes]).toEqual([timeframe, pair, notes]);
    expect(candles.map((_, i) => rows.trades(i))).toEqual(trades ?? candles.map(() => null));
  });

  it.each(Object.entries(bad))("%s is refused", async (name, said) => {
    const refused = await readFixture(name).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ rule: "file", message: `Nothing was read${said}` });
  });

  it.each(Object.entries(noFile))("%s is refused", async (name, message) => {
    const refused = await readFixture(name).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ rule: "file", message });
  });

  it("keeps its gaps, which are counted", async () => {
    const rows = await readFixture("gaps.csv");
    expect([rows.length, rows.timeframe]).toEqual([8, "1m"]);
    expect(rows.notes).toEqual([
      "3 candles are missing in 2 gaps, between lines 4 and 5, 7 and 8; nothing was filled in.",
    ]);
  });

  it("is of one minute also where most minutes are without trades", async () => {
    const rows = await readFixture("thin-market.csv");
    expect([rows.length, rows.timeframe, rows.trades(0)]).toEqual([9, "1m", 3]);
    expect(rows.notes.at(-1)).toBe(
      "5 candles are missing in 5 gaps, between lines 1 and 2, 2 and 3, 5 and 6, 6 and 7, 7 and 8; nothing was filled in.",
    );
  });

  it("has its place in these tables", () => {
    const said = [good, bad, noFile].flatMap((table) => Object.keys(table));
    const kept = readdirSync(CSV_FIXTURES).filter((name) => !name.startsWith("case-"));
    expect([...said, ...gappy].toSorted()).toEqual(kept.toSorted());
  });
});
