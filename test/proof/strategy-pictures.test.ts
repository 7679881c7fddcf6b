/**
 * The pictures on the page of the strategies, drawn by the desk from a month of real candles:
 * `OUTCRY_PICTURES=docs/images OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof -- strategy-pictures`
 */
import { copyFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { STRATEGIES } from "../../src/strategies/index.ts";
import { outcry, removeDir, temporaryDir } from "../support/process.ts";

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
const PICTURES = process.env["OUTCRY_PICTURES"];

describe.runIf(FILE !== undefined && PICTURES !== undefined)("the picture of a backtest", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = temporaryDir();
    expect(await outcry(["candles", "import", FILE ?? "", "--pair", "BTC/USDT"], { dataDir })).toMatchObject({
      code: 0,
    });
  });
  afterAll(() => removeDir(dataDir));

  it.each(STRATEGIES.map(({ id }) => id))("of %s", async (id) => {
    const files = join(dataDir, "files");
    rmSync(files, { recursive: true, force: true });
    const line = `/backtest ${id} BTC/USDT 2022-01 guards=off`;
    expect(await outcry(["run", line, "--files", files], { dataDir })).toMatchObject({ code: 0 });
    const [picture = ""] = readdirSync(files);
    const kept = join(PICTURES ?? "", `backtest-${id}.png`);
    copyFileSync(join(files, picture), kept);
    expect(statSync(kept).size).toBeGreaterThan(20_000);
  });
});
