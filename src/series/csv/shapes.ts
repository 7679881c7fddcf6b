/** Exports that come without a header are known by what their first row looks like. */
import type { Columns, Layout } from "./columns.ts";
import { isClock, isTime } from "./times.ts";

export type Shape = Pick<Layout, "columns" | "clockAheadMs" | "lowMayComeFirst"> & { readonly like: string };

const IN_ORDER: Columns = {
  ...{ time: [0], open: 1, high: 2, low: 3, close: 4, volume: 5 },
  ...{ isQuoteVolume: false, trades: null, symbol: null },
};
const DATE_AND_CLOCK: Columns = {
  ...{ time: [0, 1], open: 2, high: 3, low: 4, close: 5, volume: 6 },
  ...{ isQuoteVolume: false, trades: null, symbol: null },
};

const USUAL = {
  like: "time, open, high, low, close, volume",
  columns: IN_ORDER,
  clockAheadMs: 0,
  lowMayComeFirst: true,
};
/** Bybit's archive for MetaTrader is the one export that has `2022.01.01 00:00` in one column. */
const METATRADER_TIME = /^\d{4}\.\d\d\.\d\d \d\d:\d\d$/;
/** Its clock is UTC+3, winter and summer, which the file does not say. */
const BYBIT_ARCHIVE: Shape = {
  like: "Bybit's archive, whose clock is UTC+3",
  columns: IN_ORDER,
  clockAheadMs: 3 * 3_600_000,
  lowMayComeFirst: false,
};

/** Null for a row of no known export. */
export function shapeOf(row: readonly string[]): Shape | null {
  const [time = "", second = ""] = row;
  if (!isTime(time) || !row.slice(2, 6).every((cell) => /^\d[\d.,]*$/.test(cell))) return null;
  switch (row.length) {
    case 6:
      return METATRADER_TIME.test(time) ? BYBIT_ARCHIVE : USUAL;
    case 7:
      return isClock(second)
        ? { ...USUAL, like: `date, ${USUAL.like}`, columns: DATE_AND_CLOCK, lowMayComeFirst: false }
        : { ...USUAL, columns: { ...IN_ORDER, trades: 6 }, lowMayComeFirst: false };
    case 12:
      return { ...USUAL, like: "Binance's", columns: { ...IN_ORDER, trades: 8 }, lowMayComeFirst: false };
    default:
      return null;
  }
}
