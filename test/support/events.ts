/** What may happen to a desk, as data that fast-check makes and shrinks. */
import fc from "fast-check";

import type { Fault } from "./venue.ts";

const PAIRS = ["BTC/USDT", "ETH/USDT"] as const;
/** Any two of them are clearly within 0.5 % of each other, or clearly not. */
const PRICES = ["46250", "46300", "46470", "46750", "47200"] as const;
const FAULTS = ["refuse", "lost before", "lost after", "nonsense", "dies before", "dies after"] as const;

const pair = fc.constantFrom(...PAIRS);
/** Which of the orders it is about: the newest, the one before, … */
const which = fc.nat({ max: 7 });
const quantity = fc.integer({ min: 10, max: 100 }).map((steps) => ({ text: (steps / 10_000).toFixed(4) }));
const limit = fc.option(fc.constantFrom("46000", "46500", "47000"), { nil: null, freq: 1 });
const scope = fc.constantFrom("all", "all", "paper", "manual", ...PAIRS);
const fee = fc.constantFrom("none", "base", "quote", "BNB", "rebate");
const part = fc.constantFrom("some", "some", "some", "rest", "rest", "rest", "rest", "too much");

export type Event =
  | {
      readonly do: "buy" | "sell";
      readonly pair: string;
      readonly quantity: { text: string };
      readonly limit: string | null;
    }
  | { readonly do: "close"; readonly pair: string }
  | { readonly do: "approve"; readonly which: number; readonly how: "all" | "half" | "old card" }
  | { readonly do: "reject" | "cancel" | "late arrival"; readonly which: number }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "price"; readonly price: string }
  | { readonly do: "send" | "reconcile" | "restart" | "repeat" | "list" | "down" | "up" | "resume" }
  | { readonly do: "fault"; readonly fault: Fault }
  | { readonly do: "fill"; readonly which: number; readonly part: string; readonly fee: string; readonly how: string }
  | { readonly do: "end"; readonly which: number; readonly status: "canceled" | "expired" | "refused" }
  | { readonly do: "money"; readonly asset: string; readonly amount: string }
  | { readonly do: "halt"; readonly scope: string; readonly keep: boolean };

const plain = <D extends string>(what: D) => fc.constant({ do: what });
const how = fc.constantFrom("all" as const, "all" as const, "half" as const, "old card" as const);

const fault = fc.record({ do: fc.constant("fault" as const), fault: fc.constantFrom(...FAULTS) });
const fills = fc.record({
  do: fc.constant("fill" as const),
  which,
  part,
  fee,
  how: fc.constantFrom("listed", "listed", "withheld", "after balances", "after orders"),
});

const price = fc.record({ do: fc.constant("price" as const), price: fc.constantFrom(...PRICES) });

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ do: fc.constant("buy" as const), pair, quantity, limit }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sell" as const), pair, quantity, limit }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("close" as const), pair }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("approve" as const), which, how }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reject" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("cancel" as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(900, 6_000, 60_000, 300_000) }),
  },
  { weight: 2, arbitrary: price },
  { weight: 8, arbitrary: plain("send" as const) },
  { weight: 8, arbitrary: plain("reconcile" as const) },
  { weight: 1, arbitrary: plain("restart" as const) },
  { weight: 3, arbitrary: fault },
  { weight: 10, arbitrary: fills },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("end" as const),
      which,
      status: fc.constantFrom("canceled" as const, "expired" as const, "refused" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("late arrival" as const), which }) },
  { weight: 1, arbitrary: plain("repeat" as const) },
  { weight: 1, arbitrary: plain("list" as const) },
  { weight: 1, arbitrary: plain("down" as const) },
  { weight: 3, arbitrary: plain("up" as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("money" as const),
      asset: fc.constantFrom("USDT", "BNB", "BTC"),
      amount: fc.constantFrom("12.5", "-0.0031", "0.00000001"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("halt" as const), scope, keep: fc.boolean() }) },
  { weight: 2, arbitrary: plain("resume" as const) },
);

const buys = fc.record({ do: fc.constant("buy" as const), pair, quantity, limit });
const approves: Event = { do: "approve", which: 0, how: "all" };
const send: Event = { do: "send" };

