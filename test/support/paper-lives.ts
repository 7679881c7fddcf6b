/** Properties of random lives of a paper account: what must make no difference makes none. */
import fc from "fast-check";
import { expect } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import { compare, equal, from, less, max, sub, sum, text, ZERO } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import { isBetter } from "../../src/domain/matching/price.ts";
import { barShapes } from "./bar-shapes.ts";
import { barsOf, BTC, candles, type Floor, MINUTE, openFloor, order, plain } from "./paper-venue.ts";
import { type Act, actsAround, perform } from "./venue-acts.ts";

const ACCOUNT = { spreadPercent: "0.02", slippagePercent: "0.01" } as const;
const EVENTS = 16;
/** So that some of them lie beyond a funding time. */
const APART_MS = 210 * MINUTE;

const bars = barShapes(EVENTS, { min: 920, max: 1_080 }, { min: 1, max: 60 }).map((rows) => [
  "1000",
  "1000 1000 1000 1000 10000",
  ...rows.map(({ open, high, low, close, volume }) => `${open} ${high} ${low} ${close} ${volume}`),
]);
const actsOf = (pair: Pair) => fc.array(actsAround(1_000, [pair]), { minLength: 10, maxLength: 40 });
const acts = actsOf(BTC);

/** An account that holds half of its money in BTC, or a long of as much; three hours and a half lie between two bars. */
async function holding(rows: readonly string[], pair = BTC): Promise<Floor> {
  const spaced = candles(...rows).map((row, i) => ({ ...row, at: row.at + i * APART_MS }));
  const floor = await openFloor(barsOf(spaced, "replay:bars", pair), { account: ACCOUNT });
  await floor.venue.place(order("BUY", "5", { pair }));
  await floor.step();
  return floor;
}

async function endOf({ venue, step }: Floor, placed: readonly Sendable[]): Promise<unknown> {
  while (await step());
  const orders = await Promise.all(placed.map(({ pair, clientOrderId }) => venue.find(pair, clientOrderId)));
  const fills = (await venue.fills(0)).slice(1);
  return plain([fills, orders, await venue.balances(), await venue.positions(), await venue.funding(0)]);
}

/** A process that is killed between any two steps goes on as one that was not, on spot and on a perpetual. */
export function killedAnywhere(pair = BTC) {
  const play = async (rows: readonly string[], steps: readonly Act[], kills: ReadonlySet<number>): Promise<unknown> => {
    let floor = await holding(rows, pair);
    const placed: Sendable[] = [];
    for (const [i, act] of steps.entries()) {
      if (kills.has(i)) floor = await revived(floor);
      floor = await perform(floor, act, placed);
    }
    return endOf(floor, placed);
  };
  const kills = fc.array(fc.nat(39), { minLength: 1, maxLength: 6 });
  return fc.asyncProperty(bars, actsOf(pair), kills, async (rows, steps, before) => {
    expect(await play(rows, steps, new Set(before))).toEqual(await play(rows, steps, new Set()));
  });
}

/** What was not kept is played again, up to where the market stood. */
async function revived(floor: Floor): Promise<Floor> {
  const now = floor.venue.now();
  const again = await floor.crash();
  while (again.venue.now() < now) await again.step();
  return again;
}

/** Orders that stand alone fill the same in whatever order they are placed: none makes money for another. */
export function placedInAnyOrder() {
  const play = async (rows: readonly string[], orders: readonly Sendable[]): Promise<unknown> => {
    const floor = await holding(rows);
    for (const made of orders) await floor.venue.place(made);
    while (await floor.step());
    const fills = await floor.venue.fills(0);
    const told = fills.map(
      ({ clientOrderId, quantity, price, at }) => `${clientOrderId} ${text(quantity)} ${text(price)} ${at}`,
    );
    return [told.slice(1).toSorted(), plain(await floor.venue.balances())];
  };
  const small = acts.map((made) =>
    made.flatMap((act) => (act.act === "place" ? [{ ...act.order, link: null, quantity: from("0.1") }] : [])),
  );
  return fc.asyncProperty(bars, small, async (rows, orders) => {
    const taken = await acceptedOf(rows, orders.slice(0, 12));
    expect(await play(rows, taken.toReversed())).toEqual(await play(rows, taken));
  });
}

async function acceptedOf(rows: readonly string[], orders: readonly Sendable[]): Promise<readonly Sendable[]> {
  const floor = await holding(rows);
  const placed: Sendable[] = [];
  for (const made of orders) await perform(floor, { act: "place", order: made }, placed);
  return placed;
}

/** Exits of one link never sell more than the largest of them, fill within their limits, and trail only closer. */
export function linkedExits() {
  const exits = acts.map((made) =>
    made.flatMap((act) => (act.act === "place" ? [{ ...act.order, link: "a", side: "SELL" as const }] : [])),
  );
  return fc.asyncProperty(bars, exits, async (rows, orders) => {
    const floor = await holding(rows);
    const { venue, step } = floor;
    const placed: Sendable[] = [];
    for (const made of orders) await perform(floor, { act: "place", order: made }, placed);
    const largest = placed.map(({ quantity }) => quantity).reduce(max, ZERO);
    const triggers = new Map(placed.map(({ clientOrderId, trigger }) => [clientOrderId as string, trigger]));
    while (await step()) {
      for (const { clientOrderId, trigger } of await venue.openOrders()) {
        const before = triggers.get(clientOrderId ?? "") ?? null;
        if (before !== null && trigger !== null) expect(isBetter("SELL", before, trigger)).toBe(false);
        if (trigger !== null) triggers.set(clientOrderId ?? "", trigger);
      }
    }
    const fills = (await venue.fills(0)).slice(1);
    expect(less(largest, sum(fills.map(({ quantity }) => quantity)))).toBe(false);
    for (const { clientOrderId, price } of fills) {
      const limit = placed.find((made) => made.clientOrderId === clientOrderId)?.limit ?? null;
      if (limit !== null) expect(compare(price, limit)).toBeGreaterThanOrEqual(0);
    }
    const open = await venue.openOrders();
    const rest = open.map(({ quantity, filled }) => sub(quantity, filled)).reduce(max, ZERO);
    const held = (await venue.balances()).find(({ asset }) => asset === "BTC");
    expect(equal(held?.locked ?? ZERO, rest)).toBe(true);
  });
}
