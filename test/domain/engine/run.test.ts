import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Candle } from "../../../src/domain/candle.ts";
import { equityAt, quoteAfter, type Setup } from "../../../src/domain/engine/book.ts";
import { type Decimal, text, toNumber } from "../../../src/domain/money.ts";
import { dca } from "../../../src/strategies/dca.ts";
import { limitsOver } from "../../../src/domain/risk/limits.ts";
import { trend } from "../../../src/strategies/trend.ts";
import type { Bar } from "../../support/bars.ts";
import { runEveryBar, taped, type Witnessed, witnessed } from "../../support/every-bar.ts";
import { fillsOf, INITIAL_LIMITS, setupOf, tripsIn, wanderingMinutes } from "../../support/engine.ts";
import { tradeTrend } from "../../support/plain-trend.ts";

const SETTINGS = { minutes: 5, fast: 4, slow: 9, range: 5, stop: 2, target: 2, size: 400 };
const CONFIGURED = trend.configure({ timeframe: "5m", fast: 4, slow: 9, atr: 5, stop: 2, target: 2 });

const FAST = trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2 });

/** Adds to what it holds, without a stop, and sells all of it now and then. */
const DIPS = dca.configure({ timeframe: "1m", first: "2022-01-01", dip: 0.5, window: 20, target: 0.5 });

/** Its stop and its target lie within a wild bar. */
const NEAR = trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2, stop: 0.5, target: 0.5 });

const exact = (value: Decimal) => new Oracle(text(value));

function barsOf(minutes: readonly Candle[]): Bar[] {
  return minutes.map(({ at, open, high, low, close }) => ({
    at,
    ...{ open: exact(open), high: exact(high), low: exact(low), close: exact(close) },
  }));
}

const PLENTY = 10_000;

describe("a run of trend following", () => {
  it("trades as a plain telling of it does, on any minutes", () => {
    let trips = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed) => {
        const minutes = wanderingMinutes(1_500, seed, PLENTY);
        const { effects } = witnessed(setupOf(), CONFIGURED, taped(minutes));
        expect(tripsIn(effects)).toEqual(tradeTrend(barsOf(minutes), SETTINGS));
        trips += tripsIn(effects).length;
      }),
      { numRuns: 60 },
    );
    expect(trips).toBeGreaterThan(300);
  });

  it("keeps its books even, never sells more than it holds and never holds what nobody guards, whatever a bar gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom(0.5, 5, PLENTY), (seed, volume) => {
        const setup = setupOf({}, { size: 4_000 });
        const { book, effects } = witnessed(setup, NEAR, taped(wanderingMinutes(600, seed, volume)));
        let [cash, held] = [exact(setup.capital), new Oracle(0)];
        for (const effect of effects) {
          if (effect.kind !== "filled") continue;
          const { cost, fee, quantity } = effect.fill;
          const sign = effect.order.leg === null ? 1 : -1;
          cash = cash.minus(exact(cost).times(sign)).minus(exact(fee));
          held = held.plus(exact(quantity).times(sign));
          expect(held.gte(0)).toBe(true);
        }
        expect(text(book.cash)).toBe(cash.toFixed());
        const left = exact(book.dust).plus(book.held === null ? 0 : exact(book.held.quantity));
        expect(left.toFixed()).toBe(held.toFixed());
        const exits = book.orders.filter(({ leg }) => leg !== null);
        if (book.held !== null) expect(exits.some(({ leg }) => leg === "stop" || leg === "close")).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("takes no minutes that lack one", () => {
    const minutes = wanderingMinutes(30, 7, 5);
    expect(() => witnessed(setupOf(), CONFIGURED, taped(minutes.toSpliced(12, 1)))).toThrow(RangeError);
    expect(witnessed(setupOf(), CONFIGURED, taped([]))).toMatchObject({ effects: [] });
  });

  it("is the same for the same minutes, and its first part is that of a run on more of them", () => {
    const minutes = wanderingMinutes(1_200, 7, 5);
    const whole = witnessed(setupOf(), FAST, taped(minutes)).effects;
    expect(witnessed(setupOf(), FAST, taped(minutes)).effects).toEqual(whole);
    const part = witnessed(setupOf(), FAST, taped(minutes.slice(0, 700))).effects;
    expect(part.length).toBeGreaterThan(20);
    expect(whole.slice(0, part.length)).toEqual(part);
  });
});

