/** Where stops fill on the candles of case 30, and what a kill leaves of orders that wait. */
import { afterEach, describe, expect, it } from "vitest";

import { from, sub, text } from "../../../src/domain/money.ts";
import type { Sendable } from "../../../src/domain/order.ts";
import { orderOf, story } from "../../support/order-table.ts";
import { barsOf, BTC, candles, closeFloors, type Floor, openFloor, order, plain } from "../../support/paper-venue.ts";

afterEach(closeFloors);

describe("a stop of 98 on 10 that were bought at 100 (case 30)", () => {
  // prettier-ignore
  const rows: readonly (readonly [what: string, bar: string, end: string, profit: string])[] = [
    ["fills at its trigger",                      "99.5 99.8 93 94 100000", "1: 10 at 98 taker · filled", "-21.98"],
    ["fills at the open where the price jumped",  "96 96.5 93 94 100000",   "1: 10 at 96 taker · filled", "-41.96"],
  ];
  it.each(rows)("%s", async (_what, bar, end, profit) => {
    const before = ["99.8 100.2 99.6 100 100000", "100 100.5 99.5 100 100000"];
    const floor = await openFloor(barsOf(candles(...before, bar, "94 94.5 93.5 94 100000")));
    await floor.venue.place(order("BUY", "10"));
    await floor.step();
    const stop = orderOf("SELL 10 STOP 98");
    await floor.venue.place(stop);
    expect(await story(floor, stop)).toBe(end);
    const [, quote] = await floor.venue.balances();
    expect(text(sub(quote?.total ?? from(0), from(10_000)))).toBe(profit);
  });
});

describe("after a kill", () => {
  const BARS = [
    "100",
    "100 100 100 100 1000000",
    "100 103.3 99.9 103",
    "103 105.7 102 104 30",
    "104 104.2 103.3 103.4 20",
    "103.4 103.5 101 101.2 10",
    "101.2 101.4 99 99.5 10",
    "99.5 108 99 107 10",
    "107 108 96 97 10",
    "97 98 95 96 1000",
  ];

  it("between any two steps the market and its orders go on as without it", async () => {
    const acts = actsOfADay();
    const whole = await live(acts, null);
    expect(whole).toContain('"liquidity":"maker"');
    for (let at = 0; at < BARS.length + acts.length; at++) expect(await live(acts, at)).toBe(whole);
  });

  /** Fills, orders and balances at the end. `killAt`: before which step the process dies. */
  async function live(acts: readonly Act[], killAt: number | null): Promise<string> {
    let floor = await openFloor(barsOf(candles(...BARS)), {
      account: { spreadPercent: "0.02", slippagePercent: "0.01" },
    });
    let done = 0;
    const next = async (act: (floor: Floor) => Promise<unknown>): Promise<void> => {
      if (done++ === killAt) floor = await revived(floor);
      await act(floor);
    };
    for (let event = 0; event < BARS.length; event++) {
      for (const act of acts.filter(({ after }) => after === event)) await next(act.run);
      await next(({ step }) => step());
    }
    const { venue } = floor;
    const ids = acts.flatMap(({ order: made }) => (made === null ? [] : [made.clientOrderId]));
    const orders = await Promise.all(ids.map((id) => venue.find(BTC, id)));
    return JSON.stringify(plain([await venue.fills(0), orders, await venue.balances()]));
  }

  /** What was not kept is played again, up to where the market stood. */
  async function revived(floor: Floor): Promise<Floor> {
    const now = floor.venue.now();
    const again = await floor.crash();
    while (again.venue.now() < now) await again.step();
    return again;
  }

  interface Act {
    /** The number of events before it. */
    readonly after: number;
    readonly order: Sendable | null;
    run(floor: Floor): Promise<unknown>;
  }

  function actsOfADay(): readonly Act[] {
    const placing = (after: number, words: string): Act & { readonly order: Sendable } => {
      const made = orderOf(words);
      return { after, order: made, run: ({ venue }) => venue.place(made) };
    };
    const [trailing, target] = [
      placing(1, "SELL 5 TRAILING_STOP 98 2 link=a"),
      placing(1, "SELL 5 LIMIT 105.5 link=a"),
    ];
    return [
      placing(0, "BUY 9 MARKET"),
      trailing,
      target,
      placing(1, "SELL 2 STOP_LIMIT 99.1 99.4"),
      placing(2, "BUY 2 STOP 104.5 IOC"),
      {
        after: 2,
        order: null,
        run: ({ venue }) => venue.amend(BTC, trailing.order.clientOrderId, { trail: from("1.5") }),
      },
      placing(4, "BUY 3 LIMIT 101.1 post-only"),
      placing(5, "SELL 1 LIMIT 107.5 FOK"),
      { after: 7, order: null, run: ({ venue }) => venue.cancel(BTC, target.order.clientOrderId) },
    ];
  }
});
