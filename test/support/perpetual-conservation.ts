/** Random lives with perpetuals: the venue's book balances to the last digit, and nothing opens that must only reduce. */
import fc from "fast-check";
import { expect } from "vitest";

import type { ClientOrderId, Pair } from "../../src/domain/ids.ts";
import { isPerpetual, assetsOf } from "../../src/domain/market.ts";
import {
  abs,
  add,
  type Decimal,
  equal,
  from,
  isZero,
  less,
  neg,
  sign,
  sum,
  text,
  ZERO,
} from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import type { VenueFill, VenueFunding } from "../../src/exchange/gateway.ts";
import type { PaperVenue } from "../../src/exchange/paper/venue.ts";
import { barShapes } from "./bar-shapes.ts";
import { barsOf, BTC, candles, type Floor, MINUTE, openFloor } from "./paper-venue.ts";
import { PERPETUAL } from "./perpetual-venue.ts";
import { quotesOf } from "./quote-market.ts";
import { type Act, actsAround, perform } from "./venue-acts.ts";

const EVENTS = 25;
/** So that some events lie beyond a funding time, and one beyond several. */
const APART_MS = 190 * MINUTE;

const bars = barShapes(EVENTS, { min: 900, max: 1_100 }, { min: 0, max: 400 }).map((rows) =>
  rows.map(({ open, high, low, close, volume }) => `${open}.3 ${high}.3 ${low}.3 ${close}.3 ${volume}.77`),
);

const price = fc.integer({ min: 900, max: 1_100 });
const quotes = fc
  .array(
    fc.tuple(price, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 9 })),
    {
      minLength: EVENTS,
      maxLength: EVENTS,
    },
  )
  .map((rows) =>
    rows.map(([coin, premium, damped, size]) => {
      const book = (at: number): string => `${at}×${size} ${at - 1}×${size} ${at - 5}×9 | ${at}.3×${size} ${at + 1}×9`;
      const contract = coin + premium;
      return `BTC/USDT ${coin} ${book(coin)}; BTC/USDT:USDT ${contract} mark=${coin + damped}.1 ${book(contract)}`;
    }),
  );

/** On bars, a perpetual alone. `seen` is called with what happened: `forced`, `closed`, `funding`, `LONG`, `SHORT`. */
export function contractsOnBars(seen: (what: string) => void) {
  return fc.asyncProperty(
    bars,
    fc.array(actsAround(1_000, [PERPETUAL]), { minLength: 20, maxLength: 60 }),
    fc.constantFrom("0", "0.1", "-0.02", "2.5"),
    fc.constantFrom("0.01", "0.7"),
    async (rows, acts, feePercent, slippagePercent) => {
      const spaced = candles(...rows).map((row, i) => ({ ...row, at: row.at + i * APART_MS }));
      const account = { feePercent, slippagePercent, spreadPercent: "0.03", fundingPercent: "0.04" };
      await live(await openFloor(barsOf(spaced, "replay:contracts", PERPETUAL), { account }), acts, seen);
    },
  );
}

/** On quotes, coin and contract of one account. */
export function contractsOnQuotes(seen: (what: string) => void) {
  return fc.asyncProperty(
    quotes,
    fc.array(actsAround(1_000, [PERPETUAL, PERPETUAL, BTC]), { minLength: 20, maxLength: 60 }),
    fc.constantFrom("0", "0.1"),
    async (lines, acts, feePercent) => {
      const source = quotesOf(...lines);
      const spaced = {
        ...source,
        next: async (place: Parameters<typeof source.next>[0]) => later(await source.next(place)),
      };
      await live(await openFloor(spaced, { account: { feePercent, slippagePercent: "0.01" } }), acts, seen);
    },
  );
}

type Step = Awaited<ReturnType<ReturnType<typeof quotesOf>["next"]>>;

function later(step: Step): Step {
  if (step?.event.kind !== "quotes") return step;
  const at = step.event.at + Number(step.place["index"]) * APART_MS;
  return { ...step, event: { ...step.event, at, quotes: step.event.quotes.map((quote) => ({ ...quote, at })) } };
}

/** At the end all is canceled, and locked is what stands behind the positions. */
async function live(floor: Floor, acts: readonly Act[], seen: (what: string) => void): Promise<void> {
  let now = floor;
  const placed: Sendable[] = [];
  for (const act of acts) {
    now = await perform(now, act, placed);
    await watch(now.venue, placed, seen);
  }
  const { venue } = now;
  for (const report of await venue.openOrders())
    if (report.clientOrderId !== null) await venue.cancel(report.pair, report.clientOrderId as ClientOrderId);
  await watch(venue, placed, seen);
  const margins = sum((await venue.positions()).map(({ margin }) => margin));
  for (const { asset, locked } of await venue.balances())
    expect(text(locked)).toBe(asset === "USDT" ? text(margins) : "0");
  await venue.stop();
}

