/** Orders that any gateway under test can take: of its first market, in sizes and at prices that its rules allow. */
import type { ClientOrderId } from "../../src/domain/ids.ts";
import { type Market, roundAmount, roundLimit } from "../../src/domain/market.ts";
import { add, compare, type Decimal, div, from, mul, roundTo } from "../../src/domain/money.ts";
import { type Sendable, sendable } from "../../src/domain/order.ts";
import type { Quote } from "../../src/domain/quote.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";

let count = 0;

/** A buy that is worth twice the least, far below the price. */
export async function resting(gateway: Gateway): Promise<Sendable> {
  return buy(gateway, "0.8");
}

export async function atMarket(gateway: Gateway): Promise<Sendable> {
  return { ...(await buy(gateway, "1")), type: "MARKET", limit: null, timeInForce: "IOC" };
}

/** A buy that waits for a price above the market: at so much of it. */
export async function stopBuy(gateway: Gateway, part = "1.2"): Promise<Sendable> {
  const { market, quote } = await firstMarket(gateway);
  const trigger = roundTo(mul(quote.last, from(part)), market.tick, "ceil");
  return { ...(await resting(gateway)), type: "STOP", limit: null, trigger };
}

/** A sale of so much at so much of the price: a limit, or a stop where that is told. */
export async function sale(gateway: Gateway, quantity: Decimal, part: string, isStop = false): Promise<Sendable> {
  const { market, quote } = await firstMarket(gateway);
  const price = roundTo(mul(quote.last, from(part)), market.tick, "ceil");
  const terms = isStop
    ? ({ type: "STOP", trigger: price, limit: null } as const)
    : ({ type: "LIMIT", limit: price } as const);
  return { ...(await resting(gateway)), side: "SELL", quantity, ...terms };
}

/** A limit buy at so much of the price. */
export async function buy(gateway: Gateway, part: string): Promise<Sendable> {
  const { market, quote } = await firstMarket(gateway);
  const limit = roundLimit(market, "BUY", mul(quote.bid, from(part)));
  const least = add(roundAmount(market, div(mul(market.minCost, from(2)), limit, 8)), market.step);
  return sendable("sending", {
    clientOrderId: `xcon${String((count += 1)).padStart(13, "a")}` as ClientOrderId,
    pair: market.pair,
    side: "BUY",
    quantity: compare(least, market.minAmount) < 0 ? market.minAmount : least,
    type: "LIMIT",
    limit,
    trigger: null,
    trail: null,
    timeInForce: "GTC",
    postOnly: false,
    reduceOnly: false,
    link: null,
  });
}

export async function firstMarket(gateway: Gateway): Promise<{ readonly market: Market; readonly quote: Quote }> {
  const [market] = await gateway.markets();
  const quote = market === undefined ? null : await gateway.quote(market.pair);
  if (market === undefined || quote === null) throw new Error("the gateway under test has no priced market");
  return { market, quote };
}

export async function totalsOf(gateway: Gateway): Promise<ReadonlyMap<string, Decimal>> {
  return new Map((await gateway.balances()).map(({ asset, total }) => [asset, total]));
}
