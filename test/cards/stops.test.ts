/** The cards of halts, their ends, and panics. */
import { describe, expect, test } from "vitest";

import { haltedAlreadyCard, haltedCard, type HaltedFacts } from "../../src/cards/halt.ts";
import { type FlattenedPosition, panicCard, type PanicFacts } from "../../src/cards/panic.ts";
import { resumedCard, resumeQuestionCard, resumeRequestCard } from "../../src/cards/resume.ts";
import { from } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { at, NOW, read, runs } from "./facts.ts";

const byAnn = { where: null, by: "Ann", reason: "exchange looks odd", at: at(8, 14, 2), until: null };
const onPair = { where: "BTC/USDT on paper", by: "the desk", reason: null, at: at(8, 15, 0), until: null };
const gone = { canceled: 2, canceling: 0, filled: 0, kept: 0, inDoubt: 0 };
const none = { canceled: 0, canceling: 0, filled: 0, kept: 0, inDoubt: 0 };

describe("a halt", () => {
  const halted: HaltedFacts = {
    ...byAnn,
    scope: "all",
    entries: gone,
    positions: 3,
    stops: 3,
    lateMs: null,
    guess: null,
    resumed: null,
  };

  test("reads as the desk's page has it", () => {
    const card = haltedCard(halted);
    expect(read(card)).toEqual([
      '⛔ HALTED by Ann, 08:14:02: "exchange looks odd"',
      "2 entries canceled · 3 positions keep their stops.",
      "No new exposure anywhere; closing orders still pass.",
      "[ Status ] [ Panic ] [ Resume ]",
    ]);
    expect(runs(card)).toEqual({ Status: "status", Panic: "panic", Resume: "resume" });
  });

  test("claims no stop and no cancel that is not there", () => {
    const entries = { canceled: 1, canceling: 1, filled: 1, kept: 2, inDoubt: 1 };
    const card = haltedCard({ ...halted, ...onPair, scope: "pair", entries, positions: 2, stops: 1 });
    expect(read(card).slice(0, 3)).toEqual([
      "⛔ HALTED BTC/USDT on paper by the desk, 08:15:00",
      "1 entry canceled · 1 entry being canceled · 1 entry filled before its cancel · 2 resting entries kept · 1 entry in quarantine: look at the exchange · 1 position keeps its stop · 1 position has no stop.",
      "No new exposure on BTC/USDT on paper; closing orders still pass.",
    ]);
    expect(card.outcome).toBe("open");
    expect(read(haltedCard({ ...halted, entries: none, positions: 0, stops: 0 }))[1]).toBe("No entry was resting.");
  });

  test("of less than everything offers everything", () => {
    const card = haltedCard({ ...halted, where: "the strategy trend", scope: "strategy" });
    expect(read(card)[2]).toBe("No new exposure by the strategy trend; closing orders still pass.");
    expect(runs(card)["Halt all"]).toBe("halt all");
  });

  test("by a word that is nearly a name says how less is halted", () => {
    const card = haltedCard({ ...halted, reason: "BTC/USTD news", guess: "BTC/USDT" });
    expect(read(card)).toContain("For BTC/USDT alone: /halt BTC/USDT, then /resume all");
    expect(runs(card)["Halt BTC/USDT"]).toBe("halt BTC/USDT");
  });

  test.each([
    [61_000, "61 s"],
    [252_000, "4 min"],
    [10_900_000, "3 h"],
  ])("by a message of %i ms ago says so", (lateMs, age) => {
    expect(read(haltedCard({ ...halted, lateMs }))).toContain(`The message had been written ${age} before.`);
  });

  test("that is over says who ended it", () => {
    expect(read(haltedCard({ ...halted, resumed: { by: "Bo", at: at(8, 20, 0) } }))).toEqual([
      "✅ RESUMED by Bo, 08:20:00",
      'It was halted by Ann, 08:14:02: "exchange looks odd".',
      "2 entries canceled.",
    ]);
  });

  test("once more says since when it stands", () => {
    expect(read(haltedAlreadyCard(byAnn, 0)).slice(0, 2)).toEqual([
      '⛔ Halted already: everything by Ann, 08:14:02: "exchange looks odd"',
      "It stands as it was.",
    ]);
    expect(read(haltedAlreadyCard(byAnn, 2))[1]).toBe("2 resting entries are being canceled.");
  });
});

