/** Whatever is placed, changed, canceled and quoted: the account's money is what its fills say, to the last digit. */
import fc from "fast-check";
import { expect } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import {
  add,
  compare,
  type Decimal,
  div,
  equal,
  from,
  HUNDRED,
  isZero,
  less,
  max,
  mul,
  neg,
  ONE,
  round,
  roundTo,
  sign,
  sub,
  sum,
  text,
  ZERO,
} from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import type { OrderReport, VenueFill } from "../../src/exchange/gateway.ts";
import type { PaperVenue } from "../../src/exchange/paper/venue.ts";
import type { ClientOrderId } from "../../src/domain/ids.ts";
import { barShapes } from "./bar-shapes.ts";
import { barsOf, BTC, candles, MINUTE, openFloor, order, START } from "./paper-venue.ts";
import { quotesOf } from "./quote-market.ts";
import { type Act, actsAround, perform } from "./venue-acts.ts";

const FEES = ["0", "0.1", "0.075", "0.0333333"] as const;
const EVENTS = 25;
const BNB = "BNB/USDT" as Pair;

const bars = barShapes(EVENTS, { min: 900, max: 1_100 }, { min: 0, max: 400 }).map((rows) =>
  rows.map(({ open, high, low, close, volume }) => `${open}.3 ${high}.3 ${low}.3 ${close}.3 ${volume}.77`),
);

const quotes = fc
  .array(
    fc.tuple(fc.integer({ min: 55, max: 65 }), fc.integer({ min: 55, max: 65 }), fc.integer({ min: 1, max: 90 })),
    {
      minLength: EVENTS,
      maxLength: EVENTS,
    },
  )
  .map((rows) =>
    rows.map(([one, other, size]) => {
      const book = (price: number): string =>
        `${price} ${price - 1}×${size} ${price - 2}×9 | ${price}.1×${size} ${price + 1}×9`;
      return `BTC/USDT ${book(one)}; BNB/USDT ${book(other)}`;
    }),
  );

/**
 * On bars: balances are the opening plus the fills, locked is what open orders need, nothing is below zero, and no order
 * gets more than its share of a bar. `seen` is called with the coin of each fee.
 */
export function soundOnBars(seen: (feeAsset: string) => void) {
  return fc.asyncProperty(
    bars,
    fc.array(actsAround(1_000, [BTC]), { minLength: 20, maxLength: 60 }),
    fc.constantFrom(...FEES),
    fc.constantFrom("quote", "base", "BNB"),
    async (rows, acts, feePercent, feeAsset) => {
      const account = { feePercent, feeAsset, spreadPercent: "0.03", slippagePercent: "0.01" };
      const watch = watching(feePercent);
      const floor = await openFloor(barsOf(candles(...rows)), { account });
      await live(floor, acts, async (venue, placed) => {
        await watch(venue, placed);
        await staysInShare(venue, rows);
        for (const { feeAsset } of await venue.fills(0)) seen(feeAsset);
      });
    },
  );
}

/** On quotes of two pairs, with a fee in a coin that is traded too: the same. */
export function soundOnQuotes(seen: (feeAsset: string) => void) {
  return fc.asyncProperty(
    quotes,
    fc.array(actsAround(60, [BTC, BNB]), { minLength: 20, maxLength: 60 }),
    fc.constantFrom("0.1", "0.075"),
    async (lines, acts, feePercent) => {
      const account = { feePercent, feeAsset: "BNB", slippagePercent: "0.01" };
      const watch = watching(feePercent);
      await live(await openFloor(quotesOf(...lines), { account }), acts, async (venue, placed) => {
        await watch(venue, placed);
        for (const { feeAsset } of await venue.fills(0)) seen(feeAsset);
      });
    },
  );
}

type Watch = (venue: PaperVenue, placed: readonly Sendable[]) => Promise<void>;

/** At the end all is canceled, and nothing is locked. */
async function live(floor: Awaited<ReturnType<typeof openFloor>>, acts: readonly Act[], watch: Watch): Promise<void> {
  let now = floor;
  const placed: Sendable[] = [];
  const bought = order("BUY", "3", { type: "MARKET" });
  for (const act of [{ act: "place", order: bought } as const, ...acts]) {
    now = await perform(now, act, placed);
    await watch(now.venue, placed);
  }
  const { venue } = now;
  for (const report of await venue.openOrders()) {
    await venue.cancel(report.pair, report.clientOrderId as ClientOrderId);
    await watch(venue, placed);
  }
  for (const { locked } of await venue.balances()) expect(text(locked)).toBe("0");
  await venue.stop();
}

