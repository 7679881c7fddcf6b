/** Whatever is placed, canceled and quoted: the account's money is what its fills say, to the last digit. */
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";

import type { ClientOrderId } from "../../../src/domain/ids.ts";
import {
  add,
  compare,
  div,
  equal,
  from,
  HUNDRED,
  less,
  mul,
  neg,
  sign,
  sub,
  text,
  ZERO,
} from "../../../src/domain/money.ts";
import { type VenueFill, PlacementRefused } from "../../../src/exchange/gateway.ts";
import type { PaperVenue } from "../../../src/exchange/paper/venue.ts";
import { barsOf, BTC, candles, closeFloors, type Floor, openFloor, order } from "../../support/paper-venue.ts";

afterEach(closeFloors);

const FEES = ["0", "0.1", "0.075", "0.0333333"] as const;
const STEP = from("0.0001");

type Act =
  | {
      readonly act: "place";
      readonly side: "BUY" | "SELL";
      readonly steps: number;
      readonly limit: number | null;
      readonly isIoc: boolean;
    }
  | { readonly act: "cancel"; readonly which: number }
  | { readonly act: "event" }
  | { readonly act: "restart" };

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant("place" as const),
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      steps: fc.oneof(fc.integer({ min: 100, max: 20_000 }), fc.integer({ min: 1, max: 10_000_000 })),
      limit: fc.option(fc.integer({ min: 900, max: 1_100 })),
      isIoc: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel" as const), which: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.constant({ act: "event" as const }) },
  { weight: 1, arbitrary: fc.constant({ act: "restart" as const }) },
);
const bars = fc
  .array(
    fc.tuple(
      fc.array(fc.integer({ min: 900, max: 1_100 }), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 4_000 }),
    ),
    {
      minLength: 25,
      maxLength: 25,
    },
  )
  .map((rows) =>
    rows.map(([prices, volume]) => {
      const [low, open, close, high] = prices.toSorted((a, b) => a - b);
      return `${open}.3 ${high}.3 ${low}.3 ${close}.3 ${volume}.77`;
    }),
  );

it("balances are the opening plus the fills; locked is what open orders need; nothing is ever below zero", async () => {
  let fillsSeen = 0;
  await fc.assert(
    fc.asyncProperty(
      bars,
      fc.array(acts, { minLength: 20, maxLength: 60 }),
      fc.constantFrom(...FEES),
      async (rows, sequence, feePercent) => {
        let floor = await openFloor(barsOf(candles(...rows)), {
          account: { feePercent, spreadPercent: "0.03", slippagePercent: "0.01" },
        });
        const placed: ClientOrderId[] = [];
        for (const act of sequence) {
          floor = await perform(floor, act, placed);
          await isSound(floor.venue, feePercent);
        }
        fillsSeen += (await floor.venue.fills(0)).length;
        for (const report of await floor.venue.openOrders())
          await floor.venue.cancel(BTC, report.clientOrderId as ClientOrderId);
        for (const { locked } of await floor.venue.balances()) expect(text(locked)).toBe("0");
        await floor.venue.stop();
      },
    ),
    { numRuns: 60 },
  );
  expect(fillsSeen).toBeGreaterThan(100);
}, 60_000);

async function perform(floor: Floor, act: Act, placed: ClientOrderId[]): Promise<Floor> {
  if (act.act === "event") await floor.step();
  if (act.act === "restart") return floor.restart();
  if (act.act === "cancel")
    await tolerate(floor.venue.cancel(BTC, placed[act.which] ?? ("xnone" as ClientOrderId)), Error);
  if (act.act === "place") {
    const limit = act.limit === null ? {} : { limit: String(act.limit) };
    const made = order(act.side, text(mul(from(act.steps), STEP)), {
      ...limit,
      timeInForce: act.isIoc ? "IOC" : "GTC",
    });
    if (await tolerate(floor.venue.place(made), PlacementRefused)) placed.push(made.clientOrderId);
  }
  return floor;
}

async function tolerate(work: Promise<unknown>, expected: typeof Error | typeof PlacementRefused): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(expected);
    return false;
  }
}

async function isSound(venue: PaperVenue, feePercent: string): Promise<void> {
  const [balances, fills, open] = await Promise.all([venue.balances(), venue.fills(0), venue.openOrders()]);
  const total = new Map([["USDT", from(10_000)]]);
  const move = (asset: string, amount: ReturnType<typeof from>) =>
    total.set(asset, add(total.get(asset) ?? ZERO, amount));
  for (const fill of fills) {
    feeIsRight(fill, feePercent);
    move("BTC", fill.side === "BUY" ? fill.quantity : neg(fill.quantity));
    move("USDT", sub(fill.side === "BUY" ? neg(fill.cost) : fill.cost, fill.fee));
  }
  for (const balance of balances) {
    expect(text(balance.total)).toBe(text(total.get(balance.asset) ?? ZERO));
    expect(equal(add(balance.available, balance.locked), balance.total)).toBe(true);
    expect(Math.min(sign(balance.total), sign(balance.available), sign(balance.locked))).toBeGreaterThanOrEqual(0);
  }
  const offered = open.filter(({ side }) => side === "SELL").map(({ quantity, filled }) => sub(quantity, filled));
  expect(text(balances.find(({ asset }) => asset === "BTC")?.locked ?? ZERO)).toBe(text(offered.reduce(add, ZERO)));
  for (const { quantity, filled } of open) expect(less(filled, quantity)).toBe(true);
}

function feeIsRight({ quantity, price, cost, fee }: VenueFill, feePercent: string): void {
  expect(equal(cost, mul(quantity, price))).toBe(true);
  const exact = div(mul(cost, from(feePercent)), HUNDRED, 30);
  expect(compare(fee, exact)).toBeLessThanOrEqual(0);
  expect(less(sub(exact, fee), from("0.00000001"))).toBe(true);
}