describe("resuming", () => {
  const question = { ending: [byAnn, onPair], run: "resume 2", until: NOW + 60_000 };

  test("names what ends before it asks", () => {
    const card = resumeQuestionCard(question);
    expect(read(card)).toEqual([
      "⚠️ Resume? 2 halts end, and entries pass again.",
      'Ends    everything by Ann, 08:14:02: "exchange looks odd"',
      "        BTC/USDT on paper by the desk, 08:15:00",
      "[ Resume ]",
    ]);
    expect(card.until).toBe(NOW + 60_000);
  });

  test("asks the other admins, with the time that is left", () => {
    const card = resumeRequestCard({ ...question, ending: [byAnn], by: "Bo", until: NOW + 298_000 });
    expect(read(card)).toEqual([
      "⚠️ Bo asks to resume: 1 halt ends, and entries pass again",
      'Ends    everything by Ann, 08:14:02: "exchange looks odd"',
      "⏳ needs another admin · 4:58 left",
      "[ Resume ]",
    ]);
  });

  test("says that nothing was placed, and what still stands", () => {
    const facts = { by: "Cy", at: at(8, 20, 0), askedBy: "Bo", ended: [byAnn], standing: [onPair] };
    expect(read(resumedCard(facts))).toEqual([
      "⚠️ RESUMED by Cy, 08:20:00, as Bo had asked",
      'Ended   everything by Ann, 08:14:02: "exchange looks odd"',
      "⛔ Still halted: BTC/USDT on paper by the desk, 08:15:00",
      "Nothing was placed by this: what was canceled stays canceled.",
      "[ Status ]",
    ]);
    expect(read(resumedCard({ ...facts, askedBy: null, ended: [onPair], standing: [] }))[0]).toBe(
      "✅ RESUMED BTC/USDT on paper by Cy, 08:20:00",
    );
  });

  test("lists ten halts and counts the others", () => {
    const many = Array.from({ length: 13 }, () => onPair);
    expect(read(resumeQuestionCard({ ...question, ending: many })).at(-2)).toContain("and 3 more, see /status");
  });
});

