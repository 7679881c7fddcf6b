/** `outcry console` as a person meets it: a program in a terminal, with keys and a history. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { ROOT } from "../support/project.ts";
import { until } from "../support/until.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const CTRL_D = "\u0004";
const CTRL_C = "\u0003";
const TAB = "\t";
const UP = "\u001B[A";
const ENTER = "\r";

/** util-linux's, which gives a program a terminal of its own. */
const hasTerminal =
  process.platform === "linux" &&
  // Null where there is no such program.
  String(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout).includes("util-linux");

class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<number | null>;
  #shown = "";

  constructor(dataDir: string) {
    const line = `exec "${process.execPath}" "${join(ROOT, "outcry.cjs")}" console`;
    const env = { ...process.env, OUTCRY_DATA_DIR: dataDir, OUTCRY_HTTP_PORT: "0", TERM: "xterm" };
    this.#child = spawn("script", ["-qefc", line, "/dev/null"], { env, cwd: ROOT });
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#shown += chunk.toString()));
    this.#exited = new Promise((resolve) => this.#child.once("close", resolve));
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** What is on the screen, without colours and the moves of the cursor. */
  text(): string {
    return stripVTControlCharacters(this.#shown).replaceAll("\r", "");
  }

  async shows(part: string | RegExp): Promise<void> {
    await until(`${String(part)} on the screen`, () => new RegExp(part).test(this.text())).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows ${this.text()}`, { cause: error });
    });
  }

  async exit(): Promise<number | null> {
    return this.#exited;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

describe.skipIf(!hasTerminal)("outcry console in a terminal", () => {
  let dataDir: string;
  let terminal: Terminal | null = null;
  beforeEach(() => {
    dataDir = temporaryDir();
  });
  afterEach(() => {
    terminal?.kill();
    removeDir(dataDir);
  });

  const open = async (): Promise<Terminal> => {
    const opened = (terminal = new Terminal(dataDir));
    await opened.shows("›");
    return opened;
  };

  it("takes a line, presses a button by its number, shows the card change, and leaves on Ctrl-D", async () => {
    const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: "synthetic@600" } });
    const first = await open();
    first.type(`/buy BTC/USDT 0.01${ENTER}`);
    await first.shows(/\[ 1 Approve \]/);
    first.type(`1${ENTER}`);
    await first.shows(/BOUGHT 0\.01 BTC\/USDT/);
    first.type(`/bal${TAB}`);
    await first.shows(/› \/balance/);
    first.type(`${ENTER}`);
    await first.shows(/USDT/);
    first.type(`/positions${ENTER}`);
    await first.shows(/Entry|Average/);
    first.type(CTRL_D);
    expect(await first.exit(), first.text()).toBe(0);

    const history = join(dataDir, "console.history");
    expect(existsSync(history)).toBe(true);
    expect(readFileSync(history, "utf8")).toContain("/buy BTC/USDT 0.01");
    const second = await open();
    second.type(`${UP}`);
    await second.shows(/› \/positions/);
    second.type(CTRL_C);
    expect(await second.exit(), second.text()).toBe(0);
    // The desk is another process: it goes on.
    expect((await desk.ask("/version")).text).toContain("Outcry");
    expect(await desk.stop()).toBe(0);
  });

  it("starts a desk where none runs, which ends with it", async () => {
    const alone = await open();
    await alone.shows("No desk was running");
    alone.type(`/version${ENTER}`);
    await alone.shows(/Outcry \d/);
    alone.type(`exit${ENTER}`);
    expect(await alone.exit()).toBe(0);
    const desk = await DeskProcess.start({ dataDir });
    expect(await desk.stop()).toBe(0);
  });
});
