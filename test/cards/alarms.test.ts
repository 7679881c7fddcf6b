import { describe, expect, test } from "vitest";
import {
  adoptedCard,
  driftCard,
  feedEndedCard,
  orphanCard,
  otherDeskCard,
  quarantineCard,
} from "../../src/cards/alarms.ts";
import { unknownOrderCard } from "../../src/cards/unknown-order.ts";
import { from } from "../../src/domain/money.ts";
import { NOW, read, runs } from "./facts.ts";

const PAPER = { exchange: "paper", mode: "paper" } as const;
const LIVE = { exchange: "bybit", mode: "live" } as const;

describe("alarms", () => {
  const orphan = {
    exchangeOrderId: "p-9",
    side: "BUY",
    pair: "BTC/USDT",
    quantity: from("0.01"),
    price: from("40000"),
    pricePlaces: 1,
  } as const;
  const alarms = {
    orphan: (account: typeof PAPER | typeof LIVE) => orphanCard({ ...account, orders: [orphan] }),
    otherDesk: (account: typeof PAPER | typeof LIVE) => otherDeskCard({ ...account, count: 2 }),
    drift: (account: typeof PAPER | typeof LIVE) =>
      driftCard({ ...account, pair: "BTC/USDT", asset: "BTC", ours: from("0.01"), theirs: from("0.004") }),
    quarantine: (account: typeof PAPER | typeof LIVE) =>
      quarantineCard({ ...account, id: 42, pair: "BTC/USDT", reason: "a fill of an order that was not placed" }),
    adopted: (account: typeof PAPER | typeof LIVE) =>
      adoptedCard({ ...account, asset: "USDT", change: from("-250"), total: from("750") }),
    feedEnded: (account: typeof PAPER | typeof LIVE) =>
      feedEndedCard({ ...account, feed: "replay:month.csv", at: NOW }),
    unknown: (account: typeof PAPER | typeof LIVE) =>
      unknownOrderCard({
        ...account,
        id: 42,
        purpose: "entry",
        side: "BUY",
        quantity: from("0.01"),
        pair: "BTC/USDT",
        since: NOW,
        doubt: "unanswered",
      }),
  };

  test.each(Object.entries(alarms))("%s says LIVE where it is, and has a way on", (_name, alarm) => {
    expect(read(alarm(LIVE))[0]).toContain("LIVE bybit");
    expect(read(alarm(PAPER))[0]).not.toContain("LIVE");
    expect(Object.keys(runs(alarm(PAPER))).length).toBeGreaterThan(0);
  });

  test("an orphan says what was found, what is stopped and what to do", () => {
    expect(read(alarms.orphan(PAPER))).toEqual([
      "⛔ HALTED paper: 1 order of mine is not in my book",
      "Orders  BUY 0.01 BTC/USDT at 40,000.0 (p-9)",
      "They carry this desk's tag: an older copy of the database may have been put back. Adopt or cancel each by /drift, then type /resume",
      "No new exposure until then; closing orders still pass.",
      "[ Drift ] [ Resume ]",
    ]);
  });

  test("a difference that was booked says its kind", () => {
    expect(read(alarms.adopted(PAPER))).toEqual([
      "⚠️ Balance −250.00 USDT · paper",
      "paper shows it and no trade of mine explains it: booked as a withdrawal. Now 750.00 USDT.",
      "[ Balance ]",
    ]);
  });

  test("drift shows both sides", () => {
    expect(read(alarms.drift(PAPER)).slice(0, 3)).toEqual([
      "⛔ HALTED BTC/USDT · paper: the balance differs",
      "Book    0.01 BTC",
      "Venue   0.004 BTC",
    ]);
  });
});
