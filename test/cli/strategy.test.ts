/** `outcry strategy check`: what anybody may have written, and how it ends. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { checkApart } from "../../src/cli/strategy.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { candleFile } from "../support/candle-file.ts";
import { CSV_NOW } from "../support/csv.ts";
import { type Ended, outcry } from "../support/process.ts";
import { ROOT } from "../support/project.ts";

// Threads and processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const FIXTURES = join(ROOT, "test", "fixtures", "strategies");
const CHANNEL = join(FIXTURES, "channel.ts");

let dir: string;
beforeAll(() => void (dir = mkdtempSync(join(tmpdir(), "outcry-strategy-"))));
afterAll(() => rmSync(dir, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

async function refusalOf(file: string, deadlineMs?: number): Promise<string> {
  const error: unknown = await checkApart({ file, candles: null, now: CSV_NOW }, deadlineMs).catch((no: unknown) => no);
  if (error instanceof Refusal) return error.message;
  throw new Error("it was not refused", { cause: error });
}

describe("a file that is no strategy is one sentence", () => {
  it.each<[what: string, name: string, text: string, sentence: string]>([
    [
      "exports nothing",
      "nothing.js",
      "const a = 1;",
      "exports no strategy: it ends with export default defineStrategy(",
    ],
    ["exports a number", "number.ts", "export default 5;", "exports no strategy"],
    ["exports nobody's shape", "shape.js", "export default { configure: 5, schema: {} };", "exports no strategy"],
    [
      "has another name than its id",
      "one.js",
      'export default { id: "other", name: "O", type: "T", about: "A", schema: {}, configure() {} };',
      "has the id other: a file and its id have one name.",
    ],
    ["throws", "throws.ts", 'const a: number = 1;\nthrow new Error("too bad");', "throws.ts, line 2 fails: too bad."],
    ["throws what is no error", "text.js", 'throw "just words";', "text.js fails: just words."],
    ["is no program", "wrong.js", "export default {{;", "wrong.js"],
    ["is no program that could be run as it is", "enum.ts", "enum A { b }\nexport default A;", "enum"],
    ["ends its thread", "exit.js", "process.exit(0);", "ended its thread before it was checked"],
    ["never goes on", "waits.js", "await new Promise(() => {});", "ended its thread before it was checked"],
    [
      "fails later",
      "late.js",
      'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {});',
      "fails: late.",
    ],
    ["imports what there is not", "import.js", 'import "./gone.js";', "import.js fails: Cannot find module"],
    [
      "lies where the desk's name is not known",
      "away.js",
      'import { z } from "outcry/strategy";',
      "has to lie in the desk's folder, in strategies.local/",
    ],
  ])("one that %s", async (_what, name, text, sentence) => {
    const refusal = await refusalOf(written(name, text));
    expect(refusal).toContain(join(dir, name));
    expect(refusal).toContain(sentence);
    expect(refusal).not.toContain("\n");
  });

  it("one that is not there", async () =>
    expect(await refusalOf(join(dir, "gone.ts"))).toBe(
      `There is no file ${join(dir, "gone.ts")}: name one, like strategies.local/channel.ts.`,
    ));

  it("one that loops for ever is ended", async () =>
    expect(await refusalOf(written("loops.js", "for (;;);"), 500)).toMatch(/loops\.js took longer than 0\.5 s/));
});

it("a strategy passes on the synthetic market, and the same each time", async () => {
  const request = { file: CHANNEL, candles: null, now: CSV_NOW };
  const report = await checkApart(request);
  expect(report).toEqual({
    id: "channel",
    findings: [],
    about: expect.stringMatching(/^\d{2,} decisions on 3800 candles of 15m$/),
  });
  expect(await checkApart(request)).toEqual(report);
});

describe("the command", () => {
  const check = (...args: readonly string[]): Promise<Ended> =>
    outcry(["strategy", "check", ...args], { dataDir: dir });

  it("says that it passes, and ends with 0", async () => {
    const { code, stdout, stderr } = await check(CHANNEL);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^channel passes: \d+ decisions on 3800 candles of 15m\.\n$/);
  });

  it("says what it found, and ends with 1", async () => {
    const { code, stdout } = await check(join(FIXTURES, "peeking.ts"));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^peeking does not pass \(\d+ decisions on 3080 candles of 1h\):\n- It looks ahead: .*\n$/);
  });

  it("says what is no strategy in one sentence, and ends with 1", async () => {
    const { code, stdout, stderr } = await check(written("five.js", "export default 5;"));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^.*five\.js exports no strategy.*\n$/);
  });

  it("takes the candles of a file, made larger where it looks at larger ones", async () => {
    const price = (bar: number): number => 46_250 + Math.round(900 * Math.sin(bar / 400) + 90 * Math.sin(bar / 7));
    const file = candleFile(dir, 15 * 1_002, (bar) => ({ open: price(bar), close: price(bar + 1) }));
    const { code, stdout } = await check(CHANNEL, "--candles", file);
    expect(stdout).toMatch(/^channel passes: \d+ decisions on 1000 candles of 15m\.\n$/);
    expect(code).toBe(0);
  });

  it.each<[what: string, candles: () => string, sentence: string]>([
    ["are not there", () => join(dir, "gone.csv"), "gone.csv cannot be read (ENOENT): name a CSV file."],
    ["are too few", () => candleFile(dir, 30), "Its warm-up takes more candles than there are: 0, and 40"],
    [
      "are too large",
      () => join(ROOT, "test", "fixtures", "csv", "days.csv"),
      "are of 1d and the strategy looks at 15m",
    ],
  ])("says of candles that %s", async (_what, candles, sentence) => {
    const { code, stdout, stderr } = await check(CHANNEL, "--candles", candles());
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
  });
});
