/** Many hands at one button in Telegram and in Discord: one yes, everybody answered, one order; and what comes again is nothing new. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { readBooks } from "../support/books.ts";
import { ChatBooks } from "../support/chat-books.ts";
import { discordTown } from "../support/discord-town.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { telegramTown } from "../support/telegram-town.ts";
import type { Act, Sight, Town, Wish } from "../support/town.ts";
import { until } from "../support/until.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MANY = 100;
const BUY: Wish = {
  command: "buy",
  options: { pair: "BTC/USDT", amount: "0.01" },
  line: "/buy BTC/USDT 0.01",
};

const TOWNS = [
  ["Telegram", telegramTown],
  ["Discord", discordTown],
] as const;

describe.each(TOWNS)("in %s", (_name, open) => {
  let dataDir: string;
  let town: Town;
  let desk: DeskProcess;
  beforeEach(async () => {
    dataDir = await withoutLimits(temporaryDir());
    town = await open();
    const env = { OUTCRY_FEED: "synthetic@600", OUTCRY_CHAT_PACE: "off", ...town.env };
    desk = await DeskProcess.start({ dataDir, env });
  });
  afterEach(async () => {
    removeDir(dataDir);
    await town.stop();
  });

  /** What fails on the platform, since the desk is not there yet, is said once more. */
  const bought = async (): Promise<{ readonly card: Sight; readonly said: Act }> => {
    let said = town.says(0, BUY);
    const card = await until("the card of the proposal", () => {
      if (said === null || said.hasFailed()) said = town.says(0, BUY);
      return town.sights().find(({ buttons }) => buttons.includes("Approve"));
    });
    if (said === null) throw new Error("a card that nobody asked for");
    return { card, said };
  };

  const answersTo = (acts: readonly Act[]): Promise<readonly (string | null)[]> =>
    until("all to be answered", () => {
      const books = new ChatBooks(dataDir, town.platform);
      try {
        const asked = new Map(books.asked().map((row) => [row.updateId, row]));
        const rows = acts.map(({ updateId }) => asked.get(updateId));
        return rows.every((row) => row?.isAnswered === 1) ? rows.map((row) => row?.answer ?? null) : null;
      } finally {
        books.close();
      }
    });

  const shown = (words: string): number =>
    town.sights().filter(({ texts }) => texts.some((text) => text.includes(words))).length;

  const checkOneOrder = async (): Promise<void> => {
    await until("the card to say so", () => shown("BOUGHT 0.01") > 0);
    await desk.stop();
    const { orders, placed } = readBooks(dataDir);
    expect(placed).toHaveLength(1);
    expect(orders).toMatchObject([{ state: "filled", send_count: 1 }]);
  };

  it("a hundred presses of one button at once are one yes, and each is answered", async () => {
    const { card } = await bought();
    const presses = Array.from({ length: MANY }, () => town.presses(card, "Approve"));
    const answers = await answersTo(presses);
    expect(answers.filter((answer) => answer?.includes('"refused"'))).toHaveLength(MANY - 1);
    await checkOneOrder();
    expect(shown("Nothing was changed.") + shown("nothing was changed.")).toBe(MANY - 1);
  });

  it("a command and a press that come a hundred times are one of each, answered once", async () => {
    const { card, said } = await bought();
    for (let times = 0; times < MANY; times += 1) said.again();
    const press = town.presses(card, "Approve");
    for (let times = 0; times < MANY; times += 1) press.again();
    // Whatever a repetition would have caused is told before this.
    const last = town.says(0, { command: "order", options: { id: "900001" }, line: "/order 900001" });
    await answersTo(last === null ? [press] : [press, last]);
    await checkOneOrder();
    expect(shown("0.01 BTC/USDT")).toBe(1);
    expect(shown("changed")).toBe(0);
  });
});
