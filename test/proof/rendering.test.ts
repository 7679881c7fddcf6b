/** Names, reasons and pairs that want to be something else, through every card that shows one: what is meant is what is seen. */
import { stripVTControlCharacters } from "node:util";

import { afterAll, describe, expect, it } from "vitest";

import { confirmCard } from "../../src/cards/confirm.ts";
import { orderDetailCard } from "../../src/cards/order/detail.ts";
import { orderCard } from "../../src/cards/order/order.ts";
import { ordersCard } from "../../src/cards/orders.ts";
import { pageOf } from "../../src/cards/pages.ts";
import { positionsCard } from "../../src/cards/positions.ts";
import { refusalReply } from "../../src/cards/refusal.ts";
import { statusCard } from "../../src/cards/status.ts";
import { tradesCard } from "../../src/cards/trades.ts";
import { widthOf } from "../../src/chat/text/columns.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { plain } from "../../src/domain/format.ts";
import { from } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createSecrets, HIDDEN } from "../../src/runtime/scrub.ts";
import { fillOfExample, NOW, orderFacts } from "../cards/facts.ts";
import { below, hostileText, randomFrom } from "../support/hostile.ts";

const STRINGS = 50_000;
const SEED = 1;
const UTC = { zone: "UTC", now: NOW };
const PAPER = { exchange: "paper", mode: "paper" } as const;

/** Each shows the text once, as a person's name, a reason, a pair, an account or a strategy. */
// prettier-ignore
const CARDS: Readonly<Record<string, (free: string) => Reply>> = {
  "a proposer":      (free) => orderCard(orderFacts({ proposedBy: free })),
  "an approver":     (free) => orderCard(orderFacts({ ...fillOfExample, state: "filled", decided: { by: free, on: "telegram", at: NOW } })),
  "a reason":        (free) => orderCard(orderFacts({ state: "rejected", reason: free, decided: { by: "Bo", on: "discord", at: NOW } })),
  "a pair":          (free) => orderCard(orderFacts({ pair: free })),
  "an account":      (free) => orderCard(orderFacts({ exchange: free, mode: "live" })),
  "a coin":          (free) => orderCard(orderFacts({ quote: free })),
  "a life":          (free) => orderDetailCard({ order: orderFacts(), createdAt: NOW, clientOrderId: "x", exchangeOrderId: null, strategy: "manual", legs: [], entry: null, history: [{ at: NOW, state: "proposed", by: free, note: null }], fills: [] }),
  "a halt":          (free) => statusCard({ accounts: [], halts: [{ where: null, by: "Ann", reason: free, at: NOW, until: null }], haltFile: null, proposals: 0, orders: 0, positions: 0, deliveryLagMs: 0 }),
  "a feed":          (free) => statusCard({ accounts: [{ ...PAPER, feed: free, speed: 60, marketTime: NOW, note: null }], halts: [], haltFile: null, proposals: 0, orders: 0, positions: 0, deliveryLagMs: 0 }),
  "a row of orders": (free) => ordersCard({ first: "paper", rows: [{ id: 42, side: "BUY", exchange: "paper", pair: free, quantity: from("0.01"), filled: from(0), limit: null, leg: null, trigger: null, pricePlaces: 1, state: "open" }], page: pageOf(1), all: false, waiting: 0 }),
  "a row of trades": (free) => tradesCard({ first: "paper", rows: [{ order: 42, side: "BUY", exchange: "paper", pair: free, quote: "USDT", quantity: from("0.01"), price: from("46250"), pricePlaces: 1, feeQuote: from("0.46"), realized: from(0), isExit: false, at: NOW }], page: pageOf(1), hasOlder: false, line: "trades" }),
  "a row of positions": (free) => positionsCard([{ ...PAPER, pair: "BTC/USDT", quote: "USDT", strategy: "manual", quantity: from("0.01"), entry: from("46250"), mark: null, side: "LONG", liquidation: null, pricePlaces: 1, unrealized: null, protection: [free] }], pageOf(1)),
  "a refusal":       (free) => refusalReply({ message: `There is no ${free}.`, suggestions: [] }),
  "a button":        (free) => refusalReply({ message: "Did you mean:", suggestions: [free] }),
  "a question":      (free) => confirmCard({ question: [free], label: "Yes", run: "resume", until: NOW }),
};

