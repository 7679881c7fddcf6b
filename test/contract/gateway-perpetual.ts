/** What every gateway must do with a perpetual: margin, positions, reduce-only and what a fill realises. */
import { describe, expect, it } from "vitest";

import type { ClientOrderId, Pair } from "../../src/domain/ids.ts";
import { isPerpetual, type Market, roundAmount, type Side } from "../../src/domain/market.ts";
import {
  add,
  type Decimal,
  div,
  equal,
  from,
  isZero,
  less,
  mul,
  roundTo,
  sign,
  sub,
  sum,
  text,
  ZERO,
} from "../../src/domain/money.ts";
import { type Sendable, sendable } from "../../src/domain/order.ts";
import { type Quote, takerPrice } from "../../src/domain/quote.ts";
import { type Gateway, PlacementRefused, type VenuePosition } from "../../src/exchange/gateway.ts";
import type { GatewayUnderTest } from "./gateway.ts";

const LEVERAGE = from(2);

/** The gateway has a perpetual with a price. */
export function perpetualContract(name: string, open: () => Promise<GatewayUnderTest>): void {
  describe(`${name} as a gateway of perpetuals`, () => {
    it("names the coin that it settles in, and gives its mark", async () => {
      const { gateway } = await open();
      const { market, quote } = await contractOf(gateway);
      expect(market.settle).toBe(market.quote);
      expect(sign(quote.mark ?? ZERO)).toBe(1);
    });

    it("sets the leverage and says what is so then: isolated, one-way", async () => {
      const { gateway } = await open();
      const { market } = await contractOf(gateway);
      for (const leverage of [from(3), LEVERAGE]) {
        const terms = await gateway.setMargin(market.pair, leverage);
        expect({ ...terms, leverage: text(terms.leverage) }).toEqual({
          leverage: text(leverage),
          isIsolated: true,
          isOneWay: true,
        });
      }
    });

    it.each([
      ["of a pair that it does not know", "NO/PAIR:PAIR", "2"],
      ["of nothing", null, "0"],
      ["beyond any", null, "100000"],
    ])("sets no leverage %s", async (_what, pair, leverage) => {
      const { gateway } = await open();
      const asked = (pair ?? (await contractOf(gateway)).market.pair) as Pair;
      await expect(gateway.setMargin(asked, from(leverage))).rejects.toBeInstanceOf(PlacementRefused);
    });

    it.each(["BUY", "SELL"] as const)("opens by a %s for its fee alone, and shows the position", async (side) => {
      const { gateway, goOn } = await open();
      const before = await settleOf(gateway);
      const { market } = await contractOf(gateway);
      await take(gateway, goOn, side, "8");
      const fills = await gateway.fills(0);
      for (const { pnl, isForced } of fills) expect([text(pnl ?? from(1)), isForced]).toEqual(["0", false]);
      const [position] = await gateway.positions();
      expect(position).toMatchObject({ pair: market.pair, side: side === "BUY" ? "LONG" : "SHORT" });
      const held = sum(fills.map(({ quantity }) => quantity));
      const cost = sum(fills.map((fill) => fill.cost));
      expect(text(position?.quantity ?? ZERO)).toBe(text(held));
      expect(text(position?.leverage ?? ZERO)).toBe(text(LEVERAGE));
      expectNear(position?.entryPrice, div(cost, held, 12));
      expectNear(position?.margin, div(cost, LEVERAGE, 12));
      const after = await settleOf(gateway);
      expect(text(sub(before.total, after.total))).toBe(text(sum(fills.map(({ fee }) => fee))));
      expect(text(after.locked)).toBe(text(position?.margin ?? ZERO));
    });

    it("is closed by what reduces only, whatever that asks for; the profit is what the prices made", async () => {
      const { gateway, goOn } = await open();
      const before = await settleOf(gateway);
      await take(gateway, goOn, "BUY", "8");
      const { quantity } = await positionIn(gateway);
      const sale = await take(gateway, goOn, "SELL", "24", { reduceOnly: true });
      expect(await gateway.positions()).toEqual([]);
      const found = await gateway.find(sale.pair, sale.clientOrderId);
      expect(text(found?.filled ?? ZERO)).toBe(text(quantity));
      expect(found?.status).not.toBe("open");
      const fills = await gateway.fills(0);
      const costOf = (of: Side): Decimal => sum(fills.filter(({ side }) => side === of).map(({ cost }) => cost));
      const profit = sum(fills.map(({ pnl }) => pnl ?? ZERO));
      expect(text(profit)).toBe(text(sub(costOf("SELL"), costOf("BUY"))));
      const after = await settleOf(gateway);
      const expected = sub(add(before.total, profit), sum(fills.map(({ fee }) => fee)));
      expect([text(after.total), text(after.locked)]).toEqual([text(expected), "0"]);
    });

    it("turns by an order that is larger than the position and may open: what closes and what opens are two fills", async () => {
      const { gateway, goOn } = await open();
      await take(gateway, goOn, "BUY", "8");
      const { quantity } = await positionIn(gateway);
      const turn = await take(gateway, goOn, "SELL", "16");
      const position = await positionIn(gateway);
      expect([position.side, text(add(position.quantity, quantity))]).toEqual(["SHORT", text(turn.quantity)]);
      const fills = (await gateway.fills(0)).filter(({ clientOrderId }) => clientOrderId === turn.clientOrderId);
      expect(new Set(fills.map(({ exchangeTradeId }) => exchangeTradeId)).size).toBe(fills.length);
      expect(fills.length).toBeGreaterThan(1);
    });

    it("takes nothing that only reduces where there is nothing to reduce", async () => {
      const { gateway, goOn } = await open();
      await expectRefused(gateway, await orderOf(gateway, "SELL", "8", { reduceOnly: true }));
      await take(gateway, goOn, "BUY", "8");
      await expectRefused(gateway, await orderOf(gateway, "BUY", "8", { reduceOnly: true }));
    });

    it("lets stop and target rest, locks nothing for them, and ends them with the position", async ({ skip }) => {
      const { gateway, goOn } = await open();
      skip(!gateway.can.stops, "it takes no stops");
      await take(gateway, goOn, "BUY", "8");
      const before = await settleOf(gateway);
      const exits = await exitsOf(gateway);
      for (const exit of exits) await gateway.place(exit);
      expect(text((await settleOf(gateway)).locked)).toBe(text(before.locked));
      await goOn();
      expect(await gateway.openOrders()).toHaveLength(exits.length);
      await take(gateway, goOn, "SELL", "16", { reduceOnly: true });
      expect(await gateway.openOrders()).toEqual([]);
      for (const exit of exits)
        expect(await gateway.find(exit.pair, exit.clientOrderId)).toMatchObject({ status: "canceled" });
    });

    it("holds back the margin of what may open, frees it at the cancel, and takes no more than the account has", async () => {
      const { gateway } = await open();
      await gateway.setMargin((await contractOf(gateway)).market.pair, LEVERAGE);
      const made = await orderOf(gateway, "BUY", "8", resting(await contractOf(gateway)));
      await gateway.place(made);
      const { locked } = await settleOf(gateway);
      const margin = div(mul(made.quantity, made.limit ?? ZERO), LEVERAGE, 12);
      expect([less(locked, margin), less(mul(margin, from("1.1")), locked)]).toEqual([false, false]);
      await gateway.cancel(made.pair, made.clientOrderId);
      expect(isZero((await settleOf(gateway)).locked)).toBe(true);
      const { market } = await contractOf(gateway);
      const tooMuch = roundAmount(market, mul(made.quantity, from(1_000_000)));
      await expect(gateway.place({ ...made, quantity: tooMuch })).rejects.toBeInstanceOf(PlacementRefused);
    });

    it("keeps the leverage while there is a position or an order", async () => {
      const { gateway, goOn } = await open();
      const { market } = await contractOf(gateway);
      await take(gateway, goOn, "BUY", "8");
      await expect(gateway.setMargin(market.pair, from(3))).rejects.toBeInstanceOf(PlacementRefused);
      expect(text((await positionIn(gateway)).leverage)).toBe(text(LEVERAGE));
    });
  });
}

