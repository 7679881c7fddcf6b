/** A desk with both of its paper accounts in use, through the chat of a real process. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let desk: DeskProcess;
beforeEach(async () => {
  dataDir = await withoutLimits(temporaryDir());
  desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: "synthetic" } });
});
afterEach(async () => {
  await desk.stop();
  removeDir(dataDir);
});

const said = async (line: string): Promise<string> => (await desk.ask(line)).text;

async function buy(order: number, line: string): Promise<void> {
  await desk.ask(line);
  await desk.press("Approve");
  await desk.card(order, "BOUGHT");
}

it("a second account is not spoken of before it is used, and can be looked at by its name", async () => {
  for (const line of ["/status", "/health", "/balance"]) expect(await said(line)).not.toContain("paper2");
  expect(await said("/price BTC/USDT")).toContain("USDT · paper\n");
  expect(await said("/price BTC/USDT exchange=paper2")).toContain("USDT · paper2\n");
  expect(await said("/chart BTC/USDT exchange=paper2")).toContain("paper2");
  expect(await said("/balance exchange=paper2")).toContain("Balance · paper2");
});

it("what is traded on both is told of each, closed on one, halted on one, and sold by a panic on both", async () => {
  await buy(1, "/buy BTC/USDT 0.01");
  await buy(2, "/buy BTC/USDT 0.02 exchange=paper2");
  await buy(3, "/buy ETH/USDT 0.5 exchange=paper2");
  const positions = await said("/positions");
  expect(positions).toContain("BTC/USDT on paper, BTC/USDT on paper2, ETH/USDT on paper2: ");
  expect(await said("/orders all")).toMatch(/#2 +BUY BTC\/USDT +paper2/);
  expect(await said("/trades")).toMatch(/On +paper2\n/);
  for (const line of ["/status", "/health"]) expect(await said(line)).toContain("paper2");
  expect(await said("/balance")).toMatch(/Balance · paper\n[^]*Balance · paper2\n/);
  expect(await said("/drift")).not.toContain("differs");

  await desk.ask("/halt exchange=paper2");
  expect(await said("/buy BTC/USDT 0.01 exchange=paper2")).toContain("paper2 is halted");
  expect(await said("/buy BTC/USDT 0.03")).toContain("BUY 0.03 BTC/USDT · paper");
  expect(await said("/close all")).toContain("(BTC/USDT, BTC/USDT on paper2, ETH/USDT on paper2)");
  await desk.ask("/close ETH/USDT exchange=paper2");
  await desk.told("SOLD 0.5 ETH/USDT");
  expect(await said("/close ETH/USDT exchange=paper")).toContain("There is no open position on ETH/USDT at paper.");

  await desk.ask("/panic");
  await desk.press("Flatten it");
  for (const sold of ["SOLD 0.01 BTC/USDT · paper", "SOLD 0.02 BTC/USDT · paper2"]) await desk.told(sold);
  expect(await said("/positions")).toContain("No open position");
});