describe("a run passes over bars that do nothing", () => {
  const zone = "Europe/Berlin";
  const lossy: Setup["limits"] = {
    of: (rule) => (["daily-loss", "drawdown", "band"].includes(rule) ? INITIAL_LIMITS.of(rule) : []),
  };

  it("and comes to what the engine makes of every bar: orders, fills, halts, book and worth", () => {
    let [passed, halts] = [0, 0];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.constantFrom(0.5, 5, PLENTY),
        fc.constantFrom(NEAR, FAST, CONFIGURED, DIPS),
        fc.constantFrom({ zone, limits: lossy }, { zone }),
        fc.constantFrom({ size: 900 }, { size: 4_000 }, { sizing: "risk", size: 1 }, { sizing: "volatility", size: 5 }),
        (seed, volume, configured, changes, risk) => {
          const minutes = wanderingMinutes(3_000, seed, volume);
          const setup = setupOf(changes, risk);
          const every = runEveryBar(setup, configured, minutes);
          const { book, effects, equity } = witnessed(setup, configured, taped(minutes));
          expect(effects).toEqual(every.effects);
          expect({ ...book, at: 0 }).toEqual({ ...every.book, at: 0 });
          const off = every.equity.findIndex((worth, i) => Math.abs(Number(equity[i]) / toNumber(worth) - 1) > 1e-14);
          expect(off).toBe(-1);
          passed += effects.length;
          halts += effects.filter(({ kind }) => kind === "halted").length;
        },
      ),
      { numRuns: 40 },
    );
    expect(passed).toBeGreaterThan(2_000);
    expect(halts).toBeGreaterThan(0);
  });
});

describe("the limits of the desk hold in a run", () => {
  const minutes = wanderingMinutes(3_000, 11, PLENTY);
  const refused = ({ effects }: Witnessed): Record<string, number> =>
    Object.fromEntries(
      Object.entries(Object.groupBy(rulesOf({ effects }), (rule) => rule)).map(([rule, all]) => [
        rule,
        all?.length ?? 0,
      ]),
    );
  const rulesOf = ({ effects }: Pick<Witnessed, "effects">): string[] =>
    effects.flatMap((effect) => (effect.kind === "refused" ? [effect.rule] : []));

  it("an entry above the limit of an order is refused, each time it would come", () => {
    const free = witnessed(setupOf({}, { size: 2_000 }), CONFIGURED, taped(minutes));
    expect(refused(free)).toEqual({});
    const held = witnessed(setupOf({ limits: INITIAL_LIMITS }, { size: 2_000 }), CONFIGURED, taped(minutes));
    expect(Object.keys(refused(held))).toEqual(["order"]);
    expect(fillsOf(held.effects)).toEqual([]);
  });

  it("what is added to a holding counts with it for the limit of exposure", () => {
    const row = {
      rule: "exposure",
      scope: "desk",
      exchange: null,
      personId: null,
      strategyId: null,
      value: "15%",
    } as const;
    const { of } = limitsOver([row], setupOf().market.exchange, { person: null });
    const limits: Setup["limits"] = { of: (rule) => (["exposure", "band"].includes(rule) ? of(rule) : []) };
    const adding = dca.configure({ timeframe: "1m", first: "2022-01-01", dip: 0.5, window: 20 });
    const run = witnessed(setupOf({ limits }, { size: 500 }), adding, taped(minutes));
    const bought = fillsOf(run.effects).length;
    expect([bought, bought + (refused(run)["exposure"] ?? 0) > 10]).toEqual([3, true]);
  });

  it("what a day's entries have cost is counted until the next day", () => {
    const { effects } = witnessed(setupOf({ limits: INITIAL_LIMITS }, { size: 900 }), FAST, taped(minutes));
    const days = Map.groupBy(
      fillsOf(effects).filter(({ leg }) => leg === null),
      ({ at }) => Math.floor((at - 1) / 86_400_000),
    );
    const counts = [...days.values()].map((fills) => fills.length);
    expect(counts.length).toBe(3);
    expect(Math.max(...counts)).toBe(5);
    expect(rulesOf({ effects })).toContain("day");
  });

  it("a loss of a day halts it: who would resume is not there", () => {
    const limits = { of: INITIAL_LIMITS.of };
    const open = {
      of: (rule: Parameters<typeof limits.of>[0]) =>
        ["daily-loss", "drawdown", "band"].includes(rule) ? limits.of(rule) : [],
    };
    const long = wanderingMinutes(12_000, 3, PLENTY);
    const setup = setupOf({ limits: open }, { size: 5_000 });
    const { effects, book } = witnessed(setup, FAST, taped(long));
    const halts = effects.filter((effect) => effect.kind === "halted");
    expect(halts).toMatchObject([{ rule: "daily-loss" }]);
    const end = halts[0]?.at ?? Infinity;
    expect(
      effects.filter((effect) => effect.kind === "placed" && effect.order.leg === null && effect.at > end),
    ).toEqual([]);
    const bar = long.at(-1);
    expect(bar && text(equityAt(book, quoteAfter(setup, bar, book.at)))).toBe(text(book.cash));
  });
});
