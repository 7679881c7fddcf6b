import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { add, from, sum, text, ZERO } from "../../../src/domain/money.ts";
import {
  daysOf,
  type EquitySeries,
  profitOf,
  since,
  type Snapshot,
  upTo,
} from "../../../src/domain/performance/daily.ts";
import { BEGIN, DAY_MS, snapshot } from "../../support/equity.ts";

/** Profits that were closed at these moments (case 38): what holds a fill of its own moment lies after it. */
const CLOSED: readonly (readonly [string, string])[] = [
  ["2026-01-05T03:00:00Z", "1"],
  ["2026-01-05T14:59:59Z", "2"],
  ["2026-01-05T15:00:00Z", "4"],
  ["2026-01-06T04:59:59Z", "8"],
  ["2026-01-06T05:00:00Z", "16"],
  ["2026-01-06T18:15:00Z", "32"],
];

function closedSeries(): EquitySeries {
  const later: Snapshot[] = [];
  let equity = from("1000");
  for (const [moment, profit] of CLOSED) {
    equity = add(equity, from(profit));
    later.push({ at: Date.parse(moment) + 1, equity, flows: ZERO });
  }
  return {
    start: snapshot(Date.parse("2026-01-05T03:00:00Z"), "1000"),
    later,
    until: Date.parse("2026-01-06T18:16:00Z"),
  };
}

const profitsIn = (series: EquitySeries, zone: string): Record<string, string> =>
  Object.fromEntries(daysOf(series, zone).map((day) => [day.day, text(profitOf(day))]));

describe("days", () => {
  it.each([
    ["Asia/Tokyo", { "2026-01-05": "3", "2026-01-06": "28", "2026-01-07": "32" }],
    ["America/New_York", { "2026-01-04": "1", "2026-01-05": "14", "2026-01-06": "48" }],
    ["Asia/Kolkata", { "2026-01-05": "7", "2026-01-06": "56" }],
    ["UTC", { "2026-01-05": "7", "2026-01-06": "56" }],
  ])("of %s are its own, and their sum is the same everywhere (case 38)", (zone, expected) => {
    expect(profitsIn(closedSeries(), zone)).toEqual(expected);
  });

  it("end with what is stamped 00:00", () => {
    const series = {
      start: snapshot(BEGIN, "10"),
      later: [snapshot(BEGIN + DAY_MS, "11"), snapshot(BEGIN + DAY_MS + 1, "13")],
      until: BEGIN + DAY_MS + 1,
    };
    expect(daysOf(series, "UTC").map((day) => [day.day, text(profitOf(day)), day.isOver])).toEqual([
      ["2026-01-05", "1", true],
      ["2026-01-06", "2", false],
    ]);
  });

  it("are kept where nothing changed or nobody looked", () => {
    const series = {
      start: snapshot(BEGIN, "10"),
      later: [snapshot(BEGIN + 4 * DAY_MS, "12")],
      until: BEGIN + 5 * DAY_MS,
    };
    expect(daysOf(series, "UTC").map((day) => text(profitOf(day)))).toEqual(["0", "0", "0", "2", "0"]);
  });

  it("that are shorter or longer by a change of clocks are days all the same", () => {
    const start = Date.UTC(2026, 2, 28, 23);
    const series = {
      start: snapshot(start, "10"),
      later: [snapshot(start + 23 * 3_600_000, "11")],
      until: start + 47 * 3_600_000,
    };
    expect(profitsIn(series, "Europe/Berlin")).toEqual({ "2026-03-29": "1", "2026-03-30": "0" });
  });

  it("add up to the same in every zone, flows left out", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 * DAY_MS }), fc.integer(), fc.integer()), {
      maxLength: 30,
    });
    const zones = fc.constantFrom("Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu", "Europe/Berlin", "UTC");
    fc.assert(
      fc.property(steps, zones, (changes, zone) => {
        const later: Snapshot[] = [];
        let [at, gained, flows] = [BEGIN, ZERO, ZERO];
        for (const [ms, profit, flow] of changes) {
          at += ms;
          gained = add(gained, from(profit));
          flows = add(flows, from(flow));
          later.push({ at, equity: sum([from("1000"), gained, flows]), flows });
        }
        const days = daysOf({ start: snapshot(BEGIN, "1000"), later, until: at }, zone);
        expect(text(sum(days.map(profitOf)))).toBe(text(gained));
        expect(days.flatMap(({ snapshots }) => snapshots)).toEqual(later);
      }),
    );
  });

  it("of a part of a series begin with what was there, and end with what was known", () => {
    const series = {
      start: snapshot(BEGIN, "10"),
      later: [snapshot(BEGIN + 5, "12"), snapshot(BEGIN + 9, "15", "1")],
      until: BEGIN + 20,
    };
    expect(since(series, BEGIN + 7)).toEqual({
      start: snapshot(BEGIN + 7, "12"),
      later: [snapshot(BEGIN + 9, "15", "1")],
      until: BEGIN + 20,
    });
    expect(since(series, BEGIN)).toBe(series);
    expect(upTo(series, BEGIN + 5)).toEqual({
      start: snapshot(BEGIN, "10"),
      later: [snapshot(BEGIN + 5, "12")],
      until: BEGIN + 5,
    });
  });
});
