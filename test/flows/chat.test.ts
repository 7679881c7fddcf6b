/** The real desk in chat: what is typed wrong changes nothing, and what was begun outlives a restart. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { readBooks } from "../support/books.ts";
import { candleFile } from "../support/candle-file.ts";
import type { Message } from "../support/chat.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

/** Real time: within a test the market stands. */
const STANDING = "1";
const DIP_AT_BAR = 20;

let dataDir: string;
beforeEach(async () => {
  dataDir = await withoutLimits(temporaryDir());
});
afterEach(() => {
  removeDir(dataDir);
});

/** A flat market at 46,250 that touches 45,000 once. */
function start(speed = "600"): Promise<DeskProcess> {
  const file = candleFile(dataDir, 5_000, (bar) => (bar === DIP_AT_BAR ? { low: 45_000 } : {}));
  return DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${file}@${speed}` } });
}

/** What is said without its buttons. */
const saidBy = ({ text }: Message): string =>
  text
    .split("\n")
    .filter((line) => !line.startsWith("[ "))
    .join("\n");

function expectRefused(message: Message, ...parts: readonly string[]): void {
  const said = saidBy(message);
  expect(message.reply.outcome).toBe("refused");
  expect(said).toMatch(/^❌ .+[.?]$|^❌ .+ for example \/.+$/);
  expect(said).not.toContain("\n");
  for (const part of parts) expect(said).toContain(part);
}

describe("what is typed wrong gets one sentence and changes nothing", () => {
  it("whatever it is", async () => {
    const desk = await start(STANDING);
    for (const [line, ...parts] of [
      ["/buy BTX/USDT 0.01", "I don't know the pair BTX/USDT", "Did you mean BTC/USDT?"],
      ["/buy DOGE/EUR 0.01", "I don't know the pair DOGE/EUR", "BTC/USDT"],
      ["/buy BTC/USDT 0", "nothing", "0.1"],
      ["/buy BTC/USDT -0.01", "below zero"],
      ["/buy BTC/USDT 1", "46,", "10,000.00 USDT is available"],
      ["/buy BTC/USDT $20000", "10,000.00 USDT is available"],
      ["/sell BTC/USDT 0.01", "is available"],
      ["/buy BTC/USDT 0.00001", "least", "0.0001 BTC"],
      ["/buy BTC/USDT 0.0001", "least", "5 USDT"],
      ["/buy BTC/USDT 1,5", "comma", "type 1.5"],
      ["/buy BTC/USDT 1e3", "exponent", "type 1000"],
      ["/buy BTC/USDT 0.01 limit=46000", "no limit="],
      ["/buy BTC/USDT 0.01 prise=46000", "Did you mean price=?"],
      ["/buy BTC/USDT 0.01 now", '"now"', "/buy BTC/USDT 0.01"],
      ["/buy BTC/USDT 0.01 price=0", "above zero"],
      ["/buy BTC/USDT 0.01 exchange=kraken", "kraken", "paper"],
      ["/close BTC/USDT", "no open position"],
      ["/approve 7", "no order #7"],
      ["/reject 7 too early", "no order #7"],
      ["/cancel 7", "no order #7"],
      ["/cancel all", "nothing to cancel"],
      ["/approve seven", '"seven"', "42"],
      ["/by BTC/USDT 0.01", "/buy"],
      ["please buy bitcoin", "/help"],
    ] as const)
      expectRefused(await desk.ask(line), ...parts);
    await desk.stop();
    const { orders, placed, totals, trades } = readBooks(dataDir);
    expect({ orders, placed, trades }).toEqual({ orders: [], placed: [], trades: [] });
    expect(totals).toEqual([{ asset: "USDT", wallet: "10000", ledger: "10000", venue: "10000" }]);
  });

  it("digits as other countries and our own cards write them are answered with the spelling to type (case 16)", async () => {
    const desk = await start(STANDING);
    for (const [line, spelling] of [
      ["/buy BTC/USDT $5,200", "$5200"],
      ["/buy BTC/USDT 0.01 price=46,249.6", "price=46249.6"],
      ["/buy BTC/USDT $1.000,50", "$1000.50"],
      ["/buy BTC/USDT 0,0125", "0.0125"],
      ["/buy BTC/USDT 0.01 price=46\u00A0249.6", "price=46249.6"],
      ["/buy BTC/USDT 0.01 price=46'249.6", "price=46249.6"],
      ["/buy BTC/USDT $70k", "$70000"],
      ["/buy BTC/USDT 1_000", "1000"],
    ] as const) {
      const answer = await desk.ask(line);
      expectRefused(answer, `type ${spelling}.`);
    }
    await desk.stop();
    expect(readBooks(dataDir).orders).toEqual([]);
  });

  it("a price off the tick is rounded on the safe side, and the card says so", async () => {
    const desk = await start(STANDING);
    const card = await desk.ask("/buy BTC/USDT 0.01 price=46000.07");
    expect(card.text).toContain("price rounded from 46,000.07 to 46,000.0, the tick is 0.1");
    expect(card.text).toContain("at 46,000.0 (limit), market at 46,254.7");
    const amount = await desk.ask("/buy BTC/USDT 0.01009 price=46000");
    expect(amount.text).toContain("amount rounded down from");
    await desk.stop();
    expect(readBooks(dataDir).placed).toEqual([]);
  });

  it("a decision on what is decided says what became of it", async () => {
    const desk = await start();
    await desk.ask("/buy BTC/USDT 0.01");
    await desk.press("Approve");
    await desk.card(1, "BOUGHT 0.01");
    for (const line of ["/approve 1", "/approve 1 half", "/reject 1", "/cancel 1"])
      expectRefused(await desk.ask(line), "#1 is already filled");
    await desk.ask("/buy BTC/USDT 0.01");
    await desk.press("Reject");
    await desk.card(2, "Rejected");
    for (const line of ["/approve 2", "/reject 2"]) expectRefused(await desk.ask(line), "#2 is already rejected");
    await desk.stop();
    expect(readBooks(dataDir).placed).toHaveLength(1);
  });
});

it("text that no database takes is refused, the proposal stands, and the next line is answered (case 57)", async () => {
  const desk = await start(STANDING);
  await desk.ask("/buy BTC/USDT 0.01");
  expectRefused(await desk.ask("/reject 1 too\0early"), "cannot be read");
  expectRefused(await desk.ask("/reject 1 too\uD83Dearly"), "cannot be read");
  expect((await desk.ask("/status")).text).toContain("1 proposal");
  expect((await desk.ask("/reject 1 too early")).text).toContain('"too early"');
  await desk.stop();
  expect(readBooks(dataDir).orders).toMatchObject([{ id: 1, state: "rejected", send_count: 0 }]);
});

it("a resting order lowers what is available, however its pair is typed, until it is canceled (case 28)", async () => {
  const desk = await start(STANDING);
  await desk.ask("/buy btc/usdt 0.1 price=40000");
  await desk.press("Approve");
  await desk.card(1, "rests at paper");
  await desk.told("rests at paper");
  expect((await desk.ask("/balance")).text).toMatch(/USDT +5,996\.00 +4,004\.00 +10,000\.00/);
  expectRefused(await desk.ask("/buy BTC/USDT 0.2 price=40000"), "5,996.00 USDT is available");
  await desk.ask("/cancel all");
  await desk.card(1, "CANCELED");
  expect((await desk.ask("/balance")).text).toMatch(/USDT +10,000\.00$/m);
  await desk.stop();
  expect(readBooks(dataDir).placed).toMatchObject([{ status: "canceled", filled: "0" }]);
});

it("a halt stops what would buy, outlives a restart, and lets closing pass", async () => {
  let desk = await start();
  await desk.ask("/buy BTC/USDT 0.01");
  await desk.press("Approve");
  await desk.card(1, "BOUGHT 0.01");
  await desk.ask("/buy BTC/USDT 0.01");
  expect((await desk.ask("/halt exchange looks odd")).text).toContain("HALTED by owner");
  expectRefused(await desk.ask("/approve 2"), "the desk is halted (exchange looks odd)", "/resume");
  expectRefused(await desk.ask("/buy BTC/USDT 0.01"), "the desk is halted");
  await desk.stop();

  desk = await start();
  expectRefused(await desk.ask("/buy BTC/USDT 0.01"), "the desk is halted (exchange looks odd)");
  expectRefused(await desk.ask("/approve 2"), "the desk is halted");
  expect((await desk.ask("/status")).text).toContain("exchange looks odd");
  await desk.ask("/close BTC/USDT");
  await desk.card(3, "SOLD 0.01");
  expect((await desk.ask("/resume")).text).toContain("Resume?");
  expect((await desk.press("Resume")).text).toContain("RESUMED by owner");
  await desk.ask("/approve 2");
  await desk.card(2, "BOUGHT 0.01");
  await desk.stop();
  expect(readBooks(dataDir).placed).toHaveLength(3);
});

it("an order that rests when the desk stops fills or is canceled after it is back, and nothing told is missed", async () => {
  let desk = await start(STANDING);
  for (const [order, price] of ["45500", "30000"].entries()) {
    await desk.ask(`/buy BTC/USDT 0.01 price=${price}`);
    await desk.press("Approve");
    await desk.card(order + 1, "rests at paper");
  }
  const seen = desk.messages().at(-1)?.seq ?? 0;
  expect(await desk.stop()).toBe(0);

  desk = await start();
  desk.hangUp();
  const before = desk.messages().length;
  void desk.listen(seen);
  await desk.card(1, "BOUGHT 0.01");
  await desk.ask("/cancel 2");
  await desk.card(2, "CANCELED");
  const missed = desk.messages().slice(before);
  const numbers = missed.map(({ seq }) => seq);
  expect(Math.min(...numbers)).toBeGreaterThan(seen);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(missed.filter(({ text }) => text.includes("BOUGHT 0.01"))).not.toEqual([]);
  expect((await desk.ask("/balance")).text).toMatch(/BTC +0\.01$/m);
  await desk.stop();

  const books = readBooks(dataDir);
  expect(books.orders.map(({ state, send_count }) => [state, send_count])).toEqual([
    ["filled", 1],
    ["canceled", 1],
  ]);
  expect(books.trades.map(({ price }) => price)).toEqual(["45500"]);
  for (const { wallet, ledger, venue } of books.totals) expect([ledger, venue]).toEqual([wallet, wallet]);
});
