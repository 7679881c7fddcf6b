/**
 * What every gateway must do with the kinds of order: what `can` says is taken, what it does not is refused, and nothing
 * has changed. A test of what a gateway cannot is skipped, and says so.
 */
import { describe, expect, it } from "vitest";

import { add, type Decimal, div, equal, from, isZero, less, mul, sub, text, ZERO } from "../../src/domain/money.ts";
import { roundAmount } from "../../src/domain/market.ts";
import type { Sendable } from "../../src/domain/order.ts";
import { type Capabilities, type Gateway, type OrderReport, PlacementRefused } from "../../src/exchange/gateway.ts";
import type { GatewayUnderTest } from "./gateway.ts";
import { atMarket, buy, firstMarket, resting, sale, stopBuy } from "./orders.ts";

export function orderContract(name: string, open: () => Promise<GatewayUnderTest>): void {
  describe(`${name} as a gateway of every kind of order`, () => {
    const kinds: readonly (readonly [needs: keyof Capabilities, what: string, change: Change])[] = [
      ["stops", "a stop", async (gateway) => stopBuy(gateway)],
      ["stops", "a stop-limit", async (gateway) => limited(await stopBuy(gateway))],
      ["trailing", "a trailing stop", trailing],
      ["links", "a linked order", async (gateway) => ({ ...(await resting(gateway)), link: "holding" })],
    ];
    it.each(kinds)("where it has %s it takes %s, and refuses it for good where not", async (needs, _what, make) => {
      const { gateway } = await open();
      const made = await make(gateway);
      const before = await gateway.balances();
      if (gateway.can[needs]) {
        await gateway.place(made);
        expect(await gateway.find(made.pair, made.clientOrderId)).toMatchObject({ status: "open" });
        await gateway.cancel(made.pair, made.clientOrderId);
      } else {
        await expect(gateway.place(made)).rejects.toMatchObject({ name: "PlacementRefused", code: "NotSupported" });
      }
      expect(await gateway.openOrders()).toEqual([]);
      expect((await gateway.balances()).map(amounts)).toEqual(before.map(amounts));
    });

    it("changes an order where it can, and refuses to for good where not", async () => {
      const { gateway } = await open();
      const made = await resting(gateway);
      await gateway.place(made);
      const before = await gateway.find(made.pair, made.clientOrderId);
      const amending = gateway.amend(made.pair, made.clientOrderId, { quantity: mul(made.quantity, from(2)) });
      if (gateway.can.amends) expect(equal((await amending).quantity, mul(made.quantity, from(2)))).toBe(true);
      else {
        await expect(amending).rejects.toMatchObject({ name: "PlacementRefused", code: "NotSupported" });
        expect(await gateway.find(made.pair, made.clientOrderId)).toEqual(before);
      }
    });

    it("lets a stop rest: it shows its trigger, locks what it may cost, and frees it at its cancel", async ({
      skip,
    }) => {
      const { gateway, goOn } = await open();
      skip(!gateway.can.stops, "it takes no stops");
      const stop = await stopBuy(gateway);
      await gateway.place(stop);
      await goOn();
      const found = await mustFind(gateway, stop);
      expect([found.status, found.price, text(found.trigger ?? ZERO)]).toEqual([
        "open",
        null,
        text(stop.trigger ?? ZERO),
      ]);
      const held = await lockedIn(gateway, "quote");
      expect(less(held, mul(stop.quantity, stop.trigger ?? ZERO))).toBe(false);
      await gateway.cancel(stop.pair, stop.clientOrderId);
      expect(isZero(await lockedIn(gateway, "quote"))).toBe(true);
    });

    it("fills a stop once the price has touched it, and shows no trigger then", async ({ skip }) => {
      const { gateway, goOn } = await open();
      skip(!gateway.can.stops, "it takes no stops");
      const stop = await stopBuy(gateway, "1.000001");
      await gateway.place(stop);
      for (let i = 0; i < 3; i++) await goOn();
      const found = await mustFind(gateway, stop);
      expect(found.trigger === null).toBe(found.status === "filled");
    });

    it("refuses a stop whose price was touched already, by the name WouldTrigger", async ({ skip }) => {
      const { gateway } = await open();
      skip(!gateway.can.stops, "it takes no stops");
      await expectRefused(gateway, await stopBuy(gateway, "0.9"), "WouldTrigger");
      const { quote } = await firstMarket(gateway);
      await expectRefused(gateway, { ...(await stopBuy(gateway)), trigger: quote.last }, "WouldTrigger");
    });

    it("refuses a post-only order that would take, by the name WouldTake, and lets any other rest", async () => {
      const { gateway, goOn } = await open();
      const { quote } = await firstMarket(gateway);
      const waits = { ...(await resting(gateway)), postOnly: true };
      await expectRefused(gateway, { ...waits, limit: quote.ask }, "WouldTake");
      await gateway.place(waits);
      await goOn();
      expect(await mustFind(gateway, waits)).toMatchObject({ status: "open" });
    });

    it("fills all of a fill-or-kill order, or nothing of it", async () => {
      const { gateway, goOn } = await open();
      const [fills, dies] = [await buy(gateway, "1.04"), await buy(gateway, "0.9")];
      for (const made of [fills, dies]) await gateway.place({ ...made, timeInForce: "FOK" });
      await goOn();
      expect(await mustFind(gateway, fills)).toMatchObject({ status: "filled" });
      const dead = await mustFind(gateway, dies);
      expect([dead.status, text(dead.filled)]).toEqual(["expired", "0"]);
      expect(isZero(await lockedIn(gateway, "quote"))).toBe(true);
    });

    it("locks more and less with a change, refuses one that the account cannot pay, and lets it stand then", async ({
      skip,
    }) => {
      const { gateway } = await open();
      skip(!gateway.can.amends, "it changes no orders");
      const made = await resting(gateway);
      await gateway.place(made);
      const before = await lockedIn(gateway, "quote");
      await gateway.amend(made.pair, made.clientOrderId, { quantity: mul(made.quantity, from(3)) });
      expect(less(mul(before, from("2.9")), await lockedIn(gateway, "quote"))).toBe(true);
      const tooMuch = { quantity: mul(made.quantity, from(1_000_000)) };
      await expect(gateway.amend(made.pair, made.clientOrderId, tooMuch)).rejects.toBeInstanceOf(PlacementRefused);
      expect(text((await mustFind(gateway, made)).quantity)).toBe(text(mul(made.quantity, from(3))));
      await gateway.amend(made.pair, made.clientOrderId, { quantity: made.quantity });
      expect(text(await lockedIn(gateway, "quote"))).toBe(text(before));
      await gateway.cancel(made.pair, made.clientOrderId);
      const over = gateway.amend(made.pair, made.clientOrderId, { quantity: made.quantity });
      await expect(over).rejects.toBeInstanceOf(PlacementRefused);
    });

    it("locks linked exits once, leaves none larger than what is left of the holding, and frees the right amount at a cancel", async ({
      skip,
    }) => {
      const { gateway, goOn } = await open();
      skip(!gateway.can.links || !gateway.can.stops, "it links no orders");
      const held = await hold(gateway, goOn);
      const [all, half] = [held, await halfOf(gateway, held)];
      const stop = { ...(await sale(gateway, all, "0.5", true)), link: "holding" };
      const target = { ...(await sale(gateway, half, "1.5")), link: "holding" };
      const taken = { ...(await sale(gateway, half, "0.9")), link: "holding" };
      for (const made of [stop, target]) await gateway.place(made);
      expect(text(await lockedIn(gateway, "base"))).toBe(text(all));
      await gateway.cancel(stop.pair, stop.clientOrderId);
      expect(text(await lockedIn(gateway, "base"))).toBe(text(half));

      const again = { ...(await sale(gateway, all, "0.5", true)), link: "holding" };
      for (const made of [again, taken]) await gateway.place(made);
      await goOn();
      expect(await mustFind(gateway, taken)).toMatchObject({ status: "filled" });
      const other = await mustFind(gateway, target);
      expect([other.status, text(other.quantity)]).toEqual(["open", text(half)]);
      const rest = await mustFind(gateway, again);
      expect([rest.status, text(rest.quantity)]).toEqual(["open", text(sub(all, half))]);
      expect(text(await lockedIn(gateway, "base"))).toBe(text(sub(all, half)));
    });
  });
}

