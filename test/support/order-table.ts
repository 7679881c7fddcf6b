/** Orders of every kind against a written market, told event by event. */
import type { Pair } from "../../src/domain/ids.ts";
import { from, text } from "../../src/domain/money.ts";
import type { OrderType, Sendable, TimeInForce } from "../../src/domain/order.ts";
import { BTC, type Floor, order } from "./paper-venue.ts";

/** `SELL 1 STOP 98` · `SELL 1 STOP_LIMIT 98 97 FOK` · `BUY 1 LIMIT 99 post-only` · `SELL 1 TRAILING_STOP 98 2 link=a` · `SELL 1 STOP 98 reduce-only`; GTC unless told. */
export function orderOf(words: string, pair: Pair = BTC): Sendable {
  const [side = "", quantity = "", type = "", ...rest] = words.split(" ");
  const [first, second] = rest.filter((word) => /^[\d.]+$/.test(word));
  const kind = type as OrderType;
  return order(side as Sendable["side"], quantity, {
    ...termsOf(kind, first, second),
    pair,
    type: kind,
    reduceOnly: rest.includes("reduce-only"),
    timeInForce: rest.find((word): word is TimeInForce => /^(?:IOC|FOK)$/.test(word)) ?? "GTC",
    postOnly: rest.includes("post-only"),
    link: rest.find((word) => word.startsWith("link="))?.slice("link=".length) ?? null,
  });
}

function termsOf(type: OrderType, first?: string, second?: string): Parameters<typeof order>[2] {
  const decimal = (word?: string) => (word === undefined ? null : from(word));
  if (type === "MARKET") return {};
  if (type === "LIMIT") return first === undefined ? {} : { limit: first };
  if (type === "STOP_LIMIT") return { trigger: decimal(first), ...(second === undefined ? {} : { limit: second }) };
  return { trigger: decimal(first), trail: decimal(second) };
}

/** Lets the market run to its end: `1: 0.5 at 98 taker · 3: 0.5 at 97 maker · filled`, with the number of each event. */
export async function story(floor: Floor, { pair, clientOrderId }: Sendable): Promise<string> {
  const told: string[] = [];
  let known = 0;
  for (let event = 1; await floor.step(); event++) {
    const fills = (await floor.venue.fills(0)).filter((fill) => fill.clientOrderId === clientOrderId);
    for (const { quantity, price, liquidity } of fills.slice(known))
      told.push(`${event}: ${text(quantity)} at ${text(price)} ${liquidity}`);
    known = fills.length;
  }
  const report = await floor.venue.find(pair, clientOrderId);
  return [...told, report?.status ?? "unknown"].join(" · ");
}
