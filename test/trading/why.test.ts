import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Trader } from "../support/trader.ts";

describe("/why", () => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open()));
  afterAll(() => trader.close());

  it("tells who asked for an order, on which price, who said yes, and where it stands", async () => {
    await trader.type("/buy BTC/USDT $500");
    const id = await trader.newest();
    const before = await trader.type(`/why ${id}`);
    expect(before).toContain(`Why BUY 0.0108 BTC/USDT`);
    expect(before).toContain("by owner in the local chat");
    expect(before).toContain("in words: BUY BTC/USDT $500");
    expect(before).toContain("46,250.0, valid ±0.50 %");
    expect(before).not.toContain("Yes ");
    expect(before).toContain("waits for a yes");
    await trader.type(`/approve ${id}`);
    expect(await trader.type(`/why ${id}`)).toMatch(/Yes\s+owner, /);
  });

  it("says what an order ended with, and knows none that there is not", async () => {
    await trader.type("/buy BTC/USDT 0.02");
    const id = await trader.newest();
    await trader.type(`/reject ${id} too early`);
    expect(await trader.type(`/why ${id}`)).toContain('rejected: "too early"');
    expect(await trader.type("/why 999")).toContain("There is no order #999");
  });
});
