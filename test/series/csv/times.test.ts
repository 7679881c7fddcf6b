import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayOrderIn, isClock, isTime, timeReader } from "../../../src/series/csv/times.ts";

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2022, 0, 3);
const at = (text: string): number => timeReader(null, 0)(text);

describe("a time in a file", () => {
  it.each([
    ...["2022-01-03", "20220103", "2022/1/3", "2022.01.03", "3.1.2022", "20220103T"],
    ...["2022-01-03 00:00", "2022-01-03T00:00:00Z", "2022-01-03T00:00:00.000+00:00", "2022-01-03 00:00:00.000000"],
    ...["2022-01-03 00:00:00 UTC", "2022-01-03 000000", "2022-01-03  0:00", "2022-01-03, 00:00", "03.01.2022 00:00"],
    ...["2022-01-02T19:00:00-05:00", "2022-01-02 19:00-05", "2022-01-03 05:30:00 +0530", "2022-01-03T14:00+14:00"],
    ...["2022-01-03 12-AM", "2022-01-03 12:00 AM", "1641168000", "1641168000.0", "1641168000000"],
    ...["1641168000000000", "1641168000000000000"],
  ])("%s is midnight", (text) => {
    expect(at(text)).toBe(MIDNIGHT);
  });

  it.each([
    ["2022-01-03 12:00 PM", 12],
    ["2022-01-03 12-PM", 12],
    ["2022-01-03 07-PM", 19],
    ["2022-01-03 11:00pm", 23],
  ])("%s is %i hours later", (text, hours) => {
    expect(at(text)).toBe(MIDNIGHT + hours * HOUR);
  });

  it.each([
    ...["", "today", "2022-02-31", "2023-02-29", "2022-13-01", "2022-00-01", "2022-01-00", "2022-01-03 24:00"],
    ...["2022-01-03 00:60", "2022-01-03 00:00:60", "2022-01-03 13:00 PM", "2022-01-03 0:00 AM", "2022-01-03 13-PM"],
    ...["2022-01-03T00:00+15:00", "2022-01-03T00:00+01:60", "2022-01-03 00:00 CET", "22-01-03", "03/01/22"],
    ...["1641168", "-1641168000", "1.641168e9", "1641168000.5", "16411680000000000000", "44564", "2022-01/03"],
  ])("%s is none", (text) => {
    expect(at(text)).toBeNaN();
  });

  it("is beside every minute where it has a part of a millisecond", () => {
    for (const text of ["1641168000000001", "1641168000000000001", "2022-01-03 00:00:00.000000001"]) {
      expect(at(text) % 60_000).not.toBe(0);
    }
  });

  it("is read on the clock of the file where it names no zone", () => {
    const threeAhead = timeReader(null, 3 * HOUR);
    expect(["2022-01-03", "2022-01-03 00:00", "2022-01-03T00:00Z", "1641168000"].map(threeAhead)).toEqual([
      ...[MIDNIGHT - 3 * HOUR, MIDNIGHT - 3 * HOUR, MIDNIGHT, MIDNIGHT],
    ]);
  });

  it("has its day where the file has it", () => {
    expect(timeReader("day first", 0)("03/01/2022")).toBe(MIDNIGHT);
    expect(timeReader("month first", 0)("01/03/2022 0:00")).toBe(MIDNIGHT);
  });

  it("reads back, whatever moment it is and in whatever row", () => {
    const written = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2100, 0) }).map((ms) => new Date(ms));
    const spellings: readonly ((iso: string) => string)[] = [
      (iso) => iso,
      (iso) => iso.replace("T", " "),
      (iso) => iso.replace("Z", ""),
      (iso) => iso.replace("Z", "+00:00"),
      (iso) => iso.replaceAll("-", "/"),
      (iso) => iso.replaceAll(/[-:]/g, ""),
      (iso) => `${Date.parse(iso)}000`,
    ];
    const times = fc.array(fc.tuple(written, fc.constantFrom(...spellings)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(times, (all) => {
        const read = timeReader(null, 0);
        for (const [moment, spelled] of all) {
          const minute = new Date(moment.getTime() - (moment.getTime() % 60_000));
          expect(read(spelled(minute.toISOString()))).toBe(minute.getTime());
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("a cell", () => {
  it("is told from a price, and a time of day from a moment", () => {
    expect(["2022-01-03", "1641168000", "13/01/2022 00:00"].map(isTime)).toEqual([true, true, true]);
    expect(["46250.5", "", "BTCUSDT", "00:00"].map(isTime)).toEqual([false, false, false, false]);
    expect(["0:00", "23:59:00", "235900"].map(isClock)).toEqual([true, true, true]);
    expect(["1641168000", "2022-01-03", "46250.5"].map(isClock)).toEqual([false, false, false]);
  });

  it("shows the order of day and month, or needs it shown", () => {
    expect(["13/04/2026", "04-13-2026 10:00"].map(dayOrderIn)).toEqual(["day first", "month first"]);
    expect(["01/04/2026", "12-11-2026"].map(dayOrderIn)).toEqual(["either", "either"]);
    expect(["01/01/2026", "01.04.2026", "2026-04-01", "1641168000", ""].map(dayOrderIn)).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });
});
