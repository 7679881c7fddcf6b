/** A desk that must not or cannot start says why in a sentence, with an exit code for scripts, and changes nothing. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { candleFile } from "../support/candle-file.ts";
import { DeskProcess, type DeskOptions, outcry, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const TRY_AGAIN = 75;
const WRONG_CONFIG = 78;

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryDir();
});
afterEach(() => {
  removeDir(dataDir);
});

/** Ends by itself, with this code, having said these parts in sentences and shown no code of ours. */
async function expectRefusal(code: number, parts: readonly string[], options: DeskOptions): Promise<string> {
  const { stderr, stdout, code: ended } = await outcry(["start"], options);
  for (const part of parts) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/^\s+at |node:internal|Error:/m);
  expect(stderr.trim()).toMatch(/[.?]$|(?:Example|Run): .+$/);
  expect(stdout).toBe("");
  expect(ended).toBe(code);
  return stderr;
}

describe("a second desk on the same database", () => {
  it("is refused with a sentence, however often, and the first one goes on", async () => {
    const first = await DeskProcess.start({ dataDir });
    for (const attempt of [1, 2])
      await expectRefusal(TRY_AGAIN, ["Another Outcry"], { dataDir, env: { A: `${attempt}` } });
    expect((await first.ask("/buy BTC/USDT 0.01")).text).toContain("#1");
    await first.press("Approve");
    await first.card(1, "BOUGHT 0.01");
    expect(await first.stop()).toBe(0);
    const heir = await DeskProcess.start({ dataDir });
    await heir.card(1, "BOUGHT 0.01");
    expect(await heir.stop()).toBe(0);
  });

  it("is refused from another data folder too: the database counts", async () => {
    const first = await DeskProcess.start({ dataDir });
    const other = temporaryDir();
    const env = { DATABASE_URL: `sqlite:${join(dataDir, "outcry.db")}` };
    await expectRefusal(TRY_AGAIN, ["Another Outcry"], { dataDir: other, env });
    removeDir(other);
    expect((await first.ask("/version")).text).toContain("Outcry");
    await first.stop();
  });

  it("takes over from one that was killed", async () => {
    await (await DeskProcess.start({ dataDir })).kill();
    const heir = await DeskProcess.start({ dataDir });
    expect((await heir.ask("/status")).text).toContain("The desk is trading");
    expect(await heir.stop()).toBe(0);
  });
});

describe("a setting that is wrong", () => {
  // Each variable is gone through in test/config.test.ts: these are the kinds of what can be wrong.
  it.each([
    [
      { OUTCRY_HTTP_PORT: "abc" },
      ["OUTCRY_HTTP_PORT must be a port", "3 characters (letters)", "OUTCRY_HTTP_PORT=8484"],
    ],
    [{ OUTCRY_FEED: "sinthetic" }, ["OUTCRY_FEED must be synthetic", "9 characters", "OUTCRY_FEED=synthetic@60"]],
    [{ OUTCRY_FEED: "replay:/no/such/file.csv@600" }, ["/no/such/file.csv", "ENOENT", "OUTCRY_FEED"]],
    [{ OUTCRY_FEED: "live:kraken" }, ["not built yet", "OUTCRY_FEED=synthetic"]],
    [{ OUTCRY_FOO: "1" }, ["OUTCRY_FOO is not a variable of Outcry", ".env.example"]],
    [{ OUTCRY_MASTER_KEY: "tooshort" }, ["OUTCRY_MASTER_KEY must be 32 random bytes", "8 characters (letters)"]],
  ])("is named with its shape and an example: %o", async (env, parts) => {
    const said = await expectRefusal(WRONG_CONFIG, parts, { dataDir, env });
    expect(said).not.toContain("tooshort");
  });

  it("and another one are both told at once", async () => {
    const env = { OUTCRY_HTTP_PORT: "abc", OUTCRY_CURRENCY: "usdt" };
    await expectRefusal(WRONG_CONFIG, ["OUTCRY_HTTP_PORT must", "OUTCRY_CURRENCY must"], { dataDir, env });
  });
});

