import { expect, it } from "vitest";

import { readBooks } from "../support/books.ts";
import { DeskProcess, type Message, removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";

const ENTRY = new URL("../support/crash-desk.ts", import.meta.url).pathname;

const launch = (dataDir: string, killAt: number): Promise<DeskProcess> =>
  DeskProcess.start({ dataDir, entry: [ENTRY, String(killAt)], env: { OUTCRY_FEED: "synthetic@600" } });

const over = (text: string): boolean => /BOUGHT 0\.01|NOT PLACED|Lapsed/.test(text);

/**
 * Buys and approves as a client that repeats what was not confirmed, under the same ids. Gives the last word on the order,
 * or null when the desk dies before.
 */
async function trade(desk: DeskProcess): Promise<string | null> {
  let isDead = false;
  void desk.exited.then(() => (isDead = true));
  const find = (wanted: (message: Message) => boolean): Promise<Message | "dead"> =>
    until("the next step of the trade", () => (isDead ? "dead" : desk.messages().find(wanted)));
  try {
    await desk.send({ id: "buy-1", line: "/buy BTC/USDT 0.01" });
    if ((await find(({ text }) => text.includes("#1"))) === "dead") return null;
    await desk.send({ id: "approve-1", line: "/approve 1" });
    const last = await find(({ text }) => over(text));
    return last === "dead" ? null : last.text;
  } catch (error) {
    if (isDead || isBrokenConnection(error)) return null;
    throw error;
  }
}

function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

function checkBooks(dataDir: string, killAt: number): void {
  const books = readBooks(dataDir);
  const where = `killed at step ${killAt}: ${JSON.stringify(books)}`;
  expect(books.orders.length, where).toBe(1);
  expect(books.placed.length, where).toBeLessThanOrEqual(1);
  for (const placed of books.placed)
    expect(
      books.orders.map((order) => order.client_order_id),
      where,
    ).toContain(placed.client_order_id);
  const [order] = books.orders;
  expect(order?.state, where).toBe(books.placed.length === 1 ? "filled" : "not_placed");
  for (const { wallet, ledger, venue } of books.totals) expect([ledger, venue], where).toEqual([wallet, wallet]);
  expect(books.unbalanced, where).toEqual([]);
}

it("a SIGKILL between any two steps of a trade loses nothing, doubles nothing, and is told of", async () => {
  const calm = temporaryDir();
  const whole = await launch(calm, 0);
  expect(await trade(whole)).toContain("BOUGHT 0.01");
  await whole.stop();
  const steps = [...whole.output.matchAll(/^step (.+)$/gm)].map(([, name]) => name);
  removeDir(calm);
  expect(new Set(steps).size).toBeGreaterThanOrEqual(12);

  let kills = 0;
  const outcomes = new Map<string, number>();
  for (let killAt = 1; killAt <= steps.length; killAt++) {
    const dataDir = temporaryDir();
    const doomed = await launch(dataDir, killAt).catch(() => null);
    const word = doomed === null ? null : await trade(doomed);
    if (doomed !== null && word !== null) await doomed.stop();
    if (word === null) kills += 1;
    const desk = await launch(dataDir, 0);
    const last = await trade(desk);
    expect(await desk.stop()).toBe(0);
    expect(last, `killed at step ${killAt}`).not.toBeNull();
    checkBooks(dataDir, killAt);
    const outcome = last?.includes("BOUGHT") === true ? "bought" : "proven absent";
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    removeDir(dataDir);
  }
  console.log(
    `${kills} kills between ${steps.length} steps (${[...new Set(steps)].join(", ")}): ${JSON.stringify(Object.fromEntries(outcomes))}`,
  );
  expect(kills).toBeGreaterThan(10);
});