/** What nothing may be shown of: it moves the cursor, colours, turns, hides or breaks. */
const NEVER = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/u;

/** Where a line is broken, and how wide its gaps are, is the card's affair. */
const letters = (shown: string): string => shown.replace(/\s/g, "");
/** The number at the right of a first line, which a long line goes on below. */
function withoutAside({ blocks: [first] }: Reply, lines: readonly string[]): string {
  const hasAside = first?.kind === "headline" && first.aside !== undefined;
  return lines.map((line, index) => (hasAside && index === 0 ? line.replace(/ {2,}#42$/, "") : line)).join("\n");
}

function assertShown(kind: string, card: Reply, free: string, width: number | undefined): void {
  const look = { ...UTC, ...(width === undefined ? {} : { width }) };
  const shown = renderText(card, look);
  const lines = shown.split("\n");
  const told = `${kind} ${JSON.stringify(free)} at ${width ?? "no"} width:\n${shown}`;
  if (lines.some((line) => NEVER.test(line))) throw new Error(`something that is not seen survives in ${told}`);
  if (!letters(withoutAside(card, lines)).includes(letters(plain(free))))
    throw new Error(`letters are lost in ${told}`);
  if (width !== undefined && lines.some((line) => widthOf(line) > width)) throw new Error(`too wide: ${told}`);
  if (stripVTControlCharacters(renderText(card, { ...look, color: true })) !== shown)
    throw new Error(`colour changes ${told}`);
}

describe("the text renderer", () => {
  const tally = { strings: 0, letters: 0, kinds: new Set<string>() };
  afterAll(() => {
    console.log(`seed ${SEED}: ${tally.strings} strings, ${tally.letters} letters, ${tally.kinds.size} kinds of place`);
  });

  it("shows fifty thousand strings letter by letter, at any width, with and without colour", () => {
    const random = randomFrom(SEED);
    const cards = Object.entries(CARDS);
    for (let n = 0; n < STRINGS; n += 1) {
      const free = hostileText(random);
      const [kind, card] = cards[n % cards.length] ?? [];
      if (kind === undefined || card === undefined) throw new Error("no card");
      assertShown(kind, card(free), free, undefined);
      assertShown(kind, card(free), free, 20 + below(random, 101));
      tally.strings += 1;
      tally.letters += free.length;
      tally.kinds.add(kind);
    }
    expect(tally.kinds.size).toBe(cards.length);
  });
});

describe("plain text", () => {
  it("keeps every letter that is seen, in its order, and nothing that is not", () => {
    const random = randomFrom(SEED + 1);
    const isSeen = (one: string): boolean => !NEVER.test(one);
    for (let n = 0; n < STRINGS; n += 1) {
      const free = hostileText(random);
      const seen = [...free.toWellFormed()].filter(isSeen).join("");
      const shown = plain(free);
      if (NEVER.test(shown) || letters(shown) !== letters(seen))
        throw new Error(`${JSON.stringify(free)} is shown as ${shown}`);
    }
    expect(plain('<3 Bo & "Li\'l" <img src=x onerror=alert(1)>')).toBe('<3 Bo & "Li\'l" <img src=x onerror=alert(1)>');
  });
});

describe("the log", () => {
  it("has a line for each, which says the same when it is read", () => {
    const random = randomFrom(SEED + 2);
    const written: string[] = [];
    const destination = { write: (line: string) => written.push(line) };
    const log = createLog({ level: "info", destination, secrets: createSecrets() });
    const names = Array.from({ length: 2_000 }, () => hostileText(random).toWellFormed());
    for (const name of names) log.info({ name }, "somebody came");
    const lines = written.join("").trimEnd().split("\n");
    expect(lines).toHaveLength(names.length);
    const read = lines.map((line) => (JSON.parse(line) as { name: string }).name);
    // What looks like the password in an address is hidden, which may be a name's letters.
    expect(read.filter((name, index) => name !== names[index] && !name.includes(HIDDEN))).toEqual([]);
    expect(read.filter((name) => name.includes(HIDDEN)).length).toBeLessThan(names.length / 100);
  });
});