describe("a folder that cannot be written to", () => {
  it("is told when a file stands in its way", async () => {
    writeFileSync(join(dataDir, "file"), "");
    await expectRefusal(WRONG_CONFIG, ["Nothing can be written to the ", "ENOTDIR", "OUTCRY_DATA_DIR="], {
      dataDir: join(dataDir, "file", "data"),
    });
  });

  it.skipIf(process.platform !== "linux")("is told when nobody may write there", async () => {
    await expectRefusal(WRONG_CONFIG, ["Nothing can be written to the ", "OUTCRY_DATA_DIR="], {
      dataDir: "/proc/outcry",
    });
  });

  it("is told when a folder stands where a database should", async () => {
    mkdirSync(join(dataDir, "outcry.db"));
    await expectRefusal(WRONG_CONFIG, [join(dataDir, "outcry.db")], { dataDir });
    removeDir(join(dataDir, "outcry.db"));
    mkdirSync(join(dataDir, "paper.db"));
    await expectRefusal(WRONG_CONFIG, [join(dataDir, "paper.db")], { dataDir });
  });

  it("is told when what is there is no database", async () => {
    writeFileSync(join(dataDir, "outcry.db"), "this is a shopping list, not a database\n".repeat(200));
    await expectRefusal(WRONG_CONFIG, [join(dataDir, "outcry.db")], { dataDir });
  });
});

describe("a port in use", () => {
  let squatter: Server;
  let port: number;
  beforeEach(async () => {
    squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    port = (squatter.address() as AddressInfo).port;
  });
  afterEach(() => void squatter.close());

  it("is named with the variable that chooses another one, and the database is free again", async () => {
    await expectRefusal(WRONG_CONFIG, [String(port), "OUTCRY_HTTP_PORT"], {
      dataDir,
      env: { OUTCRY_HTTP_PORT: String(port) },
    });
    const desk = await DeskProcess.start({ dataDir });
    expect(await desk.stop()).toBe(0);
  });
});

describe("a master key", () => {
  const newKey = (): string => randomBytes(32).toString("base64");

  it("that is not this database's is refused, and the right one opens it again", async () => {
    const key = newKey();
    const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_MASTER_KEY: key } });
    await desk.stop();
    const wrong = newKey();
    const said = await expectRefusal(WRONG_CONFIG, ["master key"], { dataDir, env: { OUTCRY_MASTER_KEY: wrong } });
    expect(said).not.toContain(wrong);
    await (await DeskProcess.start({ dataDir, env: { OUTCRY_MASTER_KEY: key } })).stop();
  });

  it("that lies open to others is refused with what to type", async () => {
    const file = join(dataDir, "shared.key");
    writeFileSync(file, newKey(), { mode: 0o644 });
    await expectRefusal(WRONG_CONFIG, [`chmod 600 ${file}`], { dataDir, env: { OUTCRY_MASTER_KEY_FILE: file } });
  });

  it("that was named and is not there is refused", async () => {
    const file = join(dataDir, "none.key");
    await expectRefusal(WRONG_CONFIG, [file, "OUTCRY_MASTER_KEY_FILE"], {
      dataDir,
      env: { OUTCRY_MASTER_KEY_FILE: file },
    });
  });
});

describe("candles with", () => {
  it("a row that is wrong are refused with the line", async () => {
    const file = candleFile(dataDir, 50, (bar) => (bar === 30 ? { high: 40_000 } : {}));
    await expectRefusal(WRONG_CONFIG, ["line 32", "high"], { dataDir, env: { OUTCRY_FEED: `replay:${file}@600` } });
  });

  it("no row are refused", async () => {
    const file = candleFile(dataDir, 0);
    await expectRefusal(WRONG_CONFIG, ["no candle"], { dataDir, env: { OUTCRY_FEED: `replay:${file}@600` } });
  });
});
