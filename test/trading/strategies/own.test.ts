/** A strategy of somebody's own on a paper market that a test writes down, in its own process. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { StrategyId } from "../../../src/domain/ids.ts";
import { type OpenIdeas, openIdeas } from "../../../src/main/strategies/open.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Order } from "../../../src/models/order.ts";
import { Position } from "../../../src/models/position.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { STRATEGIES } from "../../../src/strategies/index.ts";
import { createDecider } from "../../../src/trading/strategies/decider.ts";
import { AMPLE, fileText, OwnStrategies, RISES, type Written } from "../../support/own-strategies.ts";
import { barsOf, BTC, candles } from "../../support/paper-venue.ts";
import { ReplayDesk } from "../../support/replay-desk.ts";

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const RISING = "rising" as StrategyId;
/** It falls so long that the history is enough, then rises. */
const FALLS = 30;
const market = candles(
  ...[...Array.from({ length: FALLS }, (_, i) => 40_300 - i * 10), 40_100, 40_200, 40_300, 40_400].map(
    (close) => `${close} ${close + 5} ${close - 5} ${close} 100`,
  ),
);

let desk: ReplayDesk;
let own: OwnStrategies;
let ideas: OpenIdeas;

beforeEach(async () => {
  own = new OwnStrategies();
  desk = await ReplayDesk.open(barsOf(market));
  open();
});
afterEach(async () => {
  await ideas.end();
  await desk.close();
  own.remove();
});

/** As a start of the desk does it. */
function open(candleMs: number = AMPLE.candleMs): void {
  ideas = openIdeas({
    ...{ desk: desk.trader.desk, shipped: STRATEGIES, folder: own.folder },
    deadlines: { ...AMPLE, candleMs },
  });
  desk.trader.app = { ...desk.trader.app, strategies: ideas };
}

/** Taken in, and started by its owner. */
async function started(written: Written, mode: "ask" | "auto" = "ask"): Promise<void> {
  own.write("rising.ts", fileText(written));
  await ideas.begin();
  const { exchange } = desk.floor.venue;
  await Strategy.query(desk.trader.desk.db.writer)
    .findById(RISING)
    .patch({
      riskParameters: { mode, sizing: "fixed", size: 400 },
      targetPairs: [BTC],
      targetExchanges: [exchange],
    });
  expect(await desk.trader.type("/strategy rising start")).toContain("status PAUSED → ACTIVE");
  desk.isTicking = true;
}

async function run(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await desk.step();
}

const orders = async (): Promise<Order[]> => Order.query(desk.trader.desk.db.reader).orderBy("id");
const entries = async (): Promise<Order[]> => (await orders()).filter(({ purpose }) => purpose === "entry");
const rowOf = async (): Promise<Strategy> =>
  Strategy.query(desk.trader.desk.db.reader).findById(RISING).throwIfNotFound();
const told = async (): Promise<string[]> => {
  const alerts = await Alert.query(desk.trader.desk.db.reader).where({ related_entity_type: "strategy" }).orderBy("id");
  return alerts.map(({ message, severity }) => `${severity} ${message}`);
};

it("proposes at the close that it decides on, and shows and explains itself", async () => {
  await started({});
  await run(FALLS);
  const [entry, ...others] = await entries();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ state: "proposed", strategyId: "rising", side: "BUY" });
  expect(entry?.evidence).toMatchObject({ rule: "closed higher", timeframe: "1m", parameters: { timeframe: "1m" } });
  expect(await desk.trader.type(`/why ${entry?.id}`)).toContain("closed higher");
  expect(await desk.trader.type("/strategy rising")).toContain("In when a candle closes higher.");
  expect(await desk.trader.type("/strategies")).toMatch(/rising +asks/);
});

it("that throws is paused, and people are told where, once; started again it runs as it is written now", async () => {
  await started({ decide: '\nif (index > 0) throw new Error("division by a strategist");\nreturn null;' });
  await run(3);
  expect(await rowOf()).toMatchObject({ status: "PAUSED" });
  const [alert, ...others] = await told();
  expect(others).toEqual([]);
  expect(alert).toMatch(/^4 .*Rising failed on BTC\/USDT and is paused/);
  expect(alert).toContain(
    "strategies.local/rising.ts, line 13 fails: division by a strategist. Put that right, then type /strategy rising start",
  );

  own.write("rising.ts", fileText());
  expect(await desk.trader.type("/strategy rising start")).toContain("status PAUSED → ACTIVE");
  desk.trader.desk.clock.advance(1_000); // its row is looked at once a second
  await run(FALLS - 3);
  expect(await entries()).toHaveLength(1);
});

it("that loops for ever is paused at its deadline, and the desk goes on", async () => {
  open(200);
  await started({ decide: "for (;;);" });
  await run(2);
  expect(await rowOf()).toMatchObject({ status: "PAUSED" });
  expect(await told()).toEqual([expect.stringContaining("rising.ts took longer than 0.2 s: does it loop for ever?")]);
  await run(2);
  expect(await told()).toHaveLength(1);
  expect(await desk.trader.type("/strategies")).toMatch(/rising +paused/);
});