const fillOf = (howMuch: string): Event => ({ do: "fill", which: 0, part: howMuch, fee: "quote", how: "listed" });
const look: Event = { do: "reconcile" };
const isHeld: readonly Event[] = [approves, send, fillOf("rest"), look];
const isCanceled: readonly Event[] = [approves, send, { do: "cancel", which: 0 }, send, look];
const cannotLeaveInTime: readonly Event[] = [approves, { do: "restart" }, { do: "wait", ms: 300_000 }, send, look];

const haltedMeanwhile = (of: string): Event[] => [
  approves,
  send,
  { do: "halt", scope: of, keep: false },
  look,
  send,
  { do: "resume" },
];

/** An entry that was given up and rests at the exchange all the same, while it is halted. */
const risesUnderHalt = (of: string): Event[] => [
  { do: "fault", fault: "lost before" },
  approves,
  send,
  { do: "wait", ms: 6_000 },
  look,
  { do: "halt", scope: of, keep: false },
  { do: "late arrival", which: 0 },
  look,
  send,
  look,
];

/** An exit that ends with so little left that nobody would take it. */
const leavesDust = (of: string): Event[] => [
  { do: "close", pair: of },
  send,
  fillOf("nearly all"),
  look,
  { do: "end", which: 0, status: "expired" },
  look,
];

/** The coins of an exit that is being canceled are not free yet. */
const sellsTwice = (of: string): Event[] => [
  { do: "close", pair: of },
  send,
  { do: "cancel", which: 0 },
  send,
  { do: "close", pair: of },
];

/** Coins that back a position go by another hand. */
const lessThanHeld = (of: string): Event[] => [
  { do: "wait", ms: 6_000 },
  { do: "money", asset: of.replace("/USDT", ""), amount: "-0.0007" },
  look,
  { do: "resume" },
  look,
];

/** Single events reach little: most of them meet an order that is nowhere yet. */
const scene: fc.Arbitrary<readonly Event[]> = fc.oneof(
  { weight: 6, arbitrary: event.map((one) => [one]) },
  { weight: 3, arbitrary: buys.map((buy): Event[] => [buy, approves, send]) },
  { weight: 1, arbitrary: fc.tuple(buys, buys).map(([a, b]): Event[] => [a, approves, b, approves, send]) },
  {
    weight: 1,
    arbitrary: fc.tuple(buys, price).map(([buy, moves]): Event[] => [buy, moves, approves, approves, send]),
  },
  { weight: 1, arbitrary: fc.tuple(fault, buys).map(([first, buy]): Event[] => [first, buy, approves, send]) },
  { weight: 2, arbitrary: fills.map((fill): Event[] => [{ ...fill, which: 0 }, look]) },
  { weight: 1, arbitrary: pair.map((of): Event[] => [{ do: "close", pair: of }, send]) },
  { weight: 1, arbitrary: buys.map((buy): Event[] => [buy, ...isHeld, ...leavesDust(buy.pair)]) },
  {
    weight: 1,
    arbitrary: fc.tuple(buys, part).map(([buy, late]): Event[] => [buy, ...isCanceled, fillOf(late), look]),
  },
  { weight: 1, arbitrary: buys.map((buy): Event[] => [buy, ...cannotLeaveInTime]) },
  { weight: 1, arbitrary: fc.tuple(fault, buys).map(([lost, buy]): Event[] => [lost, buy, ...haltedMeanwhile("all")]) },
  { weight: 1, arbitrary: buys.map((buy): Event[] => [buy, ...haltedMeanwhile(buy.pair)]) },
  { weight: 1, arbitrary: fc.tuple(buys, scope).map(([buy, of]): Event[] => [buy, ...risesUnderHalt(of)]) },
  { weight: 1, arbitrary: buys.map((buy): Event[] => [buy, ...isHeld, ...lessThanHeld(buy.pair)]) },
  { weight: 1, arbitrary: buys.map((buy): Event[] => [buy, ...isHeld, ...sellsTwice(buy.pair)]) },
);

export const stories = (most: number): fc.Arbitrary<Event[]> =>
  fc.array(scene, { minLength: 5, maxLength: most, size: "max" }).map((scenes) => scenes.flat());

/** At the end everything is let come to rest. */
export const QUIET: readonly Event[] = [
  { do: "up" },
  { do: "list" },
  ...Array.from({ length: 4 }, (): Event[] => [{ do: "reconcile" }, { do: "send" }, { do: "wait", ms: 6_000 }]).flat(),
  { do: "reconcile" },
  { do: "wait", ms: 6_000 },
  { do: "reconcile" },
];