describe("a panic", () => {
  const ether = { pair: "ETH/USDT", quantity: from("0.18"), quote: "USDT", value: from("685.15") };
  const open = [
    ether,
    { pair: "SOL/USDT", quantity: from("2.6"), quote: "USDT", value: from("444.34") },
    { pair: "BNB/USDT", quantity: from("0.85"), quote: "USDT", value: from("437.07") },
  ];
  const asking: PanicFacts = {
    by: "Ann",
    at: at(8, 14, 20),
    reason: null,
    lateMs: null,
    entries: { ...none, canceling: 2 },
    step: "asks",
    decided: null,
    open,
    newest: 7,
    goodUntil: at(8, 15, 20),
    live: 0,
    items: [],
    resumed: null,
  };
  const exit = {
    id: 12,
    state: "filled",
    quantity: from("0.18"),
    filled: from("0.18"),
    average: from("3806.4"),
    pricePlaces: 2,
    cost: from("685.15"),
    quote: "USDT",
    waitsFor: [],
  } as const;
  const item = (changes: Partial<FlattenedPosition>): FlattenedPosition => ({
    pair: "ETH/USDT",
    quantity: from("0.18"),
    exit,
    reason: null,
    ...changes,
  });
  const flattened: PanicFacts = {
    ...asking,
    entries: gone,
    step: "flattened",
    decided: { by: "Bo", at: at(8, 14, 30) },
    open: [],
    items: [item({})],
  };
  const danger = (card: Reply): string[] =>
    card.blocks.flatMap((block) =>
      block.kind === "buttons" ? block.buttons.flatMap(({ tone, label }) => (tone === "danger" ? [label] : [])) : [],
    );

  test("that is over keeps what it canceled and sold below who ended it", () => {
    const resumed = { by: "Cy", at: at(8, 20, 0) };
    expect(read(panicCard({ ...flattened, open, resumed }))).toEqual([
      "✅ RESUMED by Cy, 08:20:00",
      "PANIC by Ann, 08:14:20 · 1 of 1 closed",
      "2 entries canceled: no entry rests any more.",
      "✅ ETH/USDT 0.18 closed at 3,806.40, 685.15 USDT",
      "Flattened by Bo, 08:14:30",
    ]);
    const asked = panicCard({ ...asking, resumed });
    expect(read(asked)[1]).toBe("PANIC by Ann, 08:14:20 · nothing was closed");
    expect([asked.outcome, runs(asked)]).toEqual(["open", {}]);
  });

  test("shows what flattening would do, item by item, before the only red button", () => {
    const card = panicCard(asking);
    expect(read(card)).toEqual([
      "⛔ PANIC by Ann, 08:14:20 · halted, nothing closed yet",
      "2 entries being canceled.",
      "Flatten closes 3 positions at market, ≈ 1,566.56 USDT:",
      "ETH/USDT 0.18 · SOL/USDT 2.6 · BNB/USDT 0.85",
      "Good until 08:15:20; a later press shows it anew.",
      "[ Flatten all 3 ] [ Keep, stay halted ] [ Status ]",
    ]);
    expect(runs(card)).toEqual({
      "Flatten all 3": "panic flatten 7",
      "Keep, stay halted": "panic keep",
      Status: "status",
    });
    expect(danger(card)).toEqual(["Flatten all 3"]);
    expect(card.outcome).toBe("asks");
  });

  test("says what has no price, and keeps currencies apart", () => {
    const odd = [...open, { ...ether, quote: "BTC", value: from("0.01") }, { ...ether, value: null }];
    expect(read(panicCard({ ...asking, open: odd }))[2]).toBe(
      "Flatten closes 5 positions at market, ≈ 1,566.56 USDT + ≈ 0.01 BTC (1 without a price):",
    );
  });

  test("says when no entry rests any more, and is open until then", () => {
    const kept: PanicFacts = { ...asking, step: "kept", decided: { by: "Bo", at: at(8, 14, 30) } };
    expect(panicCard(kept).outcome).toBe("open");
    const card = panicCard({ ...kept, entries: gone });
    expect(card.outcome).toBe("done");
    expect(read(card)).toEqual([
      "⛔ PANIC by Ann, 08:14:20 · halted, positions kept",
      "2 entries canceled: no entry rests any more.",
      "Positions kept by Bo, 08:14:30. /panic previews what is still open",
      "[ Status ] [ Positions ] [ Resume ]",
    ]);
    expect(read(panicCard({ ...kept, entries: { ...gone, inDoubt: 1 } }))[1]).not.toContain("no entry rests");
  });

  test("has nothing to flatten where nothing is open", () => {
    const card = panicCard({ ...asking, open: [], newest: null });
    expect(read(card)[0]).toBe("⛔ PANIC by Ann, 08:14:20 · halted, no position is open");
    expect(Object.keys(runs(card))).toEqual(["Status", "Positions", "Resume"]);
  });

  test("reports each position as the exchange confirms it", () => {
    const items = [
      item({}),
      item({ pair: "SOL/USDT", exit: { ...exit, id: 13, state: "open", filled: from(0) } }),
      item({ pair: "BNB/USDT", exit: null, reason: "Nothing of 0.85 BNB is free: #9 already sells it." }),
      item({ pair: "BTC/USDT", exit: { ...exit, id: 14, state: "expired", filled: from("0.1") } }),
    ];
    const card = panicCard({ ...flattened, items, open: open.slice(2) });
    expect(read(card)).toEqual([
      "⛔ PANIC by Ann, 08:14:20 · halted, 1 of 4 closed",
      "2 entries canceled: no entry rests any more.",
      "✅ ETH/USDT 0.18 closed at 3,806.40, 685.15 USDT",
      "⏳ SOL/USDT 0.18: resting, #13",
      "❌ BNB/USDT 0.18 stays: Nothing of 0.85 BNB is free: #9 already sells it.",
      "❌ BTC/USDT 0.18: expired, #14, 0.1 of it closed at 3,806.40, 685.15 USDT. To try again: /close BTC/USDT",
      "Flattened by Bo, 08:14:30",
      "[ Status ] [ Positions ] [ Resume ]",
    ]);
    expect(card.outcome).toBe("open");
    expect(panicCard(flattened).outcome).toBe("done");
  });

  test("names the exits that are taken back before one of its own goes out", () => {
    const waiting = { ...exit, state: "approved", filled: from(0), waitsFor: [8] } as const;
    const lines = (waitsFor: readonly number[]) =>
      read(panicCard({ ...flattened, items: [item({ exit: { ...waiting, waitsFor } })] }));
    expect(lines([8])[2]).toBe("⏳ ETH/USDT 0.18: #12 goes out as soon as #8 is canceled");
    expect(lines([8, 9])[2]).toBe("⏳ ETH/USDT 0.18: #12 goes out as soon as #8, #9 are canceled");
  });

  test("claims of no position that it stays when another order has closed it", () => {
    const items = [item({ quantity: from(0), exit: null, reason: "Nothing is free to sell." })];
    const card = read(panicCard({ ...flattened, items }));
    expect(card[0]).toContain("1 of 1 closed");
    expect(card[2]).toBe("✅ ETH/USDT is closed by another order");
  });

  test("leaves live accounts alone, and says so", () => {
    expect(read(panicCard({ ...asking, live: 1 }))).toContain(
      "⚠️ 1 position on a live account is not flattened: that comes with live trading. /close all closes them.",
    );
  });
});
