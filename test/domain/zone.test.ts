import { describe, expect, it } from "vitest";

import { nearestZone, zoneNamed, ZONES } from "../../src/domain/zone.ts";

describe("a time zone", () => {
  it.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin"],
    ["UTC", "UTC"],
    ["utc", "UTC"],
    ["Berlin", null],
    ["+02:00", null],
    ["", null],
    ["Europe/Atlantis", null],
  ])("typed as %j is %j", (word, zone) => {
    expect(zoneNamed(word)).toBe(zone);
  });

  it.each([
    ["Berlin", "Europe/Berlin"],
    ["berln", "Europe/Berlin"],
    ["Europe/Berln", "Europe/Berlin"],
    ["new_york", "America/New_York"],
    ["xqzzy", null],
  ])("mistyped as %j means %j", (word, zone) => {
    expect(nearestZone(word)).toBe(zone);
  });

  it("of the list is taken as it is written there, and each once", () => {
    expect(ZONES.length).toBeGreaterThan(300);
    expect(new Set(ZONES).size).toBe(ZONES.length);
    expect(ZONES.filter((zone) => zoneNamed(zone) !== zone)).toEqual([]);
  });
});
