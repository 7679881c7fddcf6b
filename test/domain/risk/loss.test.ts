/** What an account lost today and from its peak, whatever money came and went. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayIn, nextDayIn } from "../../../src/domain/day.ts";
import { add, compare, from, mul, sub, text, ZERO } from "../../../src/domain/money.ts";
import { breachesOf, drawdownOf, type LastLook, nextStanding, todayOf } from "../../../src/domain/risk/loss.ts";
import { limitsWith } from "./facts.ts";

const MONDAY = "2022-01-03";
const TUESDAY = "2022-01-04";
const look = (equity: string | null, day = MONDAY, flows = "0", isRebased = false) => ({
  equity: equity === null ? null : from(equity),
  day,
  flows: from(flows),
  isRebased,
});

/** The looks one after another. */
function after(...looks: readonly ReturnType<typeof look>[]): LastLook {
  let last: LastLook | null = null;
  for (const each of looks) last = { ...nextStanding(last, each), equity: each.equity };
  if (last === null) throw new Error("nothing was looked at");
  return last;
}

const rules = (standing: LastLook, limits = limitsWith({})): string[] =>
  breachesOf(standing, limits).map(({ rule }) => rule);
const percents = (standing: LastLook): (string | null)[] => {
  const [today, down] = [todayOf(standing)?.percent, drawdownOf(standing)];
  return [today === null || today === undefined ? null : text(today), down === null ? null : text(down)];
};

describe("a loss", () => {
  it("counts from the equity that the day began with", () => {
    expect(percents(after(look("10000"), look("10500"), look("9800")))).toEqual(["-2", "6.67"]);
    expect(percents(after(look("10000"), look("10500"), look("10500", TUESDAY), look("9975", TUESDAY)))).toEqual([
      "-5",
      "5",
    ]);
  });

  it("over night counts to the new day", () =>
    expect(percents(after(look("10000"), look("9000", TUESDAY)))).toEqual(["-10", "10"]));

  it.each([
    ["9700.01", []],
    ["9700", ["daily-loss"]],
    ["9000.01", ["daily-loss"]],
    ["9000", ["daily-loss", "drawdown"]],
  ])("to %s breaks %j", (equity, broken) => expect(rules(after(look("10000"), look(equity)))).toEqual(broken));

  it("breaks no limit that is off", () =>
    expect(rules(after(look("10000"), look("1")), limitsWith({ "daily-loss": null, drawdown: null }))).toEqual([]));

  it("of which a coin has no price breaks nothing, and goes on where it stood", () => {
    expect(rules(after(look("10000"), look(null)))).toEqual([]);
    expect(percents(after(look("10000"), look(null), look("9800")))).toEqual(["-2", "2"]);
    expect(percents(after(look(null), look("10000"), look("9900")))).toEqual(["-1", "1"]);
  });

  it("over a midnight without a price counts from the last figure, whatever flowed before it", () => {
    const out = look("4000", MONDAY, "-6000");
    expect(percents(after(look("10000"), out, look(null), look(null, TUESDAY), look("3900", TUESDAY)))).toEqual([
      "-2.5",
      "2.5",
    ]);
    expect(percents(after(look("10000"), look(null, TUESDAY), look("4000", TUESDAY, "-6000")))).toEqual(["0", "0"]);
  });

  it("that was looked at while there was no price is counted anew from the next one", () =>
    expect(percents(after(look("10000"), look(null, MONDAY, "0", true), look("8000")))[1]).toBe("0"));

  it("is counted anew from where a person has looked at the fall", () =>
    expect(percents(after(look("10000"), look("8000", TUESDAY), look("8000", TUESDAY, "0", true)))[1]).toBe("0"));
});

describe("money that comes or goes", () => {
  it("is neither gain nor loss of the day", () => {
    expect(percents(after(look("10000"), look("15000", MONDAY, "5000")))).toEqual(["0", "0"]);
    expect(percents(after(look("10000"), look("4000", MONDAY, "-6000")))).toEqual(["0", "0"]);
    expect(percents(after(look("10000"), look("4000", MONDAY, "-6000"), look("3880", MONDAY)))).toEqual(["-3", "3"]);
  });

  it("together with a first or a new peak is in that peak", () => {
    expect(percents(after(look(null), look("15000", MONDAY, "5000")))).toEqual(["0", "0"]);
    expect(percents(after(look("10000"), look("13000", TUESDAY, "5000", true)))[1]).toBe("0");
  });

  it("into an empty account is its first peak", () =>
    expect(percents(after(look("0"), look("10000", MONDAY, "10000"), look("9900")))).toEqual(["-1", "1"]));

  it("changes no drawdown, whatever its size", () => {
    const amount = fc.integer({ min: 100, max: 1_000_000 });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: -90, max: 900 }), (peak, fallen, percent) => {
        const before = after(look(String(peak)), look(String(fallen)));
        const flow = mul(from(fallen), mul(from(percent), from("0.01")));
        const moved = after(
          look(String(peak)),
          look(String(fallen)),
          look(text(add(from(fallen), flow)), MONDAY, text(flow)),
        );
        const difference = sub(drawdownOf(before) ?? ZERO, drawdownOf(moved) ?? ZERO);
        expect(compare(difference, from("0.01")) <= 0 && compare(difference, from("-0.01")) >= 0).toBe(true);
      }),
    );
  });
});

describe("the desk's day", () => {
  it.each([
    ["UTC", "2022-01-04T23:59:59.999Z", "2022-01-04", "2022-01-05T00:00:00.000Z"],
    ["Asia/Tokyo", "2022-01-04T15:00:00.000Z", "2022-01-05", "2022-01-05T15:00:00.000Z"],
    ["America/New_York", "2022-01-05T04:59:59.000Z", "2022-01-04", "2022-01-05T05:00:00.000Z"],
    ["Europe/Berlin", "2022-03-26T23:30:00.000Z", "2022-03-27", "2022-03-27T22:00:00.000Z"],
  ])("in %s at %s is %s and ends at %s", (zone, at, day, end) => {
    expect(dayIn(Date.parse(at), zone)).toBe(day);
    expect(new Date(nextDayIn(Date.parse(at), zone)).toISOString()).toBe(end);
  });
});
