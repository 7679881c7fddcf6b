import { describe, expect, it } from "vitest";

import { isQuiet, quietHours } from "../../src/domain/quiet.ts";

const at = (time: string): number => Date.parse(`2022-01-04T${time}Z`);

describe("quiet hours", () => {
  it.each([
    ["22:00-07:00", { from: "22:00", to: "07:00" }],
    ["9:05-17:30", { from: "09:05", to: "17:30" }],
    ["22:00-22:00", null],
    ["22:00", null],
    ["22:00-07:00-08:00", null],
    ["24:00-07:00", null],
    ["", null],
  ])("%s are %o", (word, hours) => expect(quietHours(word)).toEqual(hours));

  it.each([
    ["22:00-07:00", "21:59", false],
    ["22:00-07:00", "22:00", true],
    ["22:00-07:00", "00:00", true],
    ["22:00-07:00", "06:59", true],
    ["22:00-07:00", "07:00", false],
    ["09:00-17:00", "08:59", false],
    ["09:00-17:00", "09:00", true],
    ["09:00-17:00", "17:00", false],
  ])("of %s: at %s it is quiet, %s", (word, time, quiet) => {
    const hours = quietHours(word);
    expect(hours !== null && isQuiet(hours, at(time), "UTC")).toBe(quiet);
  });

  it("go by the clocks of their zone", () => {
    const hours = { from: "22:00", to: "07:00" } as never;
    expect(isQuiet(hours, at("21:30"), "Europe/Berlin")).toBe(true);
    expect(isQuiet(hours, at("06:30"), "Europe/Berlin")).toBe(false);
  });
});
