/** What the bot watches is looked at after each event of a simulated market, however fast that runs. */
import { join } from "node:path";

import { afterAll, expect, it } from "vitest";

import { candleFile } from "../support/candle-file.ts";
import { paperAccount } from "../support/paper-account.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

const BARS = 12_000;
const EVERY = 400;
const root = temporaryDir();
afterAll(() => removeDir(root));

it("a stop that a single bar closes beyond is sold at the next open, at @max", { timeout: 60_000 }, async () => {
  const dataDir = await paperAccount(join(root, "data"), { stops: "no", trailing: "no", links: "no" });
  const file = candleFile(root, BARS, (bar) => (bar % EVERY === EVERY - 1 ? { close: 45_900 } : {}));
  const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${file}@max` } });
  await desk.ask("/buy BTC/USDT 0.01 sl=46000");
  await desk.press("Approve");
  await desk.told("SOLD 0.01 BTC/USDT", "at 46,240.7");
  expect(await desk.stop()).toBe(0);
});
