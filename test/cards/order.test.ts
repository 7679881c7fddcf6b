import { describe, expect, test } from "vitest";
import { orderCard } from "../../src/cards/order/order.ts";
import { COMING, PROTECTED } from "../../src/cards/protection.ts";
import { from } from "../../src/domain/money.ts";
import { STATES } from "../../src/domain/order.ts";
import { approvedByAnn, at, ENDS, fillOfExample, limitOrder, orderFacts, read, runs } from "./facts.ts";

describe("a proposal", () => {
  test("says everything needed to decide, in the order of every card", () => {
    const card = orderCard(orderFacts());
    expect(read(card)).toEqual([
      "🟢 BUY 0.0125 BTC/USDT · paper              #42",
      "≈ 578.12 USDT at 46,249.6 (market)",
      "Why     asked by owner",
      "Cost    fee ≈ 0.58 USDT, slippage ≈ 0.02 %",
      "After   exposure 11.6 → 17.4 % of equity",
      "        free 8,232.60 USDT",
      "⏳ needs 1 approval · 4:58 left · valid ±0.50 %",
      "[ Approve ] [ Half ] [ Reject ] [ Why ]",
    ]);
    expect(runs(card)).toEqual({ Approve: "approve 42", Half: "approve 42 half", Reject: "reject 42", Why: "why 42" });
  });

  test("asks, and its buttons are bound to its version until it ends", () => {
    const card = orderCard(orderFacts({ version: 3 }));
    expect(card.outcome).toBe("asks");
    expect([card.binds, card.until]).toEqual([{ order: 42, version: 3 }, ENDS]);
  });

  test("of a limit order names its limit beside the market, and what was rounded", () => {
    const notes = [["price rounded down to the tick: 46,240.0"]];
    expect(read(orderCard(orderFacts({ ...limitOrder, notes, side: "BUY" }))).slice(0, 5)).toEqual([
      "🟢 BUY 0.0125 BTC/USDT · paper              #42",
      "578.00 USDT at 46,240.0 (limit), market at 46,249.6",
      "price rounded down to the tick: 46,240.0",
      "Why     asked by owner",
      "Cost    fee ≈ 0.58 USDT",
    ]);
  });

  test("offers no half that could not be traded", () => {
    expect(runs(orderCard(orderFacts({ offersHalf: false })))).not.toHaveProperty("Half");
  });

  test("at a new price opens with how far it moved", () => {
    const card = orderCard(orderFacts({ version: 2, requotedPercent: from("0.81"), quotePrice: from("46624.2") }));
    expect(read(card).slice(0, 3)).toEqual([
      "🔁 The price moved +0.81 % (limit ±0.50 %). New quote: 46,624.2  #42",
      "🟢 BUY 0.0125 BTC/USDT · paper",
      "≈ 582.80 USDT at 46,624.2 (market)",
    ]);
    expect(card.binds?.version).toBe(2);
  });

  test("leaves out an exposure that cannot be known", () => {
    const after = { exposureBefore: null, exposureAfter: null, free: from("100") };
    expect(read(orderCard(orderFacts({ after })))).toContain("After   free 100.00 USDT");
  });
});

