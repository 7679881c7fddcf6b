/** A backtest from a terminal without a running desk: its picture and all of its trades as files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it, vi } from "vitest";

import type { Reply } from "../../src/domain/reply.ts";
import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { IMPORTED } from "../../src/series/store.ts";
import { aKey } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { wanderingMinutes } from "../support/engine.ts";
import { outcry, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const LINE = "/backtest trend BTC/USDT all timeframe=1m size=1 guards=off";

it("saves both where it is told to, and gives the figures as JSON", async () => {
  const dataDir = temporaryDir();
  const folder = join(dataDir, "saved", "here");
  try {
    const { code } = await outcry(["run", "/status"], { dataDir });
    expect(code).toBe(0);
    const { candles, close } = await openSqliteSeries({ file: join(dataDir, "series.db"), log: silentLog });
    const minutes = wanderingMinutes(3_000, 3, 10_000);
    const key = { ...aKey(), source: IMPORTED };
    for (let i = 0; i < minutes.length; i += 1_000)
      await candles.append([{ key, candles: minutes.slice(i, i + 1_000) }]);
    await close();

    const told = await outcry(["run", LINE, "--json", "--files", folder], { dataDir });
    expect(told.code).toBe(0);
    const { outcome, blocks } = JSON.parse(told.stdout) as Reply;
    expect(outcome).toBe("done");
    expect(blocks[0]).toMatchObject({ kind: "headline", line: [{ type: "money", asset: "USDT" }, ", ", {}, {}] });
    const trades = await outcry(["run", `${LINE} trades=csv`, "--files", folder], { dataDir });
    expect(trades.code).toBe(0);
    const [picture = "", file = "", ...others] = readdirSync(folder).toSorted();
    expect(others).toEqual([]);
    expect(trades.stdout).toContain(`Saved ${join(folder, file)}`);
    expect(readFileSync(join(folder, picture)).subarray(1, 4).toString()).toBe("PNG");
    const [head = "", first = ""] = readFileSync(join(folder, file), "utf8").split("\r\n");
    expect(head).toMatch(/^opened,closed,side,/);
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT/);
  } finally {
    removeDir(dataDir);
  }
});