async function watch(venue: PaperVenue, placed: readonly Sendable[], seen: (what: string) => void): Promise<void> {
  const [balances, fills, funding, positions, open] = await Promise.all([
    venue.balances(),
    venue.fills(0),
    venue.funding(0),
    venue.positions(),
    venue.openOrders(),
  ]);
  const totals = totalsOf(fills, funding);
  for (const { asset, total, locked, available } of balances) {
    expect(text(total)).toBe(text(totals.get(asset) ?? ZERO));
    expect(equal(add(available, locked), total)).toBe(true);
    expect(Math.min(sign(total), sign(available), sign(locked))).toBeGreaterThanOrEqual(0);
  }
  const margins = sum(positions.map(({ margin }) => margin));
  const usdt = balances.find(({ asset }) => asset === "USDT")?.locked ?? ZERO;
  const lockers = open.filter(({ clientOrderId }) => !isFree(clientOrderId, placed));
  expect(less(usdt, margins)).toBe(false);
  if (lockers.length === 0) expect(text(usdt)).toBe(text(margins));
  for (const { side, margin, quantity } of positions) {
    seen(side);
    expect([sign(margin) >= 0, sign(quantity)]).toEqual([true, 1]);
  }
  expect(new Set(funding.map(({ at, pair }) => `${pair} ${at}`)).size).toBe(funding.length);
  if (funding.length > 0) seen("funding");
  const contracts = fills.filter(({ pair }) => pair === PERPETUAL);
  const held = tripsAreRight(contracts, placed, seen);
  const signed = positions.map(({ side, quantity }) => (side === "LONG" ? quantity : neg(quantity)));
  expect(text(sum(signed))).toBe(text(held));
  if (isZero(held)) expect(open.filter((report) => isReducing(report.clientOrderId, placed))).toEqual([]);
}

/** What locks nothing in USDT: what only reduces, and a sale of the coin. */
function isFree(clientOrderId: string | null, placed: readonly Sendable[]): boolean {
  const made = placed.find((order) => order.clientOrderId === clientOrderId);
  return made !== undefined && (made.reduceOnly || (made.side === "SELL" && made.pair === BTC));
}

function isReducing(clientOrderId: string | null, placed: readonly Sendable[]): boolean {
  return placed.some((made) => made.clientOrderId === clientOrderId && made.reduceOnly);
}

/** The opening, what was realised, funding and fees; on spot what was bought and sold. */
function totalsOf(fills: readonly VenueFill[], funding: readonly VenueFunding[]): ReadonlyMap<string, Decimal> {
  const totals = new Map([["USDT", from(10_000)]]);
  const move = (asset: string, by: Decimal) => totals.set(asset, add(totals.get(asset) ?? ZERO, by));
  for (const fill of fills) {
    const { base, quote } = assetsOf(fill.pair);
    if (isContract(fill.pair)) move(quote, fill.pnl ?? ZERO);
    else {
      expect(fill.pnl).toBeNull();
      move(base, fill.side === "BUY" ? fill.quantity : neg(fill.quantity));
      move(quote, fill.side === "BUY" ? neg(fill.cost) : fill.cost);
    }
    move(fill.feeAsset, neg(fill.fee));
  }
  for (const { asset, amount } of funding) move(asset, amount);
  return totals;
}

const isContract = (pair: Pair): boolean => isPerpetual(assetsOf(pair));

/**
 * Walks the fills from flat to flat: each only opens or only closes, what must only reduce does, a trip that was not ended by
 * the venue has realised its proceeds less its cost, and one that was lost no more than its margin. Gives what is held.
 */
function tripsAreRight(
  fills: readonly VenueFill[],
  placed: readonly Sendable[],
  seen: (what: string) => void,
): Decimal {
  let [held, cash, realised] = [ZERO, ZERO, ZERO];
  for (const { side, quantity, cost, pnl, fee, isForced, clientOrderId } of fills) {
    const signed = side === "BUY" ? quantity : neg(quantity);
    const closes = sign(held) === -sign(signed);
    if (closes) expect(less(abs(held), quantity)).toBe(false);
    else expect(text(pnl ?? from(1))).toBe("0");
    if (isReducing(clientOrderId, placed)) expect(closes).toBe(true);
    held = add(held, signed);
    cash = add(cash, side === "BUY" ? neg(cost) : cost);
    realised = add(realised, pnl ?? ZERO);
    if (isForced) {
      expect([clientOrderId, text(fee), text(held), sign(pnl ?? ZERO) <= 0]).toEqual([null, "0", "0", true]);
      seen("forced");
    } else if (isZero(held)) {
      expect(text(realised)).toBe(text(cash));
      seen("closed");
    }
    if (isZero(held)) [cash, realised] = [ZERO, ZERO];
  }
  return held;
}