describe("an order at work", () => {
  test("is bought as soon as it is approved, and says truly whether it was sent", () => {
    const decided = approvedByAnn;
    const [first, second, third] = read(orderCard(orderFacts({ state: "approved", decided })));
    expect([first, second, third]).toEqual([
      "⏳ BUYING 0.0125 BTC/USDT · paper           #42",
      "≈ 578.12 USDT at 46,249.6 (market), on its way to paper",
      "approved by Ann in Discord, 08:01:12",
    ]);
    expect(read(orderCard(orderFacts({ state: "sending", decided })))[1]).toBe(
      "≈ 578.12 USDT at 46,249.6 (market), sent to paper",
    );
  });

  test("shows its steps to those who draw them: an exit was asked for, a part is told in percent", () => {
    const steps = ["approved", "sent", "filled"];
    const progress = (changes: Parameters<typeof orderFacts>[0]) => orderCard(orderFacts(changes)).progress;
    expect(progress({ state: "approved" })).toEqual({ steps, done: 1 });
    expect(progress({ state: "sending" })).toEqual({ steps, done: 2 });
    expect(progress({ state: "open" })).toEqual({ steps, done: 2 });
    expect(progress({ state: "partial", filled: from("0.005") })).toEqual({ steps, done: 2, percent: "40" });
    expect(progress({ state: "open", purpose: "exit" })?.steps[0]).toBe("asked");
    for (const state of ["proposed", "unknown", "canceling", "filled", "canceled"] as const)
      expect(progress({ state })).toBeUndefined();
  });

  test("says when it is not known whether it was placed", () => {
    const card = orderCard(orderFacts({ state: "unknown", decided: approvedByAnn }));
    expect(read(card)).toEqual([
      "⚠️ UNKNOWN: BUY 0.0125 BTC/USDT · paper     #42",
      "The exchange did not answer; the order may or may not be placed. I am checking and will tell you. New entries on BTC/USDT wait until then.",
      "[ Cancel ]",
    ]);
  });

  test("an unknown exit keeps no entry waiting, and remembers a wish to cancel", () => {
    const lines = read(
      orderCard(orderFacts({ state: "unknown", purpose: "exit", side: "SELL", cancelRequested: true })),
    );
    expect(lines).toEqual([
      "⚠️ UNKNOWN: SELL 0.0125 BTC/USDT · paper    #42",
      "The exchange did not answer; the order may or may not be placed. I am checking and will tell you.",
      "It is canceled as soon as it is found.",
    ]);
  });

  test("rests at its limit and can be canceled", () => {
    const card = orderCard(orderFacts({ ...limitOrder, state: "open", version: 3, decided: approvedByAnn }));
    expect(read(card)).toEqual([
      "⏳ BUYING 0.0125 BTC/USDT · paper           #42",
      "578.00 USDT at 46,240.0 (limit), rests at paper",
      "approved by Ann in Discord, 08:01:12",
      "[ Cancel ]",
    ]);
    expect(runs(card)).toEqual({ Cancel: "cancel 42" });
    expect([card.outcome, card.binds]).toEqual(["open", { order: 42, version: 3 }]);
  });

  test("partly filled, says what is done and what rests", () => {
    const part = { filled: from("0.005"), average: from("46240"), cost: from("231.2"), fees: from("0.2312") };
    expect(read(orderCard(orderFacts({ ...limitOrder, ...part, state: "partial" })))).toEqual([
      "⏳ BOUGHT 0.005 of 0.0125 BTC/USDT · paper  #42",
      "at 46,240.0 (limit 46,240.0), 231.20 USDT, fee 0.23 USDT",
      "the other 0.0075 BTC rests at 46,240.0 (limit)",
      "[ Cancel ]",
    ]);
  });

  test("while it is canceled, offers no second cancel", () => {
    const card = orderCard(orderFacts({ ...limitOrder, state: "canceling", cancelRequested: true }));
    expect(read(card)).toEqual([
      "⏳ CANCELING BUY 0.0125 BTC/USDT · paper    #42",
      "paper has been asked to cancel it and has not confirmed it yet",
    ]);
    expect(runs(card)).toEqual({});
  });
});

