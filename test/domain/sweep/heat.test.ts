import { describe, expect, it } from "vitest";

import { heatOf } from "../../../src/domain/sweep/heat.ts";
import { countOf } from "../../../src/domain/sweep/sets.ts";

const all = (values: ReadonlyMap<string, readonly unknown[]>) => Array.from({ length: countOf(values) }, (_, i) => i);

describe("a heat map", () => {
  it("has a cell for each place of the first two ranges, with the best of all that else varied", () => {
    const values = new Map([
      ["fast", [3, 6]],
      ["slow", [12, 20, 30]],
      ["stop", [1, 2]],
    ]);
    const figures = [1, 2, 3, null, null, null, -1, -2, 5, 4, 0, 9];
    expect(heatOf("trend", values, all(values), figures)).toEqual({
      ...{ kind: "heat", name: "trend" },
      x: { name: "fast", labels: ["3", "6"] },
      y: { name: "slow", labels: ["12", "20", "30"] },
      cells: [
        [2, -1],
        [3, 5],
        [null, 9],
      ],
    });
  });

  it("of one range is one row", () => {
    const values = new Map([["timeframe", ["5m", "15m"]]]);
    expect(heatOf("trend", values, [1], [0.5])).toMatchObject({ y: null, cells: [[null, 0.5]] });
  });

  it("puts neighbours together where there are too many, and loses none", () => {
    const values = new Map([
      ["fast", Array.from({ length: 1_000 }, (_, i) => i)],
      ["slow", Array.from({ length: 100 }, (_, i) => i)],
    ]);
    const { x, y, cells } = heatOf("trend", values, [99_999, 0], [7, -3]);
    expect(cells.map((row) => row.length)).toEqual(Array(y?.labels.length).fill(x.labels.length));
    expect([x.labels[0], y?.labels[0], cells[0]?.[0], cells.at(-1)?.at(-1)]).toEqual(["0", "0", -3, 7]);
    expect(x.labels.length).toBeLessThanOrEqual(24);
  });

  it("of nothing that varies is none", () => expect(() => heatOf("trend", new Map(), [], [])).toThrow(RangeError));
});
