/** The README's first two commands, on a clean clone of what is committed, under the machine's own Node and npm. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, it } from "vitest";

import { readBooks } from "../support/books.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { OUTER_PATH, ROOT } from "../support/project.ts";
import { until } from "../support/until.ts";

const INSTALL_MS = 300_000;

let folder: string;
let clone: string;
let npm: ChildProcess | null = null;
beforeAll(() => {
  folder = temporaryDir();
  clone = join(folder, "outcry");
});
afterAll(() => {
  npm?.kill("SIGKILL");
  removeDir(folder);
});

/** As in a shell of the machine: nothing of this run, of npm or of a desk here is handed on. */
function outerEnv(): NodeJS.ProcessEnv {
  const ours = /^(npm_|OUTCRY_|NODE_|VITEST|INIT_CWD|DATABASE_URL)/i;
  const others = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(others), PATH: OUTER_PATH, OUTCRY_HTTP_PORT: "0" };
}

interface Done {
  readonly code: number;
  readonly output: string;
}

async function shell(command: string, ...args: readonly string[]): Promise<Done> {
  const child = spawn(command, args, { cwd: clone, env: outerEnv(), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (output += part.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code: code ?? -1, output })));
}

const outcry = (...args: readonly string[]): Promise<Done> => shell("npx", "outcry", ...args);

it("npm ci, npm start, a trade from the command line, a backup, and the end", { timeout: INSTALL_MS * 2 }, async () => {
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", ROOT, clone]);
  const system = await shell("node", "--version");
  const installed = await shell("npm", "ci", "--no-audit", "--no-fund");
  expect(installed.code, installed.output).toBe(0);

  const started = spawn("npm", ["start"], { cwd: clone, env: outerEnv(), stdio: ["ignore", "pipe", "pipe"] });
  npm = started;
  let said = "";
  for (const stream of [started.stdout, started.stderr]) stream.on("data", (part: Buffer) => (said += part.toString()));
  const exited = new Promise((resolve) => started.once("close", resolve));
  await until("the desk to be ready", () => /http:\/\/127\.0\.0\.1:\d+\/#/.test(said));
  const [address = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
  const [, seconds] = /ready after ([\d.]+) s/.exec(said) ?? [];
  expect(said).toContain("npx outcry console");
  console.log(`On Node ${system.output.trim()}: ready after ${seconds} s (after npm's own work).`);

  const proposed = await outcry("run", "/buy BTC/USDT 0.01");
  expect(proposed, proposed.output).toMatchObject({ code: 2 });
  expect(proposed.output).toContain("needs 1 approval");
  const approved = await outcry("run", "/approve 1");
  expect(approved, approved.output).toMatchObject({ code: 0 });
  expect(approved.output).toContain("BOUGHT 0.01 BTC/USDT");
  expect(await outcry("run", "/buy BTC/USDT 1,5")).toMatchObject({ code: 1 });
  expect((await outcry("run", "/positions")).output).toMatch(/BTC\/USDT +0\.01/);
  expect((await outcry("run", "/balance")).output).toMatch(/BTC +0\.01/);

  const backup = join(folder, "backup");
  const copied = await outcry("db", "backup", backup);
  expect(copied.code, copied.output).toBe(0);
  expect(readdirSync(backup).toSorted()).toEqual(["outcry.db", "paper.db", "series.db"]);

  started.kill("SIGTERM");
  await exited;
  await expect(fetch(`${address}/healthz`)).rejects.toThrow("fetch failed");
  const books = readBooks(join(clone, "data"));
  expect(books.orders).toMatchObject([{ state: "filled", send_count: 1 }]);
  for (const { wallet, ledger, venue } of books.totals) expect([ledger, venue]).toEqual([wallet, wallet]);
  expect(readBooks(backup).totals).toEqual(books.totals);
});
