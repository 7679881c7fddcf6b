/** The history of a desk that runs: it grows with the market, and a SIGKILL leaves no hole in it. */
import { join } from "node:path";

import { expect, it } from "vitest";

import { TIMEFRAME_MS, TIMEFRAMES } from "../../src/domain/candle.ts";
import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { type Coverage, EVER } from "../../src/series/store.ts";
import { candleText, foldedPlain } from "../support/candle-check.ts";
import { aKey } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";

/** Where the synthetic market begins; its past lies before. */
const BEGIN = Date.UTC(2020, 0, 1);
const KEY = aKey();

it("goes on where it stood after a SIGKILL, and the larger candles are those of its minutes", async () => {
  const dataDir = temporaryDir();
  const env = { OUTCRY_FEED: "synthetic@600" };
  let desk = await DeskProcess.start({ dataDir, env });
  const { candles, close } = await openSqliteSeries({ file: join(dataDir, "series.db"), log: silentLog });
  const grown = (from: number, minutes: number): Promise<Coverage> =>
    until(
      "the history to grow",
      async () => {
        const coverage = await candles.coverage(KEY);
        return coverage !== null && coverage.last >= from + minutes * TIMEFRAME_MS["1m"] ? coverage : null;
      },
      20_000,
    );
  try {
    const { last } = await grown(BEGIN, 20);
    await desk.kill();
    desk = await DeskProcess.start({ dataDir, env });
    const { gaps } = await grown(last, 20);
    expect(gaps).toEqual([]);
    expect((await desk.ask("/chart BTC/USDT 5m")).text).toContain("BTC/USDT 5m");
    expect(await desk.stop()).toBe(0);
    const coverage = await candles.coverage(KEY);
    const minutes = await candles.range(KEY, { from: BEGIN, to: EVER.to });
    expect(coverage?.gaps).toEqual([]);
    for (const timeframe of TIMEFRAMES.slice(1, 3)) {
      const larger = await candles.range({ ...KEY, timeframe }, { from: BEGIN, to: EVER.to });
      expect(larger.length).toBeGreaterThan(0);
      const folded = foldedPlain(minutes, timeframe, (coverage?.last ?? 0) + TIMEFRAME_MS["1m"]);
      expect(folded.slice(0, larger.length)).toEqual(larger.map(candleText));
    }
  } finally {
    await close();
    await desk.stop();
    removeDir(dataDir);
  }
});
