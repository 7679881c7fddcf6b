/** The limits of a new desk, on a real one: what a first user types passes, and what is too much needs more than one yes. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { readBooks } from "../support/books.ts";
import { candleFile } from "../support/candle-file.ts";
import { PersonsChat } from "../support/chat.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryDir();
});
afterEach(() => {
  removeDir(dataDir);
});

const start = (feed: string): Promise<DeskProcess> => DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed } });

it("what a first user types is within them", async () => {
  const desk = await start("synthetic");
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("BUY 0.01 BTC/USDT");
  expect((await desk.ask("/buy BTC/USDT $500")).text).toContain("needs 1 approval ·");
  expect((await desk.ask("/buy BTC/USDT 0.01 price=-1%")).text).toContain("BUY 0.01 BTC/USDT");
  expect((await desk.ask("/buy BTC/USDT $2000")).text).toContain(
    "above the limit of 1,000.00 USDT per order (10 % of equity",
  );
  expect((await desk.press("/limits")).text).toContain("Limits of the desk");
  await desk.stop();
});

it("above the four-eyes limit the proposer's yes changes nothing, and the other person's is one order", async () => {
  await (await start("synthetic@600")).stop();
  const token = addPersonTo(dataDir, "Ann", "approver");
  const desk = await start("synthetic@600");
  const ann = PersonsChat.open({ url: desk.address().url, token });
  await desk.ask("/buy BTC/USDT $800");
  await ann.card(1, "Above 5 % of equity, another person must approve");
  const own = await desk.press("Approve");
  expect(own.reply.outcome).toBe("refused");
  expect(own.text).toContain("another person must approve it (Ann)");
  await desk.card(1, "needs 1 approval by another person");
  await ann.press("Approve");
  await Promise.all([
    desk.card(1, "approved by Ann in the local chat"),
    ann.card(1, "approved by Ann in the local chat"),
  ]);
  await desk.card(1, "BOUGHT");
  ann.hangUp();
  await desk.stop();
  expect(readBooks(dataDir).placed).toHaveLength(1);
});

it("a day's loss halts, also after the plug was pulled, and closing passes", async () => {
  const feed = `replay:${candleFile(dataDir, 5_000, (bar) => (bar > 60 ? { open: 38_000, high: 38_000, low: 38_000, close: 38_000 } : {}))}@600`;
  let desk = await start(feed);
  await desk.ask("/limits order 50%");
  await desk.ask("/buy BTC/USDT 0.05");
  await desk.press("Approve");
  await desk.card(1, "BOUGHT 0.05");
  await desk.told("HALTED paper", "since the day began");
  await desk.kill();
  desk = await start(feed);
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("halted (the limit of loss in a day is reached)");
  await desk.ask("/close BTC/USDT");
  await desk.told("SOLD 0.05");
  await desk.stop();
  const told = desk.texts().filter((text) => text.includes("HALTED paper"));
  expect(new Set(told).size).toBe(1);
});
