import { afterEach, beforeEach, expect, it } from "vitest";

import { allIdle } from "../../src/runtime/loop.ts";
import { startSending } from "../../src/trading/sending.ts";
import { Trader } from "../support/trader.ts";
import { until } from "../support/until.ts";

const MINUTE = 60_000;

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open("sqlite");
});
afterEach(() => trader.close());

it("a market that waits for the desk waits for an exit that waits for its minute", async () => {
  await trader.type("/limits orders 1");
  await trader.bought("0.01");
  await trader.type("/sell BTC/USDT 0.01");
  const sending = startSending(trader.app, trader.venue);
  try {
    let isIdle = false;
    const idle = allIdle([sending]).then(() => (isIdle = true));
    await until("a round", () => sending.isBusy());
    await sending.idle();
    expect([sending.isBusy(), isIdle]).toEqual([true, false]);
    const id = await trader.newest();
    expect((await trader.order(id)).state).toBe("approved");
    await trader.pass(MINUTE + 1);
    await idle;
    expect(["open", "filled"]).toContain((await trader.order(id)).state);
  } finally {
    await sending.stop();
  }
  expect(sending.isBusy()).toBe(false);
});
