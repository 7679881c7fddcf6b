import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { DeskProcess, outcry, removeDir, temporaryDir } from "../support/process.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const MINUTES = ["00:00", "00:01", "00:02"].map((minute) => `2022-01-01 ${minute}:00,100,101,99,100,50`);

describe("a feed", () => {
  const dataDir = temporaryDir();
  const file = join(dataDir, "candles.csv");
  let desk: DeskProcess | null = null;
  afterEach(async () => {
    await desk?.stop();
  });

  it("that has ended is told of, and takes no order that could never fill", async () => {
    writeFileSync(file, [HEADER, ...MINUTES, ""].join("\n"));
    desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${file}@max` } });
    await desk.told("The feed has ended");
    expect((await desk.ask("/buy BTC/USDT 0.1")).text).toContain("has ended and nothing fills any more");
    expect((await desk.ask("/status")).text).toContain("the feed has ended");
  });

  it("that replays a file lets the twin of paper rest: it is there, and takes no order", async () => {
    writeFileSync(file, [HEADER, ...MINUTES, ""].join("\n"));
    desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${file}@1` } });
    expect((await desk.ask("/buy BTC/USDT $100 exchange=paper2")).text).toContain(
      "paper2 rests while paper replays a file: nothing fills there.",
    );
    expect((await desk.ask("/balance exchange=paper2")).text).toContain("USDT  10,000.00");
    expect((await desk.ask("/status")).text).not.toContain("paper2");
  });

  it("whose file is wrong keeps the desk from starting, with its lines", async () => {
    const wrong = join(dataDir, "wrong.csv");
    writeFileSync(wrong, [HEADER, ...MINUTES.map((line) => line.replace(",101,", ",98,")), ""].join("\n"));
    const { code, stderr } = await outcry(["start"], { dataDir, env: { OUTCRY_FEED: `replay:${wrong}` } });
    expect([code, stderr]).toEqual([78, expect.stringContaining(`${wrong}: Nothing was read, 3 faults: line 2: `)]);
  });

  it("that is another one than before is said at the start", async () => {
    desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: "synthetic" } });
    expect(desk.output).toContain(`paper was on replay:${file}`);
    expect((await desk.ask("/price BTC/USDT")).text).toContain("BTC/USDT");
    await desk.stop();
    desk = null;
    removeDir(dataDir);
  });
});