type Change = (gateway: Gateway) => Promise<Sendable>;

function limited(stop: Sendable): Sendable {
  return { ...stop, type: "STOP_LIMIT", limit: stop.trigger };
}

async function trailing(gateway: Gateway): Promise<Sendable> {
  const { market } = await firstMarket(gateway);
  return { ...(await stopBuy(gateway)), type: "TRAILING_STOP", trail: mul(market.tick, from(10)) };
}

async function expectRefused(gateway: Gateway, made: Sendable, code: string): Promise<void> {
  const before = await gateway.balances();
  await expect(gateway.place(made)).rejects.toMatchObject({ name: "PlacementRefused", code });
  expect(await gateway.balances()).toEqual(before);
  expect(await gateway.find(made.pair, made.clientOrderId)).toBeNull();
}

async function mustFind(gateway: Gateway, { pair, clientOrderId }: Sendable): Promise<OrderReport> {
  const found = await gateway.find(pair, clientOrderId);
  if (found === null) throw new Error(`${clientOrderId} is not at the gateway`);
  return found;
}

/** Buys some, and gives what can be sold of it. */
async function hold(gateway: Gateway, goOn: () => Promise<void>): Promise<Decimal> {
  const bought = await atMarket(gateway);
  await gateway.place({ ...bought, quantity: mul(bought.quantity, from(8)) });
  await goOn();
  const { market } = await firstMarket(gateway);
  const balance = (await gateway.balances()).find(({ asset }) => asset === market.base);
  return roundAmount(market, balance?.total ?? ZERO);
}

async function halfOf(gateway: Gateway, amount: Decimal): Promise<Decimal> {
  const { market } = await firstMarket(gateway);
  return roundAmount(market, div(amount, from(2), 12, "down"));
}

async function lockedIn(gateway: Gateway, coin: "base" | "quote"): Promise<Decimal> {
  const { market } = await firstMarket(gateway);
  const balance = (await gateway.balances()).find(({ asset }) => asset === market[coin]);
  if (balance !== undefined) expect(text(add(balance.available, balance.locked))).toBe(text(balance.total));
  return balance?.locked ?? ZERO;
}

function amounts({ asset, total, locked }: { asset: string; total: Decimal; locked: Decimal }): string {
  return `${text(total)} ${asset}, locked ${text(locked)}`;
}