describe("a filled order", () => {
  test("says what it gave against the quote, who approved it, and its protection", () => {
    const card = orderCard(
      orderFacts({
        ...fillOfExample,
        state: "filled",
        decided: approvedByAnn,
        protection: PROTECTED,
      }),
    );
    expect(read(card)).toEqual([
      "✅ BOUGHT 0.0125 BTC/USDT · paper           #42",
      "at 46,251.2 (+0.003 % against the quote), 578.14 USDT, fee 0.58 USDT",
      "approved by Ann in Discord, 08:01:12 · protected by the exchange",
      "[ Position ] [ Why ] [ Close position ]",
    ]);
    expect(runs(card)).toEqual({ Position: "position BTC/USDT", Why: "why 42", "Close position": "close BTC/USDT" });
    expect(card.outcome).toBe("done");
    expect(card.binds).toBeUndefined();
  });

  test("is not at its end while its stop is on its way", () => {
    expect(orderCard(orderFacts({ ...fillOfExample, state: "filled", protection: COMING })).outcome).toBe("open");
  });

  test("offers no closing once its position is closed", () => {
    const card = orderCard(orderFacts({ ...fillOfExample, state: "filled", isClosed: true }));
    expect(runs(card)).toEqual({ Position: "position BTC/USDT", Why: "why 42" });
  });

  test("that sold says what came of it, net of the fee of this exit, the entry's fee not counted", () => {
    const lines = read(
      orderCard(
        orderFacts({
          ...fillOfExample,
          state: "filled",
          side: "SELL",
          purpose: "exit",
          profit: { amount: from("-12.3"), isRoundTrip: false },
        }),
      ),
    );
    expect(lines).toEqual([
      "✅ SOLD 0.0125 BTC/USDT · paper             #42",
      "at 46,251.2 (+0.003 % against the quote), 578.14 USDT, fee 0.58 USDT",
      "realised −12.30 USDT net of the fee of this exit, the entry's fee not counted",
      "asked by owner, needed no approval",
      "[ Position ] [ Why ]",
    ]);
  });

  test("a loss too small to show has no sign", () => {
    const lines = read(
      orderCard(
        orderFacts({
          ...fillOfExample,
          state: "filled",
          purpose: "exit",
          profit: { amount: from("-0.004"), isRoundTrip: false },
        }),
      ),
    );
    expect(lines[2]).toBe("realised 0.00 USDT net of the fee of this exit, the entry's fee not counted");
  });
});

