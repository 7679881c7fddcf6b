/** Strategies on a paper market that a test writes down, minute by minute. */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

import type { StrategyId } from "../../../src/domain/ids.ts";
import { text } from "../../../src/domain/money.ts";
import type { Idea } from "../../../src/domain/strategy/idea.ts";
import { defineStrategy, type Intent } from "../../../src/domain/strategy/strategy.ts";
import { Alert } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Order } from "../../../src/models/order.ts";
import { Position } from "../../../src/models/position.ts";
import { Slot } from "../../../src/models/slot.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { STRATEGIES } from "../../../src/strategies/index.ts";
import { createDecider } from "../../../src/trading/strategies/decider.ts";
import { ideas } from "../../support/ideas.ts";
import { barsOf, BTC, candles, MINUTE, START } from "../../support/paper-venue.ts";
import { ReplayDesk } from "../../support/replay-desk.ts";

/** Averages of two and three candles are warm soon: with `ask` five times the longest, with `auto` ten times. */
const QUICK = { timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 2, target: 2 };
const BEFORE = 40;

/** The first has closed when the desk opens. It falls slowly, so that the averages lie apart, then does what the test wants. */
function market(...closes: readonly number[]) {
  const all = [...Array.from({ length: BEFORE }, (_, i) => 40_400 - i * 10), ...closes];
  return candles(
    ...all.map((close, i) => {
      const open = all[i - 1] ?? close;
      return `${open} ${Math.max(open, close) + 5} ${Math.min(open, close) - 5} ${close} 100`;
    }),
  );
}

/** Up from the first candle on: it crosses there. */
const UP = [40_100, 40_200, 40_210, 40_220, 40_230, 40_240, 40_250];
/** Up, and down again while it is held. */
const UP_AND_DOWN = [40_100, 40_200, 40_210, 40_190, 40_150, 40_140, 40_130, 40_120];

let desk: ReplayDesk;

async function open(closes: readonly number[], risk: object = {}, parameters: object = QUICK): Promise<void> {
  desk = await ReplayDesk.open(barsOf(market(...closes)));
  await Strategy.query(desk.trader.desk.db.writer)
    .findById("trend")
    .patch({
      parameters: { ...parameters },
      riskParameters: { sizing: "fixed", size: 400, ...risk },
      targetPairs: [BTC],
      targetExchanges: [desk.floor.venue.exchange],
    });
  desk.isTicking = true;
}

const orders = async (): Promise<Order[]> => Order.query(desk.trader.desk.db.reader).orderBy("id");
const entries = async (): Promise<Order[]> => (await orders()).filter(({ purpose }) => purpose === "entry");
/** What it has told: its own, or of its orders. */
const alerts = async (about: "strategy" | "order"): Promise<Alert[]> =>
  Alert.query(desk.trader.desk.db.reader).where({ related_entity_type: about }).orderBy("id");

async function run(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await desk.step();
}

afterEach(() => desk.close());

