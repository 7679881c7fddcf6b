import { describe, expect, test } from "vitest";
import { confirmCard } from "../../src/cards/confirm.ts";
import { healthCard } from "../../src/cards/health.ts";
import { commandHelpCard, helpCard } from "../../src/cards/help.ts";
import { orderDetailCard } from "../../src/cards/order/detail.ts";
import { priceCard } from "../../src/cards/price.ts";
import { pageOf } from "../../src/cards/pages.ts";
import { refusalReply } from "../../src/cards/refusal.ts";
import { statusCard, type StatusFacts } from "../../src/cards/status.ts";
import { versionCard } from "../../src/cards/version.ts";
import { from } from "../../src/domain/money.ts";
import { approvedByAnn, at, fillOfExample, NOW, orderFacts, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;

describe("one thing in full", () => {
  test("an order's own page has its card, its ids, its life and its fills", () => {
    const card = orderDetailCard({
      order: orderFacts({ ...fillOfExample, state: "filled", decided: approvedByAnn }),
      createdAt: at(8, 0, 1),
      clientOrderId: "xabc0123456789012",
      exchangeOrderId: "p-17",
      strategy: "manual",
      legs: [
        { id: 43, leg: "stop", quantity: from("0.0125"), level: from("45120"), state: "armed" },
        { id: 44, leg: "target", quantity: from("0.0125"), level: from("48500"), state: "open" },
        { id: 45, leg: "close", quantity: from("0.0125"), level: null, state: "refused" },
      ],
      entry: null,
      history: [
        { at: at(8, 0, 1), state: "proposed", by: "owner", note: null },
        { at: at(8, 1, 12), state: "approved", by: "Ann", note: null },
        { at: at(8, 1, 13), state: "filled", by: null, note: "found by look-up" },
      ],
      fills: [
        { at: at(8, 1, 13), quantity: from("0.0125"), price: from("46251.2"), fee: from("0.57814"), feeAsset: "USDT" },
      ],
    });
    expect(read(card)).toEqual([
      "✅ BOUGHT 0.0125 BTC/USDT · paper           #42",
      "at 46,251.2 (+0.003 % against the quote), 578.14 USDT, fee 0.58 USDT",
      "approved by Ann in Discord, 08:01:12 · no protection was asked for",
      "Asked   4 Jan 2022 08:00:01 for manual",
      "Ids     ours: xabc0123456789012",
      "        at paper: p-17",
      "Exits   #43 stop 0.0125 BTC at 45,120.0: waits for its moment",
      "        #44 target 0.0125 BTC at 48,500.0: resting",
      "        #45 close 0.0125 BTC at market: refused by the exchange",
      "Life    4 Jan 2022 08:00:01 proposed by owner",
      "        4 Jan 2022 08:01:12 approved by Ann",
      "        4 Jan 2022 08:01:13 filled: found by look-up",
      "Filled at            Quantity     Price        Fee",
      "4 Jan 2022 08:01:13    0.0125  46,251.2  0.58 USDT",
      "[ Position ] [ Why ] [ Close position ]",
    ]);
  });

  test("a price has its sides, its spread and its age", () => {
    const facts = {
      ...PAPER,
      pair: "BTC/USDT",
      last: from("46250"),
      bid: from("46245.4"),
      ask: from("46254.6"),
      pricePlaces: 1,
      at: NOW,
    };
    expect(read(priceCard(facts))).toEqual([
      "BTC/USDT 46,250.0 USDT · paper",
      "Bid     46,245.4",
      "Ask     46,254.6 · spread 0.020 %",
      "At      4 Jan 2022 07:56:14",
    ]);
  });

  test("status says what runs, what is halted and what waits", () => {
    const facts: StatusFacts = {
      accounts: [{ ...PAPER, feed: "synthetic", speed: 60, marketTime: at(8, 0, 0), note: null }],
      halts: [],
      haltFile: null,
      proposals: 1,
      orders: 0,
      positions: 2,
      deliveryLagMs: 420,
    };
    expect(read(statusCard(facts))).toEqual([
      "✅ The desk is trading",
      "paper    synthetic at ×60, market time 4 Jan 2022 08:00:00",
      "Waiting  1 proposal",
      "Working  0 orders",
      "Holding  2 positions",
      "Chats    delivery 0.4 s behind",
      "[ Proposals ] [ Positions ]",
    ]);
    const halts = [
      { where: "BTC/USDT on paper", by: "Ann", reason: "odd", at: at(8, 14, 2), until: null },
      { where: "paper", by: "the desk", reason: "daily loss", at: at(8, 15, 0), until: Date.UTC(2022, 0, 5) },
    ];
    const halted = read(statusCard({ ...facts, halts, haltFile: "data/HALT" }));
    expect(halted.slice(0, 4)).toEqual([
      "⛔ The desk is HALTED in part",
      '⛔ BTC/USDT on paper by Ann, 08:14:02: "odd"',
      '⛔ paper by the desk, 08:15:00: "daily loss", no /resume before 5 Jan 2022 00:00:00',
      "⚠️ The file data/HALT: no /resume while it lies there",
    ]);
    expect(halted.at(-1)).toBe("[ Proposals ] [ Positions ] [ Resume ]");
  });

  test("health puts what needs a look first", () => {
    const checks = [
      { name: "Database", ok: true, sentence: "answers" },
      { name: "Clock", ok: false, sentence: "is 3 s off; set it by NTP" },
    ];
    expect(read(healthCard(checks))).toEqual([
      "⚠️ 1 of 2 checks needs a look",
      "⚠️ Clock: is 3 s off; set it by NTP",
      "Database  answers",
    ]);
  });

  test("help lists by family, and one command with examples", () => {
    const buy = { name: "buy", family: "trade", help: "Proposes to buy." };
    const both = [buy, { name: "cancel", family: "trade", help: "Cancels an order." }];
    expect(read(helpCard(both, pageOf(2)))).toEqual([
      "What you can type",
      "trade   /buy     Proposes to buy.",
      "        /cancel  Cancels an order.",
      "One in full: /help buy",
    ]);
    const args = [{ name: "PAIR", help: "what to buy" }];
    const full = {
      ...buy,
      usage: "/buy PAIR AMOUNT",
      role: "trader",
      args,
      examples: ["/buy BTC/USDT 0.01", "/buy BTC/USDT $500"],
    };
    expect(read(commandHelpCard(full))).toEqual([
      "/buy PAIR AMOUNT",
      "Proposes to buy.",
      "PAIR    what to buy",
      "Who     trader and above",
      "Type    /buy BTC/USDT 0.01",
      "        /buy BTC/USDT $500",
    ]);
  });

  test("version fits a line", () => {
    expect(read(versionCard({ version: "0.1.0", node: "24.21.0", database: "SQLite" }))).toEqual([
      "Outcry 0.1.0 · Node 24.21.0 · SQLite",
    ]);
  });
});

describe("short answers", () => {
  test("a refusal offers what to type instead", () => {
    const card = refusalReply({
      message: "I don't know the pair BTCUSD. Did you mean BTC/USDT?",
      suggestions: ["/buy BTC/USDT 0.1"],
    });
    expect(read(card)).toEqual(["❌ I don't know the pair BTCUSD. Did you mean BTC/USDT?", "[ /buy BTC/USDT 0.1 ]"]);
    expect(runs(card)).toEqual({ "/buy BTC/USDT 0.1": "buy BTC/USDT 0.1" });
    expect(card.outcome).toBe("refused");
  });

  test("a second question names what it would do", () => {
    const card = confirmCard({
      question: ["Cancel all 3 orders?"],
      label: "Cancel all",
      run: "cancel all 3",
      until: 1_000,
    });
    expect([card.outcome, read(card), runs(card)]).toEqual([
      "asks",
      ["⚠️ Cancel all 3 orders?", "[ Cancel all ]"],
      { "Cancel all": "cancel all 3" },
    ]);
  });
});