function watching(feePercent: string): Watch {
  return async (venue, placed) => {
    const [balances, fills, open] = await Promise.all([venue.balances(), venue.fills(0), venue.openOrders()]);
    const totals = totalsOf(fills, feePercent);
    for (const { asset, total, locked, available } of balances) {
      expect(text(total)).toBe(text(totals.get(asset) ?? ZERO));
      expect(equal(add(available, locked), total)).toBe(true);
      expect(Math.min(sign(total), sign(available), sign(locked))).toBeGreaterThanOrEqual(0);
      isLockedRight(asset, locked, open, placed, feePercent);
    }
    for (const { quantity, filled } of open) expect(less(filled, quantity)).toBe(true);
  };
}

function totalsOf(fills: readonly VenueFill[], feePercent: string): ReadonlyMap<string, Decimal> {
  const totals = new Map([["USDT", from(10_000)]]);
  const move = (asset: string, by: Decimal) => totals.set(asset, add(totals.get(asset) ?? ZERO, by));
  for (const fill of fills) {
    const [base = "", quote = ""] = fill.pair.split("/");
    feeIsRight(fill, feePercent);
    move(base, fill.side === "BUY" ? fill.quantity : neg(fill.quantity));
    move(quote, fill.side === "BUY" ? neg(fill.cost) : fill.cost);
    move(fill.feeAsset, neg(fill.fee));
  }
  return totals;
}

/** Of the cost, or of the quantity, or at the price that the venue tells; never more, and less by no whole unit. */
function feeIsRight({ quantity, price, cost, fee, feeAsset, feeQuote, pair }: VenueFill, feePercent: string): void {
  expect(equal(cost, mul(quantity, price))).toBe(true);
  if (isZero(fee)) return;
  const worth = div(feeQuote, fee, 30);
  const exact = div(div(mul(cost, from(feePercent)), HUNDRED, 30), worth, 30);
  expect(compare(fee, exact)).toBeLessThanOrEqual(0);
  expect(less(sub(exact, fee), from("0.00000002"))).toBe(true);
  if (pair.endsWith(`/${feeAsset}`)) expect(text(fee)).toBe(text(feeQuote));
}

/** The largest rest of each holding; of buys at what is known of the highest price that one may pay, with its fee. */
function isLockedRight(
  asset: string,
  locked: Decimal,
  open: readonly OrderReport[],
  placed: readonly Sendable[],
  feePercent: string,
): void {
  const linkOf = ({ clientOrderId }: OrderReport) => placed.find((made) => made.clientOrderId === clientOrderId)?.link;
  const locking = open.filter(({ pair, side }) => pair.split("/")[side === "BUY" ? 1 : 0] === asset);
  const holdings = Map.groupBy(locking, (report) =>
    linkOf(report) == null ? report.exchangeOrderId : `${report.pair} ${report.side} ${linkOf(report)}`,
  );
  const needs = Array.from(holdings.values(), (reports) => {
    const rest = reports.map(({ quantity, filled }) => sub(quantity, filled)).reduce(max);
    if (reports[0]?.side === "SELL") return rest;
    const bound = reports.map(knownBound).reduce(max);
    return round(mul(mul(rest, bound), add(ONE, div(from(feePercent), HUNDRED, 12))), 8, "up");
  });
  const areAllKnown = locking.every((report) => report.side === "SELL" || !isZero(knownBound(report)));
  if (areAllKnown) expect(text(locked)).toBe(text(sum(needs)));
  else expect(less(locked, sum(needs))).toBe(false);
}

/** Zero where a report does not tell it: of a buy at market. */
function knownBound({ price, trigger, pair }: OrderReport): Decimal {
  const tick = from(pair === BNB ? "0.001" : "0.1");
  return price ?? (trigger === null ? ZERO : roundTo(mul(trigger, from("1.05")), tick, "ceil"));
}

async function staysInShare(venue: PaperVenue, rows: readonly string[]): Promise<void> {
  const shares = Map.groupBy(await venue.fills(0), ({ exchangeOrderId, at }) => `${exchangeOrderId} ${at}`);
  for (const fills of shares.values()) {
    const [fill] = fills;
    const row = rows[((fill?.at ?? 0) - START) / MINUTE - 1] ?? "";
    const share = mul(from(row.split(" ").at(-1) ?? "0"), from("0.05"));
    expect(less(share, sum(fills.map(({ quantity }) => quantity)))).toBe(false);
  }
}