describe("a strategy", () => {
  it("in mode ask proposes at the close that it decides on, and a yes buys, protected", async () => {
    await open(UP);
    await run(BEFORE - 1);
    expect(await entries()).toEqual([]);
    await run(1);

    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ state: "proposed", strategyId: "trend", personId: null, isAuto: false, side: "BUY" });
    expect(entry?.evidence).toMatchObject({
      rule: "EMA 2 crossed above EMA 3",
      timeframe: "1m",
      candle: START + BEFORE * MINUTE,
      candles: BEFORE + 1,
      wanted: 120,
      sizing: "400.00 USDT",
    });
    const [card] = await alerts("order");
    expect(card?.message).toContain("EMA 2 crossed above EMA 3 on 1m");
    expect(card?.message).toContain("short history: 41 of 120 candles");

    await desk.trader.type(`/approve ${entry?.id}`);
    await run(1);
    const [position] = await Position.query(desk.trader.desk.db.reader);
    expect(position).toMatchObject({ strategyId: "trend", side: "LONG", closedTime: null });
    expect(position?.stopLoss).not.toBeNull();
    const legs = (await orders()).filter(({ leg }) => leg !== null);
    expect(legs.map(({ leg, state }) => `${leg} ${state}`)).toEqual(["stop open", "target open"]);
  });

  it("in mode auto buys by itself, and its card and the audit name it", async () => {
    await open(UP, { mode: "auto" });
    await run(BEFORE + 1);
    const [entry] = await entries();
    expect(entry).toMatchObject({ state: "filled", isAuto: true, personId: null, decidedBy: null });
    expect(await desk.trader.type(`/order ${entry?.id}`)).toContain("Trend following, in mode auto");
    expect(await desk.trader.type("/audit")).toContain("trend");
  });

  it("/why shows the candles that it decided on, however long ago that was, with the deciding one marked", async () => {
    await open([...UP, ...Array.from({ length: 100 }, () => 40_250)], { mode: "auto" });
    await run(BEFORE + UP.length + 100);
    const [entry] = await entries();
    const { blocks } = await desk.trader.reply(`/why ${entry?.id}`);
    const [chart] = blocks.flatMap((block) =>
      block.kind === "chart" && block.chart.kind === "candles" ? [block.chart] : [],
    );
    const decided = START + BEFORE * MINUTE;
    expect(chart?.marks).toEqual([{ at: decided, role: "entry", label: "EMA 2 crossed above EMA 3" }]);
    expect(chart?.candles.at(-1)?.[0]).toBe(decided + 24 * MINUTE);
  });

  it("in mode notify tells what it would do, with the line that does it, and orders nothing", async () => {
    await open(UP, { mode: "notify" });
    await run(BEFORE + 3);
    expect(await orders()).toEqual([]);
    const told = (await alerts("strategy")).map(({ message }) => message);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Trend following would BUY");
  });

  it("leaves by its rule, and its stop and target are gone", async () => {
    await open(UP_AND_DOWN, { mode: "auto" });
    await run(BEFORE + UP_AND_DOWN.length);
    const [position] = await Position.query(desk.trader.desk.db.reader);
    expect(position?.closedTime).not.toBeNull();
    const legs = (await orders()).filter(({ leg }) => leg !== null);
    expect(legs.map(({ leg, state }) => `${leg} ${state}`)).toEqual([
      "stop canceled",
      "target canceled",
      "close filled",
    ]);
    expect(await desk.trader.type(`/order ${legs[2]?.id}`)).toContain("EMA 2 crossed below EMA 3 on 1m");
  });

  it("decides a candle once, though the desk stops and looks again and again", async () => {
    await open(UP, { mode: "auto" });
    for (let step = 0; step < BEFORE + UP.length; step += 1) {
      await desk.step();
      await desk.restart();
      await desk.touch();
    }
    expect(await entries()).toHaveLength(1);
    const [slot] = await Slot.query(desk.trader.desk.db.reader);
    expect(slot).toMatchObject({ name: `trend ${desk.floor.venue.exchange} its own ${BTC} 1m` });
  });

  it("enters nothing on a candle that closed while the desk was away, and leaves what it should have left then", async () => {
    await open(UP_AND_DOWN, { mode: "auto" });
    await run(BEFORE - 1);
    await desk.restart(3); // the candle that it would have bought on has passed
    await desk.touch();
    expect(await entries()).toEqual([]);

    await desk.close();
    await open(UP_AND_DOWN, { mode: "auto" });
    await run(BEFORE + 1); // bought
    await desk.restart(4); // the cross back has passed
    await desk.touch();
    await run(1);
    const [position] = await Position.query(desk.trader.desk.db.reader);
    expect(position?.closedTime).not.toBeNull();
  });

  it("has one proposal a pair that waits, and none beside what it holds", async () => {
    await open([...UP_AND_DOWN, 40_110, 40_300, 40_350]);
    await run(BEFORE + UP_AND_DOWN.length + 3);
    expect((await entries()).filter(({ state }) => state === "proposed")).toHaveLength(1);
  });

  it("that is paused opens nothing: what it proposed lapses, and what it holds it still leaves", async () => {
    await open(UP_AND_DOWN);
    await run(BEFORE);
    const said = await desk.trader.type("/strategy trend pause");
    expect(said).toContain("status ACTIVE → PAUSED");
    expect(said).toContain("1 of its entries end");
    expect((await entries()).map(({ state }) => state)).toEqual(["lapsed"]);
    // Its card names this moment, not the one at which it would have lapsed by itself.
    expect((await entries()).map(({ expiresAt }) => expiresAt)).toEqual([desk.trader.desk.clock.now()]);

    await desk.close();
    await open(UP_AND_DOWN, { mode: "auto" });
    await run(BEFORE + 1);
    await desk.trader.type("/strategy trend pause");
    await run(UP_AND_DOWN.length - 2);
    const [position] = await Position.query(desk.trader.desk.db.reader);
    expect(position?.closedTime).not.toBeNull();
    expect(await entries()).toHaveLength(1);
  });

  it("is told off by a limit in a quiet alert, once", async () => {
    await open(UP);
    await desk.trader.type("/limits order $100");
    await run(BEFORE + 3);
    expect(await orders()).toEqual([]);
    const told = (await alerts("strategy")).map(({ message, severity }) => `${severity} ${message}`);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^2 Trend following may not enter BTC\/USDT[^]*100\.00 USDT/);
  });

  it("gives everybody else a turn before each pair that it looks at", async () => {
    await open(UP);
    let turns = 0;
    const turn = (): NodeJS.Immediate => setImmediate(() => void ((turns += 1), (next = turn())));
    let next = turn();
    await createDecider(desk.trader.app, desk.floor.venue).round();
    clearImmediate(next);
    expect(turns).toBeGreaterThan(0);
  });

  it("with too little history proposes nothing", async () => {
    await open(UP, {}, { ...QUICK, slow: 20, fast: 2 });
    await run(BEFORE + UP.length);
    expect(await orders()).toEqual([]);
  });

  it("that throws is paused, and people are told loudly", async () => {
    await open(UP);
    const throwing = defineStrategy({
      ...{ id: "trend", name: "Trend following", type: "TREND_FOLLOWING", about: "Fails.", parameters: {} },
      period: () => 3,
      shows: () => [],
      on: () => ({
        decide(): Intent | null {
          throw new Error("division by a strategist");
        },
      }),
    });
    await Strategy.query(desk.trader.desk.db.writer)
      .findById("trend")
      .patch({ parameters: { timeframe: "1m" } });
    desk.trader.app = { ...desk.trader.app, strategies: ideas(desk.trader.desk, [throwing]) };
    await run(BEFORE + 1);
    expect(await Strategy.query(desk.trader.desk.db.reader).findById("trend")).toMatchObject({ status: "PAUSED" });
    const told = await alerts("strategy");
    expect(told.map(({ severity }) => severity)).toEqual([4]);
    expect(told[0]?.message).toContain("Trend following failed on BTC/USDT and is paused");
  });

  describe("beside one that fails before it looks at a pair, by an error that nobody expected,", () => {
    const odd = defineStrategy({
      ...{ id: "odd", name: "Odd", type: "TEST", about: "Cannot be set.", parameters: { far: z.int().default(2) } },
      period: ({ far }) => {
        if (far !== 2) throw new TypeError("far is not a function");
        return 3;
      },
      shows: () => [],
      on: () => ({ decide: () => null }),
    });

    async function beside(status: "ACTIVE" | "PAUSED"): Promise<() => number> {
      await open(UP);
      const { db } = desk.trader.desk;
      const { exchange } = desk.floor.venue;
      await Strategy.query(db.writer).insert({
        ...{ id: "odd" as StrategyId, name: "Odd", type: "TEST", status, parameters: { far: 3 }, riskParameters: {} },
        ...{ targetPairs: [BTC], targetExchanges: [exchange], createdAt: START, updatedAt: START },
      });
      const known = ideas(desk.trader.desk, [odd, ...STRATEGIES]);
      let asked = 0;
      const find = (id: StrategyId): Promise<Idea> => {
        if (id === odd.id) asked += 1;
        return known.find(id);
      };
      desk.trader.app = { ...desk.trader.app, strategies: { ...known, find } };
      return () => asked;
    }

    it("trades on, and that one is paused and told of", async () => {
      await beside("ACTIVE");
      await run(BEFORE);
      expect((await entries()).map(({ strategyId }) => strategyId)).toEqual(["trend"]);
      expect(await Strategy.query(desk.trader.desk.db.reader).findById("odd")).toMatchObject({ status: "PAUSED" });
      const told = (await alerts("strategy")).map(({ message, severity }) => `${severity} ${message}`);
      expect(told).toEqual([expect.stringMatching(/^4 .*Odd failed and is paused/)]);
    });

    it("trades on, and that one, paused already, is asked once and told of to nobody", async () => {
      const asked = await beside("PAUSED");
      await run(BEFORE);
      expect((await entries()).map(({ strategyId }) => strategyId)).toEqual(["trend"]);
      expect(asked()).toBe(1);
      expect(await alerts("strategy")).toEqual([]);
      expect(await AuditRow.query(desk.trader.desk.db.reader).where({ action: "strategy.broken" })).toEqual([]);
    });
  });

  it("sizes by what it trades with", async () => {
    await open(UP, { sizing: "equity", size: 2, capital: "5000" });
    await run(BEFORE);
    const [entry] = await entries();
    const worth = Number(text(entry?.quantity ?? { mantissa: 0, places: 0 })) * 40_100;
    expect(worth).toBe(96.24); // 0.0025 would be worth more than 2 % of 5,000
  });
});
