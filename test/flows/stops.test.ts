/** Stops of a real desk in a process of its own: by chat, by a file, by a signal, and after the plug was pulled. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { readBooks } from "../support/books.ts";
import { candleFile } from "../support/candle-file.ts";
import { PersonsChat } from "../support/chat.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, outcry, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const CRASHING = new URL("../support/crash-desk.ts", import.meta.url).pathname;

let dataDir: string;
beforeEach(async () => {
  dataDir = await withoutLimits(temporaryDir());
});
afterEach(() => {
  removeDir(dataDir);
});

/** A flat market at 46,250; at ×1 it stands within a test. */
const env = (speed: string) => ({ OUTCRY_FEED: `replay:${candleFile(dataDir, 5_000)}@${speed}` });
const start = (speed = "600"): Promise<DeskProcess> => DeskProcess.start({ dataDir, env: env(speed) });
const haltFile = (): string => join(dataDir, "HALT");

async function rest(desk: DeskProcess, order: number, price = "30000"): Promise<void> {
  await desk.ask(`/buy BTC/USDT 0.01 price=${price}`);
  await desk.press("Approve");
  await desk.card(order, "rests at paper");
}

it("the file HALT halts within a second, cancels, outlives its removal, and keeps anybody from resuming", async () => {
  const desk = await start();
  await rest(desk, 1);
  writeFileSync(haltFile(), "fire in the server room\n");
  const halted = await desk.told("HALTED by the file HALT");
  expect(halted.text).toContain('"fire in the server room"');
  await desk.told("1 entry canceled");
  await desk.card(1, "CANCELED");
  const refused = await desk.ask("/resume");
  expect(refused.reply.outcome).toBe("refused");
  expect(refused.text).toContain(`The file ${haltFile()} halts the desk`);
  rmSync(haltFile());
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("halted (fire in the server room)");
  await desk.ask("/resume");
  expect((await desk.press("Resume")).text).toContain("RESUMED by owner");
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("BUY 0.01");
  expect(await desk.stop()).toBe(0);
});

it("the file HALT that lies there at the start halts before anything is sent, also for a single line", async () => {
  const desk = await start("1");
  await desk.ask("/buy BTC/USDT 0.01");
  expect(await desk.stop()).toBe(0);
  writeFileSync(haltFile(), "");
  const { code, stdout } = await outcry(["run", "/approve 1"], { dataDir, env: env("1") });
  expect(code).toBe(1);
  expect(stdout).toContain("Refused: the desk is halted");
  const again = await start();
  expect((await again.ask("/status")).text).toContain("everything by the file HALT");
  await again.stop();
  expect(readBooks(dataDir).placed).toEqual([]);
});

it.skipIf(process.platform === "win32")("SIGUSR2 halts, sells nothing, and the desk goes on", async () => {
  const desk = await start();
  await desk.ask("/buy BTC/USDT 0.01");
  await desk.press("Approve");
  await desk.card(1, "BOUGHT 0.01");
  await rest(desk, 2);
  desk.child.kill("SIGUSR2");
  await desk.told("HALTED by a signal", "1 entry canceled");
  desk.child.kill("SIGUSR2");
  expect((await desk.ask("/positions")).text).toContain("1 open position");
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("the desk is halted");
  expect(await desk.stop()).toBe(0);
  expect(readBooks(dataDir).orders).toHaveLength(2);
});

it("a SIGKILL right after a halt's commit loses no cancel", async () => {
  const crashing = (killAt: string) => DeskProcess.start({ dataDir, entry: [CRASHING, killAt], env: env("600") });
  const doomed = await crashing("/halt paper news");
  await rest(doomed, 1);
  await rest(doomed, 2, "30001");
  await doomed.send({ id: "halt-1", line: "/halt paper news" }).catch(() => undefined);
  await doomed.exited;
  const left = readBooks(dataDir);
  expect(left.orders.map(({ state }) => state)).toEqual(["open", "open"]);
  const desk = await crashing("0");
  await desk.told("HALTED paper by owner", "2 entries canceled");
  for (const order of [1, 2]) await desk.card(order, "CANCELED");
  expect((await desk.ask("/buy BTC/USDT 0.01")).text).toContain("paper is halted (news)");
  expect(await desk.stop()).toBe(0);
  expect(readBooks(dataDir).placed.map(({ status }) => status)).toEqual(["canceled", "canceled"]);
});

it("a panic is begun by a trader, shown to all, and flattened by an admin's press", async () => {
  await (await start()).stop();
  const token = addPersonTo(dataDir, "Ann", "trader");
  const desk = await start();
  const ann = PersonsChat.open({ url: desk.address().url, token });
  await desk.ask("/buy BTC/USDT 0.01");
  await desk.press("Approve");
  await desk.card(1, "BOUGHT 0.01");
  await rest(desk, 2);
  expect((await ann.ask("/panic")).text).toContain("PANIC by Ann");
  await desk.told(
    "PANIC by Ann",
    "1 entry canceled: no entry rests any more",
    "Flatten closes 1 position at market, ≈ 46",
  );
  const refused = await ann.press("Flatten it");
  expect(refused.text).toContain("flattening is for an admin, and you are trader");
  await desk.press("Flatten it");
  const done = await desk.told("PANIC by Ann", "1 of 1 closed");
  expect(done.text).toContain("✅ BTC/USDT 0.01 closed at 46,2");
  expect(done.reply.outcome).toBe("done");
  await ann.told("PANIC by Ann", "1 of 1 closed");
  ann.hangUp();
  expect(await desk.stop()).toBe(0);
  const { totals, placed } = readBooks(dataDir);
  expect(placed).toHaveLength(3);
  for (const { wallet, ledger, venue } of totals) expect([ledger, venue]).toEqual([wallet, wallet]);
});
