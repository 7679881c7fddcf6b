import { describe, expect, test } from "vitest";

import { driftAdoptedCard, driftIgnoredCard, orphanAdoptedCard } from "../../src/cards/drift/decided.ts";
import { type DriftAccount, driftCard, driftRows } from "../../src/cards/drift/drift.ts";
import type { ComparedFacts, DifferenceFacts, HeldFacts, OrphanFacts } from "../../src/cards/drift/facts.ts";
import { differenceQuestion, orphanQuestion } from "../../src/cards/drift/question.ts";
import { pageOf } from "../../src/cards/pages.ts";
import { from } from "../../src/domain/money.ts";
import { ENDS, NOW, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;
const LIVE = { exchange: "bybit", mode: "live" } as const;

const held = (strategy: string, quantity: string, left: string, isDust = false): HeldFacts => ({
  pair: "BTC/USDT",
  strategy,
  quantity: from(quantity),
  left: from(left),
  canBeSold: left !== "0" && !isDust,
  isDust,
});

const difference = (changes: Partial<DifferenceFacts> = {}): DifferenceFacts => ({
  asset: "BTC",
  ours: from("0.016"),
  theirs: from("0.006"),
  change: from("-0.01"),
  fromInventory: from("0.002"),
  positions: [held("manual", "0.01", "0.002"), held("trend", "0.004", "0.004")],
  suspects: [],
  inTheWay: [],
  ignored: null,
  ...changes,
});

const orphan = (changes: Partial<OrphanFacts> = {}): OrphanFacts => ({
  ref: "v7",
  order: {
    side: "SELL",
    purpose: "exit",
    pair: "BTC/USDT",
    quantity: from("0.01"),
    filled: from("0"),
    price: from("50000"),
    pricePlaces: 1,
    status: "open",
    isOpen: true,
  },
  told: from("0"),
  lacksTrades: false,
  ...changes,
});

const compared = (changes: Partial<ComparedFacts> = {}): ComparedFacts => ({
  ...PAPER,
  at: NOW,
  assets: 3,
  orders: 2,
  differences: [],
  positions: [],
  orphans: [],
  foreign: [],
  missing: [],
  ...changes,
});

const card = (...accounts: readonly DriftAccount[]) =>
  driftCard({ accounts, first: "paper", page: pageOf(driftRows(accounts).length), line: "drift" });

describe("/drift", () => {
  test("says in one line that nothing is wrong", () => {
    expect(read(card(compared()))).toEqual(["✅ The book and paper agree: 3 assets, 2 open orders, as of 07:56:14."]);
    expect(read(card(compared({ ...LIVE })))[0]).toContain("The book and LIVE bybit agree");
  });

  test("says what each word would do, in exact numbers", () => {
    expect(read(card(compared({ differences: [difference()] })))).toEqual([
      "⚠️ paper: 1 difference, as of 07:56:14",
      "BTC     book 0.016 · paper 0.006 · −0.01",
      "        backs manual BTC/USDT 0.01",
      "        backs trend BTC/USDT 0.004",
      "Adopt   books −0.01 BTC as a withdrawal",
      "        0.002 BTC of it from no position",
      "        manual BTC/USDT 0.01 → 0.002",
      "        at cost: no profit and no loss is made by it",
      "Close   adopts that, then sells at market:",
      "        manual BTC/USDT 0.002",
      "        trend BTC/USDT 0.004",
      "Ignore  books nothing; not told again while it is −0.01 BTC",
      "[ Adopt BTC ] [ Close BTC ] [ Ignore BTC ]",
    ]);
  });

  test("names the account in the lines of all but the first", () => {
    const second = compared({ ...LIVE, differences: [difference()], orphans: [orphan()] });
    expect(Object.values(runs(card(compared(), second)))).toEqual([
      "drift adopt BTC exchange=bybit",
      "drift close BTC exchange=bybit",
      "drift ignore BTC exchange=bybit",
      "drift adopt v7 exchange=bybit",
      "drift cancel v7 exchange=bybit",
    ]);
    expect(Object.values(runs(card(compared({ differences: [difference()] }))))[0]).toBe("drift adopt BTC");
  });

  test("offers no sale of what is not there, and nothing at all while an order may explain it", () => {
    const gone = difference({ positions: [held("manual", "0.01", "0"), held("trend", "0.004", "0.0001", true)] });
    expect(Object.keys(runs(card(compared({ differences: [gone] }))))).toEqual(["Adopt BTC", "Ignore BTC"]);
    const open = card(compared({ differences: [difference({ suspects: ["#7 is of open fate"] })] }));
    expect(runs(open)).toEqual({});
    expect(read(open).at(-1)).toBe(
      "⏳ #7 is of open fate: that may be the cause, and nothing is offered till it is known.",
    );
  });

  test("no word of an exchange is no word, beside another that answers", () => {
    const silent = { ...PAPER, sentence: "paper did not answer." };
    expect(read(card(silent, compared({ ...LIVE })))).toEqual([
      "⚠️ No word from paper",
      "paper did not answer.",
      "✅ The book and LIVE bybit agree: 3 assets, 2 open orders, as of 07:56:14.",
    ]);
  });

  test("goes on page by page, each with the buttons of its own", () => {
    const differences = Array.from({ length: 12 }, (_, n) => difference({ asset: `C${n}`, positions: [] }));
    const shown = card(compared({ differences }));
    expect(read(shown)[0]).toContain("12 differences, as of 07:56:14 · 1–10 of 12");
    expect(Object.values(runs(shown)).at(-1)).toBe("drift page=2");
    expect(Object.values(runs(shown))).toHaveLength(21);
  });

  test("what is missing there, and what is not mine, is named without a button", () => {
    const { order } = orphan();
    if (order === null) throw new Error("no order");
    const foreign = [
      { ref: "v8", order, whose: "foreign" },
      { ref: "v9", order, whose: "other" },
    ] as const;
    const shown = card(compared({ missing: [42], foreign }));
    expect(read(shown).slice(1)).toEqual([
      "⚠️ #42 is open in the book and not known at paper. I keep looking: /order 42",
      "Not mine  SELL 0.01 BTC/USDT at 50,000.0, open (v8)",
      "          SELL 0.01 BTC/USDT at 50,000.0, open (v9, another Outcry's)",
    ]);
    expect(runs(shown)).toEqual({});
  });
});

describe("a word about a difference", () => {
  const asks = { ...PAPER, run: "drift adopt BTC shown=-0.01/1:0.002", until: ENDS, hasChanged: false } as const;

  test("is asked for once more with its plan", () => {
    expect(read(differenceQuestion(difference(), { ...asks, step: "adopt" }))).toEqual([
      "⚠️ Adopt −0.01 BTC · paper?",
      "BTC     book 0.016 · paper 0.006",
      "Adopt   books −0.01 BTC as a withdrawal",
      "        0.002 BTC of it from no position",
      "        manual BTC/USDT 0.01 → 0.002",
      "        at cost: no profit and no loss is made by it",
      "[ Adopt ]",
    ]);
    const changed = orphanQuestion(orphan(), { ...asks, ...LIVE, step: "cancel", hasChanged: true });
    expect(read(changed)[0]).toBe("⚠️ It has changed meanwhile. Cancel v7 · LIVE bybit?");
  });

  const done = {
    ...LIVE,
    by: "Ann",
    at: NOW,
    halts: [{ where: "BTC/USDT on bybit", run: "resume BTC/USDT exchange=bybit" }],
  };

  test("tells what was done, and what is halted all the same", () => {
    const closing = { orders: 1, refusals: ["Nothing of 0.004 BTC is free to sell."] };
    expect(read(driftAdoptedCard({ ...done, difference: difference(), closing }))).toEqual([
      "✅ ADOPTED −0.01 BTC · LIVE bybit",
      "booked as a withdrawal by Ann, 07:56:14. The book has 0.006 BTC.",
      "At cost  manual BTC/USDT 0.01 → 0.002",
      "⏳ 1 position is being sold at market; each card tells how that goes.",
      "⚠️ Nothing of 0.004 BTC is free to sell.",
      "⛔ Still halted: BTC/USDT on bybit. /resume BTC/USDT exchange=bybit ends that.",
      "[ Resume BTC/USDT on bybit ]",
    ]);
    expect(read(driftIgnoredCard(difference(), { ...done, halts: [] }))[0]).toBe("✅ IGNORED −0.01 BTC · LIVE bybit");
    const adopted = { ...done, ref: "v7", id: 42, filled: from("0.004"), base: "BTC", isCanceling: false };
    expect(read(orphanAdoptedCard(adopted)).slice(0, 2)).toEqual([
      "✅ ADOPTED v7 as #42 · LIVE bybit",
      "by Ann, 07:56:14, 0.004 BTC filled.",
    ]);
  });
});