let count = 0;

async function contractOf(gateway: Gateway): Promise<{ readonly market: Market; readonly quote: Quote }> {
  const market = (await gateway.markets()).find(isPerpetual);
  const quote = market === undefined ? null : await gateway.quote(market.pair);
  if (market === undefined || quote === null) throw new Error("the gateway under test has no priced perpetual");
  return { market, quote };
}

/** At market, worth so many times the least. */
async function orderOf(gateway: Gateway, side: Side, worth: string, terms: Partial<Sendable> = {}): Promise<Sendable> {
  const { market, quote } = await contractOf(gateway);
  const steps = div(mul(market.minCost, from(worth)), takerPrice(side, quote), 12);
  return sendable("sending", {
    clientOrderId: `xper${String((count += 1)).padStart(13, "a")}` as ClientOrderId,
    pair: market.pair,
    ...{ side, quantity: roundTo(steps, market.step, "ceil"), type: "MARKET", timeInForce: "IOC" },
    ...{ limit: null, trigger: null, trail: null, postOnly: false, reduceOnly: false, link: null },
    ...terms,
  });
}

async function take(
  gateway: Gateway,
  goOn: () => Promise<void>,
  side: Side,
  worth: string,
  terms: Partial<Sendable> = {},
): Promise<Sendable> {
  const { market } = await contractOf(gateway);
  if (
    (await gateway.positions()).length === 0 &&
    (await gateway.openOrders()).length === 0 &&
    terms.reduceOnly !== true
  )
    await gateway.setMargin(market.pair, LEVERAGE);
  const made = await orderOf(gateway, side, worth, terms);
  await gateway.place(made);
  await goOn();
  return made;
}

