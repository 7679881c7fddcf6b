/** Local times as moments, by tables over zones whose clocks change: in both directions, by an hour, by half of one, by a day. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayIn } from "../../src/domain/day.ts";
import type { TimeOfDay } from "../../src/domain/ids.ts";
import { type DailyTime, lastMoment, momentOn, nextMoment, timeOfDay } from "../../src/domain/slot.ts";
import { ZONES } from "../../src/domain/zone.ts";

const daily = (time: string, zone: string): DailyTime => ({ time: time as TimeOfDay, zone });
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe("a time of a day", () => {
  it.each([
    ["08:00", "08:00"],
    ["8:05", "08:05"],
    ["00:00", "00:00"],
    ["23:59", "23:59"],
    ["24:00", null],
    ["8", null],
    ["08:60", null],
    ["8am", null],
    ["-1:00", null],
    ["08:00:00", null],
  ])("typed as %j is %j", (word, time) => {
    expect(timeOfDay(word)).toBe(time);
  });
});

describe("a local time on a date", () => {
  it.each([
    ["UTC", "2026-03-29", "02:30", "2026-03-29T02:30"],
    ["Asia/Kolkata", "2026-03-29", "08:00", "2026-03-29T02:30"],
    ["Asia/Kathmandu", "2026-03-29", "00:15", "2026-03-28T18:30"],
    ["Pacific/Kiritimati", "2026-03-29", "08:00", "2026-03-28T18:00"],
    ["Pacific/Pago_Pago", "2026-03-29", "23:00", "2026-03-30T10:00"],
  ])("of %s, %s %s, is %s UTC", (zone, date, time, moment) => {
    expect(iso(momentOn(date, daily(time, zone)))).toBe(moment);
  });

  it.each([
    ["Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59"],
    ["Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00"],
    ["Europe/Berlin", "2026-03-29", "08:00", "2026-03-29T06:00"],
    ["America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00"],
    ["America/New_York", "2026-03-08", "03:30", "2026-03-08T07:30"],
    ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30"],
    ["Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30"],
    ["Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00"],
    ["Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:00"],
    // The 30th did not exist there: the zone crossed the date line.
    ["Pacific/Apia", "2011-12-30", "08:00", "2011-12-30T10:00"],
    ["Pacific/Apia", "2011-12-31", "08:00", "2011-12-30T18:00"],
  ])("of %s, %s %s, is past the gap: %s UTC", (zone, date, time, moment) => {
    expect(iso(momentOn(date, daily(time, zone)))).toBe(moment);
  });

  it.each([
    ["Europe/Berlin", "2026-10-25", "01:59", "2026-10-24T23:59"],
    ["Europe/Berlin", "2026-10-25", "02:00", "2026-10-25T00:00"],
    ["Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"],
    ["Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"],
    ["America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00"],
    ["Australia/Lord_Howe", "2026-04-05", "01:29", "2026-04-04T14:29"],
    ["Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"],
    ["Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30"],
    ["Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30"],
  ])("of %s, %s %s, is the first of the two: %s UTC", (zone, date, time, moment) => {
    expect(iso(momentOn(date, daily(time, zone)))).toBe(moment);
  });
});

describe("the moments before and after", () => {
  it.each([
    ["2026-03-28T01:30", "2026-03-29T01:00"],
    ["2026-03-29T00:59", "2026-03-29T01:00"],
    ["2026-03-29T01:00", "2026-03-30T00:30"],
    ["2026-10-24T23:30", "2026-10-25T00:30"],
    ["2026-10-25T00:30", "2026-10-26T01:30"],
    ["2026-10-25T01:30", "2026-10-26T01:30"],
  ])("of 02:30 in Berlin after %s UTC is %s", (after, next) => {
    const berlin = daily("02:30", "Europe/Berlin");
    expect(iso(nextMoment(Date.parse(`${after}Z`), berlin))).toBe(next);
  });

  const zone = fc.constantFrom(...ZONES);
  const time = fc
    .integer({ min: 0, max: 1439 })
    .map((minute) => timeOfDay(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`) ?? "");
  const at = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) });

  it("enclose every moment in every zone, a day apart and never more than its clocks change", () => {
    fc.assert(
      fc.property(zone, time, at, (of, word, moment) => {
        const own = daily(word, of);
        const [last, next] = [lastMoment(moment, own), nextMoment(moment, own)];
        expect(last).toBeLessThanOrEqual(moment);
        expect(next).toBeGreaterThan(moment);
        expect(nextMoment(last, own)).toBe(next);
        expect(lastMoment(next - 1, own)).toBe(last);
        expect(Math.abs(next - last - 24 * 60 * 60_000)).toBeLessThanOrEqual(2 * 60 * 60_000);
      }),
      { numRuns: 500 },
    );
  });

  it("are one a day through a year of both changes", () => {
    for (const of of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]) {
      const own = daily("02:30", of);
      let moment = Date.UTC(2026, 0, 1);
      const dates = Array.from({ length: 365 }, () => {
        moment = nextMoment(moment, own);
        return dayIn(moment, of);
      });
      expect(new Set(dates).size).toBe(365);
    }
  });
});
