/** What every gateway must do; a gateway's test calls this with a way to open one on a quiet market. */
import { describe, expect, it, vi } from "vitest";

import { CANDLES_AT_ONCE, type Candle, type Timeframe, TIMEFRAME_MS, TIMEFRAMES } from "../../src/domain/candle.ts";
import type { ClientOrderId, Pair } from "../../src/domain/ids.ts";
import { add, equal, from, isZero, mul, sign, text } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import { type Gateway, PlacementRefused } from "../../src/exchange/gateway.ts";
import { candleText, expectCandles, foldedPlain } from "../support/candle-check.ts";
import { orderContract } from "./gateway-orders.ts";
import { atMarket, resting, totalsOf } from "./orders.ts";

export interface GatewayUnderTest {
  /** Funded with quote currency, without orders, with a price for its first market. */
  readonly gateway: Gateway;
  /** Lets the market go on until what is due at it is filled. */
  readonly goOn: () => Promise<void>;
}

export function gatewayContract(name: string, open: () => Promise<GatewayUnderTest>): void {
  orderContract(name, open);
  describe(`${name} as a gateway`, () => {
    it("names its markets with rules above zero, and prices them", async () => {
      const { gateway } = await open();
      for (const market of await gateway.markets()) {
        expect(market.exchange).toBe(gateway.exchange);
        for (const rule of [market.tick, market.step, market.minAmount, market.minCost]) expect(sign(rule)).toBe(1);
        expect(await gateway.quote(market.pair)).toMatchObject({ pair: market.pair, at: gateway.now() });
      }
      expect(await gateway.quote("NO/PAIR" as Pair)).toBeNull();
    });

    it("gives candles that have closed, oldest first, on the grid, each once, the newest where fewer are wanted", async () => {
      const { gateway } = await open();
      for (const { pair } of await gateway.markets()) {
        for (const timeframe of TIMEFRAMES) {
          const all = await gateway.candles(pair, timeframe, CANDLES_AT_ONCE);
          expectCandles(all, timeframe, gateway.now());
          expect(await gateway.candles(pair, timeframe, 3)).toEqual(all.slice(-3));
        }
      }
      expect(await gateway.candles("NO/PAIR" as Pair, "1m", 10)).toEqual([]);
    });

    it("gives larger candles that are the sum of the smaller ones", async () => {
      const { gateway } = await open();
      const [market] = await gateway.markets();
      const pair = market?.pair ?? ("" as Pair);
      const minutes = await gateway.candles(pair, "1m", CANDLES_AT_ONCE);
      expect(minutes.length).toBeGreaterThan(1);
      for (const timeframe of TIMEFRAMES) {
        const folded = foldedPlain(wholeSpans(minutes, timeframe), timeframe, gateway.now());
        const newest = await gateway.candles(pair, timeframe, Math.max(folded.length, 1));
        expect(newest.map(candleText)).toEqual(folded);
      }
    });

    it("takes an order, echoes its id, pair and side, and finds it again by its client id", async () => {
      const { gateway } = await open();
      const order = await resting(gateway);
      const ack = await gateway.place(order);
      expect(ack).toMatchObject({ pair: order.pair, side: order.side });
      expect([order.clientOrderId, null]).toContain(ack.clientOrderId);
      expect(ack.exchangeOrderId).toMatch(/^[\w:.-]{1,64}$/);
      const found = await gateway.find(order.pair, order.clientOrderId);
      expect(found).toMatchObject({ exchangeOrderId: ack.exchangeOrderId, status: "open" });
      expect(await gateway.openOrders()).toEqual([found]);
    });

    it("answers null for an order it does not know", async () => {
      const { gateway } = await open();
      const [market] = await gateway.markets();
      expect(await gateway.find(market?.pair ?? ("" as Pair), "xnone" as ClientOrderId)).toBeNull();
    });

    it("holds back what a resting order may cost, and frees it at its cancel", async () => {
      const { gateway } = await open();
      const before = await gateway.balances();
      const order = await resting(gateway);
      await gateway.place(order);
      const held = (await gateway.balances()).filter(({ locked }) => !isZero(locked));
      expect(held).toHaveLength(1);
      for (const { total, available, locked } of held) expect(text(add(available, locked))).toBe(text(total));
      await gateway.cancel(order.pair, order.clientOrderId);
      expect(await gateway.find(order.pair, order.clientOrderId)).toMatchObject({ status: "canceled" });
      expect(await gateway.openOrders()).toEqual([]);
      expect((await gateway.balances()).map(({ available }) => text(available))).toEqual(
        before.map(({ available }) => text(available)),
      );
    });

    it("throws at the cancel of what is over or was never there", async () => {
      const { gateway } = await open();
      const order = await resting(gateway);
      await expect(gateway.cancel(order.pair, order.clientOrderId)).rejects.toThrow();
      await gateway.place(order);
      await gateway.cancel(order.pair, order.clientOrderId);
      await expect(gateway.cancel(order.pair, order.clientOrderId)).rejects.toThrow();
    });

    const refusals: readonly (readonly [what: string, change: (order: Sendable) => Partial<Sendable>])[] = [
      ["an unknown pair", () => ({ pair: "NO/PAIR" as Pair })],
      ["an amount of zero", () => ({ quantity: from(0) })],
      ["an amount off the step", (order) => ({ quantity: add(order.quantity, from("0.0000001")) })],
      ["an amount below the least", (order) => ({ quantity: mul(order.quantity, from("0.0001")) })],
      ["a price off the tick", (order) => ({ limit: add(order.limit ?? from(0), from("0.0000001")) })],
      ["more than the account has", (order) => ({ quantity: mul(order.quantity, from(1_000_000)) })],
    ];
    it.each(refusals)("refuses %s for good, and nothing has changed", async (_what, change) => {
      const { gateway } = await open();
      const order = await resting(gateway);
      const before = await gateway.balances();
      await expect(gateway.place({ ...order, ...change(order) })).rejects.toBeInstanceOf(PlacementRefused);
      expect(await gateway.balances()).toEqual(before);
      expect(await gateway.openOrders()).toEqual([]);
    });

    it("takes no second order of one client id, and says that this is the reason", async () => {
      const { gateway } = await open();
      const order = await resting(gateway);
      await gateway.place(order);
      await expect(gateway.place(order)).rejects.toMatchObject({ code: "DuplicateClientOrderId" });
      await gateway.cancel(order.pair, order.clientOrderId);
      await expect(gateway.place(order)).rejects.toMatchObject({ code: "DuplicateClientOrderId" });
      expect(await gateway.openOrders()).toEqual([]);
    });

    it("tells a fill with its cost and fee, and the balances move by just that", async () => {
      const { gateway, goOn } = await open();
      const order = await atMarket(gateway);
      const before = await totalsOf(gateway);
      await gateway.place(order);
      await goOn();
      const fills = await gateway.fills(0);
      const [market] = await gateway.markets();
      if (market === undefined) throw new Error("no market");
      expect(fills.length).toBeGreaterThan(0);
      let [base, quote] = [before.get(market.base) ?? from(0), before.get(market.quote) ?? from(0)];
      for (const fill of fills) {
        expect(fill).toMatchObject({
          clientOrderId: order.clientOrderId,
          pair: order.pair,
          side: "BUY",
          liquidity: "taker",
        });
        expect(equal(fill.cost, mul(fill.quantity, fill.price))).toBe(true);
        base = add(base, fill.quantity);
        quote = add(quote, mul(from(-1), add(fill.cost, fill.feeAsset === market.quote ? fill.fee : from(0))));
      }
      const after = await totalsOf(gateway);
      expect(text(after.get(market.base) ?? from(0))).toBe(text(base));
      expect(text(after.get(market.quote) ?? from(0))).toBe(text(quote));
      expect(await gateway.find(order.pair, order.clientOrderId)).toMatchObject({ status: "filled" });
    });

    it("tells fills from a moment on, that moment's own included, oldest first and each once", async () => {
      const { gateway, goOn } = await open();
      for (let i = 0; i < 2; i++) {
        await gateway.place(await atMarket(gateway));
        await goOn();
      }
      const fills = await gateway.fills(0);
      const last = fills.at(-1);
      if (last === undefined) throw new Error("no fill");
      expect(new Set(fills.map((fill) => fill.exchangeTradeId)).size).toBe(fills.length);
      expect(fills.map((fill) => fill.at)).toEqual(fills.map((fill) => fill.at).toSorted((a, b) => a - b));
      expect(await gateway.fills(last.at)).toEqual(fills.filter((fill) => fill.at === last.at));
    });

    it("calls back after a change until told to stop", async () => {
      const { gateway, goOn } = await open();
      const listener = vi.fn();
      const end = gateway.onChange(listener);
      await gateway.place(await atMarket(gateway));
      await goOn();
      expect(listener).toHaveBeenCalled();
      end();
      listener.mockClear();
      await gateway.place(await atMarket(gateway));
      await goOn();
      expect(listener).not.toHaveBeenCalled();
    });
  });
}

/** Without the first span, of which the minutes may hold a part alone; a history that begins with them has it whole. */
function wholeSpans(minutes: readonly Candle[], timeframe: Timeframe): readonly Candle[] {
  if (minutes.length < CANDLES_AT_ONCE) return minutes;
  const first = Math.ceil((minutes[0]?.at ?? 0) / TIMEFRAME_MS[timeframe]) * TIMEFRAME_MS[timeframe];
  return minutes.filter(({ at }) => at >= first);
}
