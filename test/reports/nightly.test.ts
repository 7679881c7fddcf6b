/** The rows of PerformanceMetrics follow the UTC days of market time, each day once. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { transact } from "../../src/db/transact.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { PerformanceMetrics } from "../../src/models/performance-metrics.ts";
import { Slot } from "../../src/models/slot.ts";
import { keepMetrics } from "../../src/reports/nightly.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

eachDatabase("the nightly rows", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await transact(trader.desk, (tx) => PerformanceMetrics.query(tx).delete());
    await trader.turn();
    await trader.pass(HOUR);
    await trader.bought("1");
    await keepMetrics(trader.app);
  });
  afterAll(() => trader.close());

  const rows = (): Promise<PerformanceMetrics[]> =>
    PerformanceMetrics.query(trader.desk.db.reader).where({ strategy_id: "manual" }) as unknown as Promise<
      PerformanceMetrics[]
    >;
  /** A mark that only a new writing takes away. */
  const marked = (): Promise<unknown> =>
    transact(trader.desk, (tx) => PerformanceMetrics.query(tx).patch({ totalTrades: 77 }));

  it("are none before a day is over", async () => {
    expect(await rows()).toEqual([]);
  });

  it("are written after the look that follows a midnight, and once for it", async () => {
    await trader.pass(23 * HOUR);
    await keepMetrics(trader.app);
    expect(await rows()).toMatchObject([{ kind: "paper", endTime: NOW + DAY }]);
    await marked();
    await trader.pass(23 * HOUR);
    await keepMetrics(trader.app);
    expect((await rows())[0]?.totalTrades).toBe(77);
    await trader.pass(HOUR);
    await keepMetrics(trader.app);
    expect(await rows()).toMatchObject([{ totalTrades: 0, endTime: NOW + 2 * DAY }]);
  });

  it("wait for that look: it may close the day", async () => {
    trader.desk.clock.advance(DAY);
    trader.venue.advance(DAY);
    await keepMetrics(trader.app);
    expect(await rows()).toEqual([]);
  });

  it("are not written again after a restart", async () => {
    await trader.pass(DAY);
    await keepMetrics(trader.app);
    await marked();
    await trader.restart();
    await keepMetrics(trader.app);
    expect((await rows())[0]?.totalTrades).toBe(77);
  });

  it("of several days that nobody looked at are written once, up to the last midnight", async () => {
    await trader.pass(30 * DAY);
    await keepMetrics(trader.app);
    expect(await rows()).toMatchObject([{ endTime: NOW + 30 * DAY }]);
    const slot = await Slot.query(trader.desk.db.reader).where("name", "like", "metrics %");
    expect(slot).toMatchObject([{ at: NOW + 30 * DAY }]);
  });

  it("say nothing of an account that was never looked at", async () => {
    const other = Object.assign(new TestVenue(NOW), { exchange: "paper2" as ExchangeName });
    trader.app = { ...trader.app, gateways: new Map([...trader.app.gateways, [other.exchange, other]]) };
    await trader.pass(DAY);
    await keepMetrics(trader.app);
    const names = (await Slot.query(trader.desk.db.reader).where("name", "like", "metrics %")).map(({ name }) => name);
    expect(names).toEqual([expect.stringMatching(/^metrics paper /)]);
  });
});