it("that fails while it holds something closes no more by its rule, and its stop stays", async () => {
  await started({ decide: `\nif (held !== null) throw new Error("lost");${RISES}` }, "auto");
  await run(FALLS + 3);
  const [position] = await Position.query(desk.trader.desk.db.reader);
  expect(position).toMatchObject({ strategyId: "rising", closedTime: null });
  expect(position?.stopLoss).not.toBeNull();
  expect((await orders()).filter(({ leg }) => leg === "stop").map(({ state }) => state)).toEqual(["open"]);
  expect(await told()).toEqual([expect.stringContaining("by its rule it closes none")]);
});

it("whose file is gone or wrong at the next start is paused and told of, and what comes with the desk trades on", async () => {
  await started({});
  const { exchange } = desk.floor.venue;
  await Strategy.query(desk.trader.desk.db.writer)
    .findById("trend")
    .patch({
      parameters: { timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 2 },
      riskParameters: { sizing: "fixed", size: 400 },
      ...{ targetPairs: [BTC], targetExchanges: [exchange] },
    });
  own.delete("rising.ts");
  await ideas.end();
  open();
  await run(FALLS);
  expect(await rowOf()).toMatchObject({ status: "PAUSED" });
  expect(await told()).toEqual([
    expect.stringMatching(/^4 .*Rising failed and is paused[^]*The file of rising in strategies\.local is gone\./),
  ]);
  expect((await entries()).map(({ strategyId }) => strategyId)).toEqual(["trend"]);
  const list = await desk.trader.type("/strategies");
  expect(list).toMatch(/rising +no code/);
  expect(list).toContain("The file of rising in strategies.local is gone.");
  expect(await desk.trader.type("/strategy rising")).toContain("Put it back, then type /strategy rising start");
});

it.each([
  ["is gone", () => own.delete("rising.ts")],
  ["hangs", () => own.write("rising.ts", "for (;;);")],
  [
    "takes its parameters no longer",
    () =>
      own.write("rising.ts", fileText({ parameters: 'timeframe: z.literal("5m").default("5m").describe("candles"),' })),
  ],
])("whose file %s is paused at once, and its entries end", async (_how, change) => {
  await started({});
  await run(FALLS);
  expect((await entries()).map(({ state }) => state)).toEqual(["proposed"]);
  await ideas.end();
  change();
  open();
  const said = await desk.trader.type("/strategy rising pause");
  expect(said).toContain("status ACTIVE → PAUSED");
  expect(said).toContain("1 of its entries end");
  expect(await rowOf()).toMatchObject({ status: "PAUSED", parameters: { timeframe: "1m" } });
  expect((await entries()).map(({ state }) => state)).toEqual(["lapsed"]);
  expect(await desk.trader.type("/audit")).toContain("status ACTIVE → PAUSED");
  expect(await desk.trader.type("/strategy rising pause")).toContain("Nothing was changed");
});

it("that fails at each start is told of once, though it holds something", async () => {
  await started({ decide: `\nif (held !== null) throw new Error("lost");${RISES}` }, "auto");
  await run(FALLS + 2);
  expect(await told()).toHaveLength(1);
  const again = createDecider(desk.trader.app, desk.floor.venue); // as another start has it
  await again.round();
  expect(await told()).toHaveLength(1);
  expect(await rowOf()).toMatchObject({ status: "PAUSED" });
});

it("that has lost a parameter is taken as it is, and one that was set out of what it takes now is told of", async () => {
  const rise = (most: number): string => `rise: z.int().max(${most}).default(2).describe("how far"),`;
  await started({ parameters: rise(9) });
  await desk.trader.type("/strategy rising set rise=7");
  await desk.trader.type("/strategy rising pause");
  own.write("rising.ts", fileText({ parameters: rise(5) }));
  expect(await desk.trader.type("/strategy rising start")).toMatch(/rise of rising cannot be that/);
  expect(await rowOf()).toMatchObject({ status: "PAUSED" });
  const shown = await desk.trader.type("/strategy rising");
  expect(shown).toContain("Rising · paused");
  expect(shown).toMatch(/rise of rising cannot be that: [^]*\/strategy rising set rise=2/);
  expect(shown).toMatch(/7 \(at first 2\)/);
  expect(shown).not.toContain("shows what there is");
  expect(await desk.trader.type("/strategy rising set rise=5")).toContain("rise 7 → 5");
  own.write("rising.ts", fileText());
  expect(await desk.trader.type("/strategy rising start")).toContain("status PAUSED → ACTIVE");
  expect((await rowOf()).parameters).toEqual({ timeframe: "1m" });
});

it("is found by its name as soon as its file is there, and a wrong one says what is wrong with it", async () => {
  own.write("rising.ts", "export default 5;");
  expect(await desk.trader.type("/strategy rising")).toContain("strategies.local/rising.ts exports no strategy");
  own.write("rising.ts", fileText());
  expect(await desk.trader.type("/strategy rising")).toContain("Rising · paused");
  expect(await desk.trader.type("/strategy risin")).toContain("Did you mean rising?");
});
