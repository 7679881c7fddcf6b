import { describe, expect, it } from "vitest";

import type { StrategyId } from "../../src/domain/ids.ts";
import { folderOf } from "../../src/strategies/folder.ts";

const SHIPPED = new Set(["trend"]);

describe("the files of strategies.local", () => {
  it("are strategies by their names, in whichever language they are written", () =>
    expect(folderOf(["breakout.ts", "grid_2.mjs", "dip-buyer.js"], SHIPPED)).toEqual({
      files: new Map([
        ["breakout" as StrategyId, "breakout.ts"],
        ["dip-buyer" as StrategyId, "dip-buyer.js"],
        ["grid_2" as StrategyId, "grid_2.mjs"],
      ]),
      faults: [],
    }));

  it.each(["README.md", "lib", "breakout.d.ts", "candles.csv", ".ts", "notes"])(
    "%s is no strategy of anybody",
    (name) => expect(folderOf([name], SHIPPED)).toEqual({ files: new Map(), faults: [] }),
  );

  it.each<[name: string, id: string, why: string]>([
    ["trend.ts", "trend", "trend comes with the desk. Give the file and its id another name."],
    ["manual.js", "manual", "manual is a word of the desk. Give the file and its id another name."],
    ["all.ts", "all", "all is a word of the desk. Give the file and its id another name."],
    ["Breakout.ts", "Breakout", "name it in small letters, digits, - and _, as people are to type it."],
    ["breakout.test.ts", "breakout.test", "name it in small letters, digits, - and _, as people are to type it."],
  ])("%s is passed over, and why", (name, id, why) =>
    expect(folderOf([name], SHIPPED)).toEqual({
      files: new Map(),
      faults: [{ id, sentence: `strategies.local/${name} is passed over: ${why}` }],
    }),
  );

  it("of two of one name the first is taken", () => {
    const { files, faults } = folderOf(["breakout.ts", "breakout.js"], SHIPPED);
    expect([...files.values()]).toEqual(["breakout.js"]);
    expect(faults.map(({ sentence }) => sentence)).toEqual([
      "strategies.local/breakout.ts is passed over: strategies.local/breakout.js is breakout already. Keep one of them.",
    ]);
  });
});
