/** Many hands at one proposal: whoever comes first decides, everybody is answered, one order goes out. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { readBooks } from "../support/books.ts";
import { candleFile } from "../support/candle-file.ts";
import { type LocalChat, type Message, newId, PersonsChat } from "../support/chat.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

const MANY = 100;
const ROUNDS = 10;

let dataDir: string;
beforeEach(async () => {
  dataDir = await withoutLimits(temporaryDir());
});
afterEach(() => {
  removeDir(dataDir);
});

// Without the pace at which people press: that a hundred come at once is what is tried here.
const start = (feed = "synthetic@600"): Promise<DeskProcess> =>
  DeskProcess.start({ dataDir, env: { OUTCRY_FEED: feed, OUTCRY_CHAT_PACE: "off" } });

const isSentence = (message: Message): boolean => /^❌ .+[.?]$/.test(message.text.split("\n")[0] ?? "");

const refusals = (messages: readonly Message[]): Message[] =>
  messages.filter(({ reply }) => reply.outcome === "refused");

/** One order at the venue for each that was approved, each sent once, and both books the same. */
function checkBooks(approved: number): void {
  const books = readBooks(dataDir);
  expect(books.placed).toHaveLength(approved);
  expect(new Set(books.placed.map((placed) => placed.client_order_id)).size).toBe(approved);
  expect(books.orders.filter((order) => order.send_count === 1)).toHaveLength(approved);
  for (const { wallet, ledger, venue } of books.totals) expect([ledger, venue]).toEqual([wallet, wallet]);
  expect(books.unbalanced).toEqual([]);
}

it("a hundred presses of one button at once are one yes, and each is answered", async () => {
  const desk = await start();
  await desk.ask("/buy BTC/USDT 0.01");
  const press = desk.tokenOf("Approve");
  const ids = Array.from({ length: MANY }, newId);
  await Promise.all(ids.map((id) => desk.send({ id, press })));
  const answers = await Promise.all(ids.map((id) => desk.answerTo(id)));
  await desk.card(1, "BOUGHT 0.01");
  await desk.stop();
  expect(refusals(answers)).toHaveLength(MANY - 1);
  expect(refusals(answers).filter(isSentence)).toHaveLength(MANY - 1);
  checkBooks(1);
});

it("one press that comes a hundred times is one message with one answer", async () => {
  const desk = await start();
  await desk.ask("/buy BTC/USDT 0.01");
  const sent = { id: newId(), press: desk.tokenOf("Approve") };
  await Promise.all(Array.from({ length: MANY }, () => desk.send(sent)));
  await desk.card(1, "BOUGHT 0.01");
  // Whatever a repeated press would have caused is told before this.
  await desk.ask("/status");
  await desk.stop();
  expect(refusals(desk.messages())).toEqual([]);
  expect(new Set(desk.messages().map(({ ref }) => ref)).size).toBe(2);
  checkBooks(1);
});

it("approve against reject, of one person and of two, has one outcome each time", async () => {
  await (await start()).stop();
  const token = addPersonTo(dataDir, "Ann", "approver");
  const desk = await start();
  const ann = PersonsChat.open({ url: desk.address().url, token });
  const decide = async (chat: LocalChat, line: string): Promise<Message> => chat.ask(line);
  let approved = 0;
  for (let order = 1; order <= ROUNDS; order++) {
    await desk.ask("/buy BTC/USDT 0.001");
    const other = order % 3 === 0 ? desk : ann;
    const contest = [decide(desk, `/approve ${order}`), decide(other, `/reject ${order} too early`)];
    const answers = await Promise.all(order % 2 === 0 ? contest : contest.toReversed());
    const last = await desk.card(order, /BOUGHT 0\.001|Rejected/);
    const hasWon = (message: Message): boolean => !isSentence(message) || message.text.startsWith("❌ Rejected");
    expect(answers.filter(hasWon), JSON.stringify(answers.map(({ text }) => text))).toHaveLength(1);
    if (last.text.includes("BOUGHT")) approved += 1;
  }
  ann.hangUp();
  await desk.stop();
  checkBooks(approved);
});

it("two persons who approve at once are one approval, and each is told", async () => {
  await (await start()).stop();
  const token = addPersonTo(dataDir, "Ann", "approver");
  const desk = await start();
  const ann = PersonsChat.open({ url: desk.address().url, token });
  for (let order = 1; order <= ROUNDS; order++) {
    await desk.ask("/buy BTC/USDT 0.001");
    await ann.card(order, "needs 1 approval");
    const answers = await Promise.all([desk.press("Approve"), ann.press("Approve")]);
    await desk.card(order, "BOUGHT 0.001");
    await ann.card(order, "BOUGHT 0.001");
    expect(refusals(answers).filter(isSentence), JSON.stringify(answers.map(({ text }) => text))).toHaveLength(1);
  }
  ann.hangUp();
  await desk.stop();
  checkBooks(ROUNDS);
});

it("a yes to an old quote and one to the new quote at once: only what is shown now can be bought", async () => {
  let desk = await start("synthetic@1");
  await desk.ask("/buy BTC/USDT 0.001");
  await desk.stop();
  // The market is another one when the desk comes back: the quote has moved far out of the band.
  desk = await start(`replay:${candleFile(dataDir, 500)}@600`);
  await desk.card(1, "Approve");
  const old = desk.tokenOf("Approve");
  await desk.press("Approve");
  await desk.card(1, "New quote: 46,25");
  const fresh = desk.tokenOf("Approve");
  expect(fresh).not.toBe(old);
  const pressOf = async (press: string): Promise<Message> => {
    const id = newId();
    await desk.send({ id, press });
    return desk.answerTo(id);
  };
  const answers = await Promise.all([old, fresh, old, fresh].map(pressOf));
  await desk.card(1, "BOUGHT 0.001");
  await desk.stop();
  expect(refusals(answers).filter(isSentence), JSON.stringify(answers.map(({ text }) => text))).toHaveLength(3);
  checkBooks(1);
});