describe("an order that ended early", () => {
  test("keeps what was filled", () => {
    const part = { filled: from("0.005"), average: from("46240"), cost: from("231.2"), fees: from("0.2312") };
    const card = orderCard(orderFacts({ ...limitOrder, ...part, state: "canceled", decided: approvedByAnn }));
    expect(read(card)[0]).toBe("✅ BOUGHT 0.005 of 0.0125 BTC/USDT · paper, the rest was canceled  #42");
    expect(card.outcome).toBe("done");
  });

  test.each([
    ["word", null, "canceled by owner, 13:09:40"],
    ["halt", "exchange looks odd", 'canceled by the halt of owner, 13:09:40: "exchange looks odd"'],
    ["panic", null, "canceled by the panic of owner, 13:09:40"],
  ] as const)("canceled by a %s says whose and when, also where a part was filled", (through, reason, line) => {
    const canceledBy = { by: "owner", at: at(13, 9, 40), through, reason };
    const facts = orderFacts({ ...limitOrder, state: "canceled", cancelRequested: true, canceledBy });
    expect(read(orderCard(facts)).slice(1)).toEqual(["nothing was bought", line]);
    const part = { filled: from("0.005"), average: from("46240"), cost: from("231.2"), fees: from("0.2312") };
    expect(read(orderCard({ ...facts, ...part }))).toContain(line);
  });

  test("canceled by wish is done, canceled by the market is a no", () => {
    const wished = orderCard(orderFacts({ ...limitOrder, state: "canceled", cancelRequested: true }));
    expect(read(wished)).toEqual(["✅ CANCELED: BUY 0.0125 BTC/USDT · paper    #42", "nothing was bought"]);
    expect(wished.outcome).toBe("done");
    const unmet = orderCard(orderFacts({ state: "expired", reason: "the price left the approved band" }));
    expect(read(unmet)).toEqual([
      "⌛ EXPIRED: BUY 0.0125 BTC/USDT · paper     #42",
      "nothing was bought: the price left the approved band",
    ]);
    expect(unmet.outcome).toBe("refused");
  });

  test("rejected names who, where, when and why", () => {
    const decided = { by: "Bo", on: "telegram", at: at(8, 1, 40) };
    expect(read(orderCard(orderFacts({ state: "rejected", decided, reason: "too early" })))).toEqual([
      '❌ Rejected by Bo in Telegram, 08:01:40: "too early"  #42',
      "BUY 0.0125 BTC/USDT · paper",
      "Nothing was sent.",
    ]);
  });

  test("lapsed says that nothing was sent", () => {
    expect(read(orderCard(orderFacts({ state: "lapsed", expiresAt: at(8, 5, 0) })))).toEqual([
      "⌛ Lapsed at 08:05:00, nothing was sent     #42",
      "BUY 0.0125 BTC/USDT · paper",
    ]);
  });

  test("denied by a rule repeats the rule's sentence", () => {
    const reason = "Refused: the desk is halted. Closing orders still pass; /resume ends the halt.";
    expect(read(orderCard(orderFacts({ state: "denied", reason })))).toEqual([
      `❌ ${reason}  #42`,
      "BUY 0.0125 BTC/USDT · paper",
      "Nothing was sent.",
    ]);
  });

  test("refused by the exchange says what the exchange said", () => {
    const card = orderCard(orderFacts({ state: "refused", reason: "insufficient funds" }));
    expect(read(card)).toEqual([
      "❌ REFUSED by the exchange: BUY 0.0125 BTC/USDT · paper  #42",
      "paper says: insufficient funds.",
      "Nothing was bought.",
    ]);
    expect(card.outcome).toBe("refused");
  });

  test("never placed says how to ask again, in a line that can be typed", () => {
    expect(read(orderCard(orderFacts({ ...limitOrder, state: "not_placed" })))).toEqual([
      "❌ NOT PLACED: BUY 0.0125 BTC/USDT · paper  #42",
      "paper answered that it never got this order. Nothing was bought.",
      "To try again: /buy BTC/USDT 0.0125 price=46240",
    ]);
  });

  test("in quarantine says what is stopped", () => {
    const lines = read(orderCard(orderFacts({ ...fillOfExample, state: "quarantined", reason: "a fill too many" })));
    expect(lines).toEqual([
      "⚠️ QUARANTINED: BUY 0.0125 BTC/USDT · paper  #42",
      "The exchange reported what cannot be: a fill too many.",
      "booked so far: 0.0125 BTC at 46,251.2 (+0.003 % against the quote), 578.14 USDT, fee 0.58 USDT",
      "New entries on BTC/USDT are halted until a person has looked; closing orders still pass.",
    ]);
  });
});

describe.each(STATES)("in state %s", (state) => {
  const faces = [
    orderFacts({ state }),
    orderFacts({ state, ...limitOrder, decided: approvedByAnn, reason: "because" }),
    orderFacts({
      state,
      ...fillOfExample,
      decided: approvedByAnn,
      side: "SELL",
      purpose: "exit",
      profit: { amount: from(0), isRoundTrip: false },
    }),
    orderFacts({ state, ...fillOfExample, filled: from("0.001"), cancelRequested: true, requotedPercent: from("-1") }),
    orderFacts({
      state,
      expiresAt: null,
      after: null,
      validPercent: null,
      slippagePercent: null,
      needsApproval: false,
    }),
  ];

  test("a live card says LIVE in its first line, a paper card never", () => {
    for (const facts of faces) {
      const live = orderCard({ ...facts, mode: "live", exchange: "bybit" });
      expect(read(live)[0]).toContain("LIVE");
      expect(read(orderCard(facts)).join("\n")).not.toContain("LIVE");
    }
  });

  test("no card shows what is not for people", () => {
    for (const facts of faces) {
      const shown = read(orderCard(facts)).join("\n");
      expect(shown).not.toMatch(/undefined|NaN|null|\[object|-\d|[+−]0(\.0+)?( |$)|\de[+-]?\d/);
      expect(shown).toContain("#42");
    }
  });
});
