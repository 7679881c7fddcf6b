/** Candles of a live market: each counts once, whatever the clocks do, however long the desk was away. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Candle, openOf, type Timeframe, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { from } from "../../../src/domain/money.ts";
import { defineStrategy, type Intent } from "../../../src/domain/strategy/strategy.ts";
import { Order } from "../../../src/models/order.ts";
import { Position } from "../../../src/models/position.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { createDecider, type Decider } from "../../../src/trading/strategies/decider.ts";
import { NOW } from "../../support/database.ts";
import { ideas } from "../../support/ideas.ts";
import { Trader } from "../../support/trader.ts";
import { BTC } from "../../support/venue.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST = 1_500;

const ENTER: Intent = { kind: "enter", side: "LONG", stop: 40_000, target: null, rule: "in", values: [] };
const LEAVE: Intent = { kind: "leave", rule: "out", values: [] };

/** Of a candle that was traded in, by its open time. */
type Says = (at: number, isHeld: boolean) => Intent | null;

let trader: Trader;
let decider: Decider;
let says: Says;
/** What the clocks of the desk are ahead of the exchange's. */
let aheadMs: number;
/** The exchange tells a candle so long after its close. */
let lateMs: number;

const scripted = defineStrategy({
  ...{ id: "trend", name: "Scripted", type: "TREND_FOLLOWING", about: "Says what the test says.", parameters: {} },
  period: () => 1,
  shows: () => [],
  on: ({ at, volume }) => ({
    decide: (index, held) => ((volume[index] ?? 0) > 0 ? says(Number(at[index]), held !== null) : null),
  }),
});

beforeEach(async () => {
  trader = await Trader.open();
  trader.desk.clock.advance(1_000 * DAY); // people's time is another one than the market's
  [says, aheadMs, lateMs] = [() => null, 0, 0];
  trader.venue.bars = async (timeframe) => toldCandles(timeframe);
});
afterEach(() => trader.close());

/** By the exchange's clock; by the desk's, where that is behind, none that has not closed. */
function toldCandles(timeframe: Timeframe): Candle[] {
  const step = TIMEFRAME_MS[timeframe];
  const now = trader.venue.now();
  const newest = openOf(Math.min(now, now - aheadMs - lateMs), timeframe) - step;
  const [price, volume] = [from("46250"), from("10")];
  return Array.from({ length: LONGEST }, (_, index) => {
    const at = newest - (LONGEST - 1 - index) * step;
    return { at, open: price, high: price, low: price, close: price, volume };
  });
}

async function trade(timeframe: Timeframe, mode: "ask" | "auto"): Promise<void> {
  await Strategy.query(trader.desk.db.writer)
    .findById("trend")
    .patch({
      parameters: { timeframe },
      riskParameters: { mode, sizing: "fixed", size: 400 },
      targetPairs: [BTC],
      targetExchanges: [trader.venue.exchange],
    });
  begin();
}

function begin(): void {
  trader.app = { ...trader.app, strategies: ideas(trader.desk, [scripted]) };
  decider = createDecider(trader.app, trader.venue);
}

/** Both clocks of the desk. */
function advance(ms: number): void {
  trader.desk.clock.advance(ms);
  trader.venue.advance(ms);
}

/** So much passes, and the desk looks. */
async function pass(ms: number): Promise<void> {
  advance(ms);
  await trader.turn();
  await decider.round();
}

async function restart(): Promise<void> {
  await trader.restart();
  begin();
  await trader.turn();
  await decider.round();
}

/** The clocks of the desk jump; the exchange's does not. */
function jump(ms: number): void {
  advance(ms);
  aheadMs += ms;
}

const entries = (): Promise<Order[]> =>
  Order.query(trader.desk.db.reader).where({ purpose: "entry" }).orderBy("id").then();
const entered = async (): Promise<number[]> => (await entries()).map(({ evidence }) => evidence?.candle ?? Number.NaN);
const closes = (): Promise<Order[]> => Order.query(trader.desk.db.reader).where({ leg: "close" }).then();

/** Nobody wants what is proposed: so the next candle may propose. */
async function rejectAll(): Promise<void> {
  for (const { id, state } of await entries()) if (state === "proposed") await trader.type(`/reject ${id}`);
}

async function fillNewest(): Promise<void> {
  await trader.turn();
  const entry = (await entries()).at(-1);
  trader.venue.fill(entry?.clientOrderId ?? "", { price: "46250" });
  await trader.turn();
}

