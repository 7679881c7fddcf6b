/** /optimise at a real desk: the chat answers while threads are at work, and no card stays at work for ever. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { type Candle, TIMEFRAME_MS } from "../../src/domain/candle.ts";
import { text } from "../../src/domain/money.ts";
import { wanderingMinutes } from "../support/engine.ts";
import { DeskProcess, outcry, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });

const DAYS = 20;
const SMALL = "/optimise trend BTC/USDT all timeframe=5m fast=3..9/3 slow=12,20 size=1 guards=off";
/** At each candle of all these minutes it is asked: the machine is at it for long enough to be met in the middle. */
const LARGE =
  "/optimise reversion BTC/USDT all timeframe=1m bands=10..60 deviations=1..2.9/0.1 oversold=20..40 guards=off trials=2000";

let dataDir: string;
beforeEach(async () => {
  dataDir = temporaryDir();
  const file = join(dataDir, "minutes.csv");
  writeFileSync(file, csvOf(wanderingMinutes((DAYS * TIMEFRAME_MS["1d"]) / TIMEFRAME_MS["1m"], 3, 10_000)));
  const { code, stderr } = await outcry(["candles", "import", file, "--pair", "BTC/USDT"], { dataDir });
  expect(code, stderr).toBe(0);
});
afterEach(() => removeDir(dataDir));

function csvOf(minutes: readonly Candle[]): string {
  const lines = minutes.map(({ at, open, high, low, close, volume }) =>
    [at, ...[open, high, low, close, volume].map(text)].join(","),
  );
  return ["timestamp,open,high,low,close,volume", ...lines, ""].join("\n");
}

const isOnItsWay = (desk: DeskProcess) =>
  desk.find("a card that is on its way", () =>
    desk.messages().find(({ text: said }) => /[1-9]\d* of 2000 sets/.test(said)),
  );

it("tells how far it is while the chat answers, ends by who cancels it, and the next one ends with its result", async () => {
  const desk = await DeskProcess.start({ dataDir });
  const begun = await desk.ask(LARGE);
  expect(begun.text).toContain("0 of 2000 sets");
  await isOnItsWay(desk);
  expect((await desk.ask("/version")).text).toContain("Outcry");
  expect((await desk.ask("/price BTC/USDT")).text).toContain("BTC/USDT");
  expect(desk.texts().some((said) => said.includes("Best of"))).toBe(false);
  await desk.press("Cancel");
  const canceled = await desk.told("Canceled by", "the optimisation of Mean reversion");
  expect([canceled.ref, canceled.reply.outcome]).toEqual([begun.ref, "done"]);
  await desk.ask(SMALL);
  const done = await desk.told("Best of 6", "Deflated Sharpe ratio");
  expect(done.reply.outcome).toBe("done");
  expect((await desk.press("Backtest")).text).toContain("backtest · Trend following");
  expect(await desk.stop()).toBe(0);
});

it.each(["killed", "stopped"])("says so where the desk was %s in the middle, and how to run it again", async (how) => {
  const first = await DeskProcess.start({ dataDir });
  const begun = await first.ask(LARGE);
  await isOnItsWay(first);
  if (how === "killed") await first.kill();
  else expect(await first.stop()).toBe(0);
  const second = await DeskProcess.start({ dataDir });
  const told = await second.told("Interrupted: the optimisation of Mean reversion", `Run it again: ${LARGE}`);
  expect([told.ref, told.reply.outcome]).toEqual([begun.ref, "done"]);
  expect((await second.ask(SMALL)).text).toContain("Optimising Trend following");
  await second.told("Best of 6");
  expect(await second.stop()).toBe(0);
});

it("is followed to its end by outcry run", async () => {
  const { code, stdout } = await outcry(["run", SMALL], { dataDir });
  expect(stdout).toContain("Optimising Trend following");
  expect(stdout).toContain("Best of 6");
  expect(code).toBe(0);
});
