/** Random lives of a paper account: orders of every kind, changes, cancels, events and restarts. */
import fc from "fast-check";
import { expect } from "vitest";

import type { ClientOrderId, Pair } from "../../src/domain/ids.ts";
import { assetsOf, isPerpetual } from "../../src/domain/market.ts";
import { type Decimal, from, mul } from "../../src/domain/money.ts";
import type { OrderType, Sendable, TimeInForce } from "../../src/domain/order.ts";
import { type AmendTerms, PlacementRefused } from "../../src/exchange/gateway.ts";
import { type Floor, order } from "./paper-venue.ts";

export type Act =
  | { readonly act: "place"; readonly order: Sendable }
  | { readonly act: "amend"; readonly which: number; readonly terms: AmendTerms }
  | { readonly act: "cancel"; readonly which: number }
  | { readonly act: "leverage"; readonly pair: Pair; readonly leverage: Decimal }
  | { readonly act: "event" }
  | { readonly act: "restart" };

const STEP = from("0.001");

/** Prices lie around this one; `pairs` are those of the market. */
export function actsAround(middle: number, pairs: readonly Pair[]): fc.Arbitrary<Act> {
  const price = fc.integer({ min: Math.round(middle * 0.9), max: Math.round(middle * 1.1) }).map(from);
  const contracts = pairs.filter((pair) => isPerpetual(assetsOf(pair)));
  /** Worth 10 to 2,000, of a contract often about what the account has, and sometimes far more than that. */
  const worth = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 10, max: 2_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_000_000 }) },
    ...(contracts.length === 0 ? [] : [{ weight: 3, arbitrary: fc.integer({ min: 5_000, max: 15_000 }) }]),
  );
  const quantity = worth.map((quote) => mul(from(Math.ceil((quote * 1_000) / middle)), STEP));
  const trail = fc.integer({ min: 1, max: Math.ceil(middle / 50) }).map(from);
  const placing: fc.Arbitrary<Act> = fc
    .record({
      pair: fc.constantFrom(...pairs),
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      type: fc.constantFrom<OrderType>("MARKET", "LIMIT", "STOP", "STOP_LIMIT", "TRAILING_STOP"),
      timeInForce: fc.oneof(fc.constant("GTC" as const), fc.constantFrom<TimeInForce>("IOC", "FOK")),
      postOnly: fc.boolean(),
      reduceOnly: fc.boolean(),
      link: fc.option(fc.constantFrom("a", "b")),
      ...{ quantity, limit: price, trigger: price, trail },
    })
    .map((terms) => ({ act: "place", order: { ...order("BUY", "1"), ...fitting(terms) } }));
  const amending: fc.Arbitrary<Act> = fc
    .record({
      which: fc.nat(20),
      terms: fc.record({ quantity, limit: price, trigger: price, trail }, { requiredKeys: [] }),
    })
    .map((made) => ({ act: "amend", ...made }));
  const leverage = fc.constantFrom(1, 3, 20).map(from);
  const leveraging = contracts.length === 0 ? [] : [fc.record({ pair: fc.constantFrom(...contracts), leverage })];
  return fc.oneof(
    ...leveraging.map((made) => ({ weight: 2, arbitrary: made.map((terms): Act => ({ act: "leverage", ...terms })) })),
    { weight: 9, arbitrary: placing },
    { weight: 3, arbitrary: amending },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel" as const), which: fc.nat(20) }) },
    { weight: 9, arbitrary: fc.constant({ act: "event" as const }) },
    { weight: 1, arbitrary: fc.constant({ act: "restart" as const }) },
  );
}

type Terms = Pick<
  Sendable,
  | "pair"
  | "side"
  | "type"
  | "timeInForce"
  | "postOnly"
  | "reduceOnly"
  | "link"
  | "quantity"
  | "limit"
  | "trigger"
  | "trail"
>;

/** Prices that the type has not are left out: what no order can be is a matter of other tests. */
function fitting(terms: Terms): Terms {
  const { type, pair } = terms;
  const isStop = type !== "MARKET" && type !== "LIMIT";
  return {
    ...terms,
    reduceOnly: terms.reduceOnly && isPerpetual(assetsOf(pair)),
    limit: type === "LIMIT" || type === "STOP_LIMIT" ? terms.limit : null,
    trigger: isStop ? terms.trigger : null,
    trail: type === "TRAILING_STOP" ? terms.trail : null,
    timeInForce:
      terms.timeInForce === "FOK" && (type === "STOP" || type === "TRAILING_STOP") ? "GTC" : terms.timeInForce,
    postOnly: terms.postOnly && type === "LIMIT" && terms.timeInForce === "GTC",
  };
}

/** Gives the floor that goes on. What the venue refuses, it refuses with a sentence; `placed` grows by what it takes. */
export async function perform(floor: Floor, act: Act, placed: Sendable[]): Promise<Floor> {
  switch (act.act) {
    case "event":
      await floor.step();
      return floor;
    case "restart":
      return floor.restart();
    case "place":
      if (await isTaken(floor.venue.place(act.order))) placed.push(act.order);
      return floor;
    case "amend": {
      const { pair, clientOrderId } = idsOf(placed[act.which]);
      await isTaken(floor.venue.amend(pair, clientOrderId, act.terms));
      return floor;
    }
    case "leverage":
      await isTaken(floor.venue.setMargin(act.pair, act.leverage));
      return floor;
    case "cancel": {
      const { pair, clientOrderId } = idsOf(placed[act.which]);
      await isTaken(floor.venue.cancel(pair, clientOrderId));
      return floor;
    }
  }
}

function idsOf(made: Sendable | undefined): Pick<Sendable, "pair" | "clientOrderId"> {
  return made ?? { pair: "BTC/USDT" as Pair, clientOrderId: "xnone" as ClientOrderId };
}

async function isTaken(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(PlacementRefused);
    return false;
  }
}
