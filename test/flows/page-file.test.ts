/** A file that an answer has, from the page to the disk of who reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it, vi } from "vitest";

import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { IMPORTED } from "../../src/series/store.ts";
import { aKey } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { wanderingMinutes } from "../support/engine.ts";
import { pageHouse, PATIENCE, seriousFindings } from "../support/page.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const house = pageHouse();

it("the trades of a backtest are asked for by its button and saved by the next", async () => {
  await house.start({ OUTCRY_FEED: "synthetic" });
  const { candles, close } = await openSqliteSeries({ file: join(house.dir(), "series.db"), log: silentLog });
  const key = { ...aKey(), source: IMPORTED };
  const minutes = wanderingMinutes(1_000, 3, 10_000);
  await candles.append([{ key, candles: minutes }]);
  await close();
  const at = await house.open(house.desk().address(), { bypassCSP: true });
  await at.type("/backtest trend BTC/USDT all timeframe=1m size=1 guards=off");
  await at.page.getByRole("button", { name: "All trades" }).click(PATIENCE);
  const save = at.page.getByRole("button", { name: /^Save trend-BTC-USDT-[0-9a-f]{8}\.csv$/ });
  await save.waitFor(PATIENCE);
  const [download] = await Promise.all([at.page.waitForEvent("download", PATIENCE), save.click(PATIENCE)]);
  expect(download.suggestedFilename()).toMatch(/^trend-BTC-USDT-[0-9a-f]{8}\.csv$/);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/^opened,closed,side,.*\r\n\d{4}-\d\d-\d\dT/);
  expect(await seriousFindings(at.page)).toEqual([]);
  expect(at.troubles).toEqual([]);
});
