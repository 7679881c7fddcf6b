/** Which of the candles since the last look count, and for what. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Timeframe, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import type { Configured, Held, Intent } from "../../../src/domain/strategy/strategy.ts";
import { decideSince } from "../../../src/domain/strategy/walk.ts";
import { columnsOfCloses } from "../../support/closes.ts";

const LONG: Held = { side: "LONG", entry: 100 };
const LEAVE: Intent = { kind: "leave", rule: "out", values: [] };
const KEPT: Intent = { kind: "buy", keeps: true, rule: "on its date", values: [] };
const LATE: Intent = { ...KEPT, rule: "on its date (caught up)" };
const DIP: Intent = { kind: "buy", keeps: false, rule: "on a dip", values: [] };
const ENTER: Intent = { kind: "enter", side: "LONG", stop: 90, target: null, rule: "in", values: [] };

/** Says what is written for a candle, whatever is held and however few went before, and remembers what it was asked. */
function scripted(script: Readonly<Record<number, Intent>>, timeframe: Timeframe = "15m", period = 0) {
  const asked: number[] = [];
  const configured: Configured = {
    ...{ parameters: {}, timeframe, period, shows: [] },
    on: () => ({
      decide(index) {
        asked.push(index);
        return script[index] ?? null;
      },
    }),
  };
  return { configured, asked };
}

interface Case {
  readonly script: Readonly<Record<number, Intent>>;
  readonly held?: Held | null;
  /** Index of the candle that was looked at last; null: none was. */
  readonly last: number | null;
  /** After the close of the newest. */
  readonly lateMs?: number;
  readonly timeframe?: Timeframe;
  readonly count?: number;
  readonly period?: number;
}

function look({ script, held = null, last, lateMs = 0, timeframe = "15m", count = 10, period = 0 }: Case) {
  const { configured, asked } = scripted(script, timeframe, period);
  const candles = columnsOfCloses(Array<number>(count).fill(100), timeframe);
  const closedAt = Number(candles.at.at(-1)) + TIMEFRAME_MS[timeframe];
  const since = { last: last === null ? null : Number(candles.at[last]), now: closedAt + lateMs };
  return { decided: decideSince(configured, candles, since, held), asked };
}

describe("on its first look a strategy", () => {
  it("decides on the newest candle alone", () => {
    const { decided, asked } = look({ script: { 5: ENTER, 9: ENTER }, last: null });
    expect([decided, asked]).toEqual([{ index: 9, intent: ENTER }, [9]]);
  });

  it("does nothing where the newest says nothing", () =>
    expect(look({ script: { 5: ENTER }, last: null }).decided).toBeNull());

  it("is not asked where there is no candle", () => {
    const { configured, asked } = scripted({ [-1]: LEAVE });
    expect(decideSince(configured, columnsOfCloses([]), { last: null, now: 0 }, LONG)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("of candles that were missed", () => {
  it("each is looked at once, in order, and none again", () =>
    expect(look({ script: {}, last: 6 }).asked).toEqual([7, 8, 9]));

  it("an exit that was due comes now", () =>
    expect(look({ script: { 7: LEAVE }, held: LONG, last: 5 }).decided).toEqual({ index: 7, intent: LEAVE }));

  it("the first exit is the one that counts", () =>
    expect(look({ script: { 7: LEAVE, 8: LEAVE }, held: LONG, last: 5 }).decided?.index).toBe(7));

  it("an entry is past: what it was decided on is no longer so", () =>
    expect(look({ script: { 7: ENTER }, last: 5 }).decided).toBeNull());

  it("one that is past does not keep the newest from entering", () =>
    expect(look({ script: { 7: ENTER, 9: ENTER }, last: 5 }).decided?.index).toBe(9));

  it("those with less than ten times the longest period before them say nothing, but for the newest", () => {
    expect(look({ script: {}, last: 2, count: 25, period: 2 }).asked).toEqual([19, 20, 21, 22, 23, 24]);
    expect(look({ script: {}, last: 2, count: 10, period: 2 }).asked).toEqual([9]);
  });

  it("nothing is asked where nothing is new", () => expect(look({ script: { 9: ENTER }, last: 9 }).asked).toEqual([]));
});

describe("an entry on the newest candle is fresh", () => {
  const MINUTE = 60_000;
  it.each<[Timeframe, number, boolean]>([
    ["1m", MINUTE, true],
    ["1m", MINUTE + 1, false],
    ["5m", 5 * MINUTE, true],
    ["5m", 5 * MINUTE + 1, false],
    ["15m", 5 * MINUTE, true],
    ["15m", 5 * MINUTE + 1, false],
    ["1d", 5 * MINUTE, true],
    ["1d", 5 * MINUTE + 1, false],
  ])("of %s, %i ms after its close: %s", (timeframe, lateMs, isFresh) => {
    const { decided } = look({ script: { 9: ENTER }, last: 8, lateMs, timeframe });
    expect(decided !== null).toBe(isFresh);
  });

  it("an exit is never too late", () =>
    expect(look({ script: { 9: LEAVE }, held: LONG, last: 8, lateMs: 1e9 }).decided?.intent).toBe(LEAVE));
});

describe("what is to be bought", () => {
  it.each<[what: string, given: Case, decided: object | null]>([
    ["is bought at once where it is fresh", { script: { 9: KEPT }, last: 8 }, { index: 9, intent: KEPT }],
    ["on the first look as well", { script: { 9: KEPT }, last: null }, { index: 9, intent: KEPT }],
    ["and keeps is caught up", { script: { 7: KEPT }, last: 5 }, { index: 7, intent: LATE }],
    ["also beside what is held", { script: { 7: KEPT }, last: 5, held: LONG }, { index: 7, intent: LATE }],
    ["also of the newest", { script: { 9: KEPT }, last: 8, lateMs: 1e9 }, { index: 9, intent: LATE }],
    ["once, of several", { script: { 6: KEPT, 7: KEPT, 8: KEPT }, last: 5 }, { index: 8, intent: LATE }],
    ["as one with the newest", { script: { 6: KEPT, 9: KEPT }, last: 5 }, { index: 9, intent: KEPT }],
    ["or with a dip of the newest", { script: { 6: KEPT, 9: DIP }, last: 5 }, { index: 9, intent: DIP }],
    ["is past where it does not keep", { script: { 7: DIP }, last: 5 }, null],
    ["was not missed where nothing was looked at before", { script: { 9: KEPT }, last: null, lateMs: 1e9 }, null],
    ["makes way for an exit", { script: { 6: KEPT, 8: LEAVE }, last: 5, held: LONG }, { index: 8, intent: LEAVE }],
  ])("%s", (_what, given, decided) => expect(look(given).decided).toEqual(decided));
});

it("whatever is missed: what is decided is the first exit, or else the newest candle's fresh entry", () => {
  const says = fc.constantFrom(null, ENTER, LEAVE);
  fc.assert(
    fc.property(fc.array(says, { minLength: 1, maxLength: 12 }), fc.nat(11), fc.boolean(), (script, at, isLate) => {
      const count = script.length;
      const last = Math.min(at, count - 1);
      const said = Object.fromEntries(script.flatMap((intent, i) => (intent === null ? [] : [[i, intent]])));
      const { decided } = look({ script: said, last, count, lateMs: isLate ? 300_001 : 300_000 });
      const fits = (intent: Intent | null, i: number): boolean =>
        i > last && (intent === LEAVE || (intent === ENTER && i === count - 1 && !isLate));
      const expected = script.findIndex(fits);
      expect(decided?.index ?? -1).toBe(expected);
    }),
  );
});
