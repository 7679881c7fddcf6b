/** A copy of one file is no backup, and a desk that is started on one notices; the documented way is whole (case 58). */
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Books, readBooks } from "../support/books.ts";
import { candleFile } from "../support/candle-file.ts";
import { DeskProcess, outcry, removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";

const FILLS = 100;
const PATIENCE_MS = 120_000;
const MOST_BACKUPS = 3;

let dataDir: string;
let feed: string;
beforeEach(() => {
  dataDir = temporaryDir();
  // A twentieth of 0.02 BTC a bar: 0.1 BTC comes in a hundred pieces.
  feed = `replay:${candleFile(dataDir, 10_000, () => ({ volume: 0.02 }))}`;
});
afterEach(() => {
  removeDir(dataDir);
});

const start = (speed = "3000"): Promise<DeskProcess> =>
  DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `${feed}@${speed}` } });

/** Limits are switched off by typing: a database that was made before the desk's start would tear differently. */
async function askForFills(desk: DeskProcess, order: number): Promise<void> {
  for (const limit of ["order", "day", "exposure", "duplicate"]) await desk.ask(`/limits ${limit} off`);
  await desk.ask("/buy BTC/USDT 0.1 price=46300");
  await desk.press("Approve");
  await desk.card(order, /rests at paper|BOUGHT/, PATIENCE_MS);
}

function count(file: string, table: string): number {
  const db = new Database(file, { readonly: true });
  try {
    return (db.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n;
  } finally {
    db.close();
  }
}

const hasTrades = (file: string): boolean => count(file, "sqlite_schema where name = 'trades'") > 0;
const fillsIn = (dir: string): number => count(join(dir, "outcry.db"), "trades");

function expectEven(books: Books): void {
  expect(books.unbalanced).toEqual([]);
  for (const { asset, wallet, ledger, venue } of books.totals) expect([ledger, venue], asset).toEqual([wallet, wallet]);
}

/** Takes the place of the desk's own database, as a hasty restore would. */
function restoreAlone(copy: string): void {
  for (const rest of ["-wal", "-shm"]) removeDir(join(dataDir, `outcry.db${rest}`));
  copyFileSync(copy, join(dataDir, "outcry.db"));
}

describe("outcry.db, copied alone while the desk runs", () => {
  it.each([
    ["before anything was moved into it", "early", "another Outcry trades on this account"],
    ["when a part of it was", "late", "not in my book"],
  ] as const)("%s, is recognised as torn when a desk starts on it", async (_, when, told) => {
    const copy = join(dataDir, "copy.db");
    await tradeAndCopy(copy, when);
    const placed = count(join(dataDir, "paper.db"), "orders");
    const inCopy = hasTrades(copy) ? count(copy, "trades") : 0;
    restoreAlone(copy);

    const torn = await start();
    const halted = await torn.told("HALTED", told);
    const refused = await torn.ask("/buy BTC/USDT 0.01");
    expect(refused.reply.outcome).toBe("refused");
    expect(refused.text).toContain("halted");
    expect((await torn.ask("/status")).text).toContain("HALTED");
    expect(await torn.stop()).toBe(0);
    expect(count(join(dataDir, "paper.db"), "orders"), "nothing was sent").toBe(placed);
    console.log(`${FILLS + 1} fills, ${inCopy} of them in the copy: ${halted.text.split("\n")[0]}`);
  });
});

/** A hundred fills and one more order, all durable; then the plug is pulled. */
async function tradeAndCopy(copy: string, when: "early" | "late"): Promise<void> {
  const take = (): void => copyFileSync(join(dataDir, "outcry.db"), copy);
  // A stop moves everything into the file.
  if (when === "late") await (await start()).stop();
  const desk = await start();
  await askForFills(desk, 1);
  if (when === "early") take();
  await desk.card(1, /BOUGHT 0\.1 /, PATIENCE_MS);
  // SQLite moves commits into the file when many have come together. The last ones are beside it in any case.
  await desk.ask("/buy BTC/USDT 0.0002 price=46300");
  await desk.press("Approve");
  await desk.card(2, /BOUGHT 0\.0002 /, PATIENCE_MS);
  expect(fillsIn(dataDir)).toBe(FILLS + 1);
  if (when === "late") take();
  await desk.kill();
}

it("outcry db backup, while fills are being booked, gives all that were, whole, and a desk goes on from it", async () => {
  let desk = await start("600");
  await askForFills(desk, 1);
  await desk.card(1, /BOUGHT 0\.1 /, PATIENCE_MS);
  await askForFills(desk, 2);
  await until("fills of the second order", () => fillsIn(dataDir) >= FILLS + 10, PATIENCE_MS);

  const backups: string[] = [];
  for (let round = 1; round <= MOST_BACKUPS; round++) {
    const before = fillsIn(dataDir);
    const dir = join(dataDir, `backup-${round}`);
    const { code, stdout, stderr } = await outcry(["db", "backup", dir], { dataDir });
    if (fillsIn(dataDir) === 2 * FILLS) break; // too late: nothing was being written any more
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("outcry.db");
    expect(readdirSync(dir).toSorted()).toEqual(["outcry.db", "paper.db", "series.db"]);
    expect(fillsIn(dir)).toBeGreaterThanOrEqual(before);
    backups.push(dir);
  }
  expect(backups).not.toEqual([]);
  await desk.card(2, /BOUGHT 0\.1 /, PATIENCE_MS);
  await desk.stop();

  for (const dir of backups) {
    for (const name of ["outcry.db", "paper.db"]) {
      const db = new Database(join(dir, name), { readonly: true });
      expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
      expect(db.pragma("foreign_key_check")).toEqual([]);
      db.close();
    }
    const { totals, unbalanced, trades } = readBooks(dir);
    expect(unbalanced).toEqual([]);
    for (const { wallet, ledger } of totals) expect(ledger).toBe(wallet);

    const restored = join(dir, "data");
    mkdirSync(restored);
    for (const name of ["outcry.db", "paper.db"]) copyFileSync(join(dir, name), join(restored, name));
    copyFileSync(join(dataDir, "master.key"), join(restored, "master.key"));
    desk = await DeskProcess.start({ dataDir: restored, env: { OUTCRY_FEED: `${feed}@max` } });
    await desk.card(2, /BOUGHT 0\.1 /, PATIENCE_MS);
    expect((await desk.ask("/status")).text).toContain("The desk is trading");
    expect(await desk.stop()).toBe(0);
    const after = readBooks(restored);
    expectEven(after);
    expect(after.trades).toHaveLength(2 * FILLS);
    console.log(`a backup with ${trades.length} fills, restored: ${after.trades.length} fills, all books even`);
  }
});