describe("after 30 days without the desk", () => {
  it.each<[Timeframe, number, boolean]>([
    ["1m", 0, true],
    ["1m", 30_000, true],
    ["5m", 4 * MINUTE, true],
    ["15m", MINUTE, true],
    ["15m", 5 * MINUTE + 1, false],
    ["1h", 5 * MINUTE, true],
    ["1h", HOUR - 1, false],
    ["1d", 5 * MINUTE, true],
    ["1d", 6 * HOUR, false],
  ])(
    "of candles of %s that all say enter, back %i ms after a close, the newest alone may: %s",
    async (timeframe, lateMs, isFresh) => {
      await trade(timeframe, "ask");
      await pass(MINUTE);
      says = () => ENTER;
      advance(30 * DAY - MINUTE + lateMs);
      for (let start = 0; start < 3; start += 1) await restart();
      await pass(0);
      const newest = NOW + 30 * DAY - TIMEFRAME_MS[timeframe];
      expect(await entered()).toEqual(isFresh ? [newest] : []);
    },
  );

  // As far back as an exchange tells in one answer.
  it.each<[Timeframe, number]>([
    ["1m", DAY],
    ["5m", 5 * DAY],
    ["15m", 15 * DAY],
    ["1h", 29 * DAY],
    ["1d", 29 * DAY],
  ])("an exit of %s that was due %i ms ago is done, once", async (timeframe, agoMs) => {
    await trade(timeframe, "auto");
    says = (_at, isHeld) => (isHeld ? null : ENTER);
    await pass(TIMEFRAME_MS[timeframe]);
    await fillNewest();
    const due = trader.venue.now() + 30 * DAY - agoMs;
    says = (at, isHeld) => (isHeld && at === openOf(due, timeframe) ? LEAVE : null);
    advance(30 * DAY);
    await restart();
    await restart();
    await pass(MINUTE);
    expect(await closes()).toHaveLength(1);
    const [position, ...others] = await Position.query(trader.desk.db.reader).where({ strategy_id: "trend" });
    expect([position?.closingReason, others]).toEqual([`out on ${timeframe}`, []]);
  });
});

describe("a restart", () => {
  it("finds no exit in what closed before the position was opened", async () => {
    await trade("1m", "ask");
    says = () => ENTER;
    await pass(MINUTE);
    const [first] = await entered();
    says = (at, isHeld) => (isHeld && at === Number(first) + MINUTE ? LEAVE : null);
    await pass(2 * MINUTE);
    await trader.type(`/approve ${(await entries())[0]?.id}`);
    await fillNewest();
    await pass(MINUTE);
    await restart();
    expect(await Position.query(trader.desk.db.reader)).toMatchObject([{ strategyId: "trend", closingReason: null }]);
  });

  it("finds no exit in candles that have too little history before them", async () => {
    await trade("15m", "auto");
    says = (_at, isHeld) => (isHeld ? null : ENTER);
    await pass(15 * MINUTE);
    await fillNewest();
    advance(20 * DAY);
    const oldest = toldCandles("15m")[0]?.at ?? 0;
    says = (at, isHeld) => (isHeld && at < oldest + 9 * 15 * MINUTE ? LEAVE : null);
    await restart();
    expect(await closes()).toEqual([]);
  });
});

describe("a candle that the exchange tells late", () => {
  it("is decided on when it is told, while it is fresh", async () => {
    await trade("5m", "ask");
    says = () => ENTER;
    lateMs = 2 * MINUTE;
    await pass(5 * MINUTE - 1);
    await rejectAll();
    const before = await entered();
    await pass(30_001);
    expect(await entered()).toEqual(before);
    await pass(2 * MINUTE);
    expect(await entered()).toEqual([...before, NOW]);
  });
});

describe("clocks that jump", () => {
  const jumps = [1, 30, 600].flatMap((minutes) => [minutes * MINUTE, -minutes * MINUTE]);

  it.each(jumps)(
    "by %i ms and back: no candle is entered twice or too late, and afterwards none is lost",
    async (ms) => {
      await trade("5m", "ask");
      says = () => ENTER;
      const late: number[] = [];
      const minutes = async (count: number): Promise<void> => {
        for (let minute = 0; minute < count; minute += 1) {
          const known = (await entered()).length;
          await pass(MINUTE);
          const { venue } = trader; // by its own clock: it knows no other
          late.push(...(await entered()).slice(known).filter((at) => venue.now() - at > 10 * MINUTE));
          await rejectAll();
        }
      };
      await minutes(15);
      jump(ms);
      await minutes(15);
      jump(-ms);
      await minutes(20);

      const all = await entered();
      expect(late).toEqual([]);
      expect(new Set(all).size).toBe(all.length);
      expect(all.slice(0, 4)).toEqual([-1, 0, 1, 2].map((n) => NOW + n * 5 * MINUTE));
      expect(all.slice(-4)).toEqual([6, 7, 8, 9].map((n) => NOW + n * 5 * MINUTE));
    },
  );

  it("in people's time alone change nothing at all", async () => {
    const lives: number[][] = [];
    for (const sizes of [[0], [-10, 120, -600, 33, 600, -120]]) {
      await trader.startOver();
      trader.venue.bars = async (timeframe) => toldCandles(timeframe);
      await trade("1m", "ask");
      says = (at) => (at % (3 * MINUTE) === 0 ? ENTER : null);
      for (let minute = 0; minute < 30; minute += 1) {
        trader.desk.clock.advance((sizes[minute % sizes.length] ?? 0) * MINUTE);
        await pass(MINUTE);
        await rejectAll();
      }
      lives.push(await entered());
    }
    expect(lives[0]).toHaveLength(10);
    expect(lives[1]).toEqual(lives[0]);
  });
});