function resting({ market, quote }: { readonly market: Market; readonly quote: Quote }): Partial<Sendable> {
  const limit = roundTo(mul(quote.bid, from("0.8")), market.tick, "floor");
  return { type: "LIMIT", timeInForce: "GTC", limit };
}

/** A stop far below the mark and a target far above it. */
async function exitsOf(gateway: Gateway): Promise<readonly Sendable[]> {
  const { market, quote } = await contractOf(gateway);
  const at = (part: string): Decimal => roundTo(mul(quote.last, from(part)), market.tick, "floor");
  const rest = { reduceOnly: true, timeInForce: "GTC" } as const;
  return Promise.all([
    orderOf(gateway, "SELL", "8", { ...rest, type: "STOP", trigger: at("0.8") }),
    orderOf(gateway, "SELL", "8", { ...rest, type: "LIMIT", limit: at("1.3") }),
  ]);
}

async function expectRefused(gateway: Gateway, made: Sendable): Promise<void> {
  const before = await gateway.balances();
  await expect(gateway.place(made)).rejects.toMatchObject({ name: "PlacementRefused", code: "ReduceOnly" });
  expect(await gateway.balances()).toEqual(before);
}

async function positionIn(gateway: Gateway): Promise<VenuePosition> {
  const [position] = await gateway.positions();
  if (position === undefined) throw new Error("there is no position");
  return position;
}

async function settleOf(gateway: Gateway): Promise<{ readonly total: Decimal; readonly locked: Decimal }> {
  const { market } = await contractOf(gateway);
  const balance = (await gateway.balances()).find(({ asset }) => asset === market.settle);
  if (balance !== undefined) expect(equal(add(balance.available, balance.locked), balance.total)).toBe(true);
  return balance ?? { total: ZERO, locked: ZERO };
}

/** To a unit of 8 places. */
function expectNear(value: Decimal | undefined, expected: Decimal): void {
  const away = sub(value ?? ZERO, expected);
  const unit = from("0.00000001");
  expect([less(unit, away), less(away, sub(ZERO, unit))]).toEqual([false, false]);
}
