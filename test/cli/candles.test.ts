/** `outcry candles`: what comes into the history, what stays in it, and what people read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { type CandleStore, EVER, IMPORTED } from "../../src/series/store.ts";
import { candleFile } from "../support/candle-file.ts";
import { aKey, aRow, START } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { DeskProcess, type Ended, outcry, removeDir, temporaryDir } from "../support/process.ts";
import { ROOT } from "../support/project.ts";
import { until } from "../support/until.ts";

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const KEY = aKey({ source: IMPORTED });

let dir: string;
beforeEach(() => void (dir = temporaryDir()));
afterEach(() => removeDir(dir));

const candles = (...args: readonly string[]): Promise<Ended> => outcry(["candles", ...args], { dataDir: dir });

async function taken(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await candles(...args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

/** The one line that it was refused with. */
async function refused(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await candles(...args);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.trimEnd()).not.toContain("\n");
  return stderr;
}

async function inHistory<T>(work: (candles: CandleStore) => Promise<T>): Promise<T> {
  const series = await openSqliteSeries({ file: join(dir, "series.db"), log: silentLog });
  try {
    return await work(series.candles);
  } finally {
    await series.close();
  }
}

function written(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

describe("a file of candles", () => {
  it("comes in under its account, once, and other figures only where they are asked for", async () => {
    expect(await taken("import", candleFile(dir, 30), "--pair", "btc/usdt")).toContain("30 added.\n");
    const other = candleFile(dir, 40, (bar) => (bar < 2 ? { close: 46_251 } : {}));
    expect(await taken("import", other, "--pair", "BTCUSDT")).toContain(
      "10 added; 28 there already; 2 there with other figures, which stay",
    );
    expect(await taken("import", other, "--pair", "BTC/USDT", "--replace")).toContain(
      "0 added; 38 there already; 2 replaced",
    );
    expect(await inHistory((store) => store.coverage(KEY))).toMatchObject({ first: START, count: 40, gaps: [] });
  });

  it("is of the pair that its column names, or that --pair does, for the account of --exchange", async () => {
    const file = written("eth.csv", "time,symbol,open,high,low,close,volume\n2022-01-01 00:00,ETHUSDT,1,2,1,2,5\n");
    await taken("import", file, "--exchange", "paper2");
    expect(await taken("import", file, "--pair", "eth-perp")).toContain("Its own column says ETH/USDT.");
    const keys = await inHistory((store) => store.list());
    expect(keys.map(({ exchange, source, pair }) => [exchange, source, pair])).toEqual([
      ["paper", IMPORTED, "ETH/USDT:USDT"],
      ["paper2", IMPORTED, "ETH/USDT"],
    ]);
  });

  it.each<[what: string, file: () => string, sentence: string]>([
    ["is not there", () => join(dir, "gone.csv"), "gone.csv cannot be read (ENOENT): name a CSV file."],
    ["is a folder", () => dir, "cannot be read (EISDIR): name a CSV file."],
    ["is empty", () => written("empty.csv", ""), "empty.csv: "],
    ["is no CSV", () => written("noise.csv", "\u0000\u0007 what is this\nnothing, at all"), "noise.csv: "],
    ["names no pair", () => candleFile(dir, 3), "names its pair: name it, for example --pair BTC/USDT."],
  ])("that %s is refused in one sentence", async (_what, file, sentence) =>
    expect(await refused("import", file())).toContain(sentence),
  );

  it.each([
    [["--pair", "rubbish"], '"rubbish" is not a pair: type it like BTC/USDT.'],
    [["--pair", "BTC/USDT", "--exchange", "Not One"], "An account is named in small letters and digits"],
  ])("with %j is refused in one sentence", async (args, sentence) =>
    expect(await refused("import", candleFile(dir, 3), ...args)).toContain(sentence),
  );

  it.each<[signal: NodeJS.Signals, code: number | null, output: RegExp]>([
    ["SIGINT", 1, /^The import of .* was cut short \(stopped\): type it once more, and what is there already is not/],
    ["SIGKILL", null, /^$/],
  ])("that %s cuts short is whole when it is typed once more", async (signal, code, output) => {
    const file = candleFile(dir, 100_000);
    const args = ["candles", "import", file, "--pair", "BTC/USDT"];
    await inHistory(async (store) => {
      const cut = DeskProcess.launch({ dataDir: dir, entry: [join(ROOT, "outcry.cjs"), ...args] });
      await until("the first candles", async () => (await store.coverage(KEY)) !== null);
      cut.child.kill(signal);
      expect((await cut.exited).code).toBe(code);
      expect(cut.output).toMatch(output);
      const { count = 0 } = (await store.coverage(KEY)) ?? {};
      expect(count).toBeLessThan(100_000);
      expect(await taken("import", file, "--pair", "BTC/USDT")).toContain(
        `${100_000 - count} added; ${count} there already.`,
      );
      expect(await store.coverage(KEY)).toMatchObject({ first: START, count: 100_000, gaps: [] });
    });
  });
});

it("comes in, is listed and goes while a desk runs, which goes on collecting", async () => {
  const desk = await DeskProcess.start({ dataDir: dir, env: { OUTCRY_FEED: "synthetic@600" } });
  await until("the desk's first candles", () => inHistory((store) => store.coverage(aKey())));
  await taken("import", candleFile(dir, 20_000), "--pair", "BTC/USDT");
  const before = await inHistory((store) => store.coverage(aKey()));
  await until("the desk to collect", async () => {
    const now = await inHistory((store) => store.coverage(aKey()));
    return (now?.last ?? 0) > (before?.last ?? 0);
  });
  const list = await taken("list");
  expect(list).toMatch(/^BTC\/USDT +1m +paper +imported +2022-01-01 00:00 +2022-01-14 21:20 +20000 +0$/m);
  expect(list).toMatch(/^BTC\/USDT +1m +paper +synthetic /m);
  expect(await taken("remove", "BTC/USDT", "1m", "--yes")).toBe(
    "Removed 20000 imported candles of BTC/USDT 1m of paper.\n",
  );
  expect(desk.output).not.toContain("candles could not be collected");
  expect(await desk.stop()).toBe(0);
});

describe("removing", () => {
  it("waits for --yes", async () => {
    await taken("import", candleFile(dir, 5), "--pair", "BTC/USDT");
    expect(await refused("remove", "BTC/USDT", "1m")).toBe(
      "This removes 5 imported candles of BTC/USDT 1m of paper: add --yes to do it.\n",
    );
    expect(await inHistory((store) => store.coverage(KEY))).toMatchObject({ count: 5 });
    await taken("remove", "BTC/USDT", "1m", "--yes");
    expect(await inHistory((store) => store.list())).toEqual([]);
  });

  it("leaves alone what the desk has collected", async () => {
    const collected = aKey({ pair: "ETH/USDT" as Pair });
    await inHistory((store) => store.append([{ key: collected, candles: aRow(1) }]));
    expect(await refused("remove", "ETH/USDT", "1m", "--yes")).toContain("No candles of ETH/USDT 1m of paper were");
    expect(await inHistory((store) => store.range(collected, EVER))).toHaveLength(1);
  });
});
