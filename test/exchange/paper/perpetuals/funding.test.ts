/** What positions pay at 00:00, 08:00 and 16:00 UTC of market time. */
import { afterEach, describe, expect, it } from "vitest";

import type { Candle } from "../../../../src/domain/candle.ts";
import { from, text } from "../../../../src/domain/money.ts";
import { FUNDING_MS } from "../../../../src/domain/perpetual.ts";
import type { PaperVenue } from "../../../../src/exchange/paper/venue.ts";
import {
  barsOf,
  candles,
  closeFloors,
  type Floor,
  type FloorSettings,
  MINUTE,
  openFloor,
  plain,
  START,
} from "../../../support/paper-venue.ts";
import { afterOrders, fillsOf, moneyOf, PERPETUAL, perpetual, positionOf } from "../../../support/perpetual-venue.ts";
import { quotesOf } from "../../../support/quote-market.ts";

afterEach(closeFloors);

const NO_FEE = { account: { feePercent: "0" } } as const;

/** Candles that close so many minutes before or after 08:00. */
async function around(
  lines: readonly (readonly [minute: number, line: string])[],
  settings: FloorSettings = NO_FEE,
): Promise<Floor> {
  const rows = candles(...lines.map(([, line]) => line)).map((row, i): Candle => ({
    ...row,
    at: START + FUNDING_MS + ((lines[i]?.[0] ?? 0) - 1) * MINUTE,
  }));
  const floor = await openFloor(barsOf(rows, "replay:funding", PERPETUAL), settings);
  await floor.venue.setMargin(PERPETUAL, from(10));
  return floor;
}

/** `08:00 -0.01 at 0.0001` */
async function paidTo(venue: PaperVenue, since = 0): Promise<string[]> {
  return (await venue.funding(since)).map(
    ({ at, amount, rate }) => `${new Date(at).toISOString().slice(11, 16)} ${text(amount)} at ${text(rate)}`,
  );
}

describe("funding", () => {
  // prettier-ignore
  const rows: readonly (readonly [what: string, side: "BUY" | "SELL", minutes: readonly number[], paid: readonly string[], money: string, position: string])[] = [
    ["is paid at its time, by the mark before it", "BUY", [-2, -1, 0], ["08:00 -0.01 at 0.0001"], "9999.99, locked 9.99", "LONG 1 at 100, margin 9.99, ends at 90.46231155"],
    ["is received by a short",                     "SELL", [-2, -1, 0], ["08:00 0.01 at 0.0001"], "10000.01, locked 10.01", "SHORT 1 at 100, margin 10.01, ends at 109.46268657"],
    ["is paid by the first event after its time",  "BUY", [-2, -1, 30], ["08:00 -0.01 at 0.0001"], "9999.99, locked 9.99", "LONG 1 at 100, margin 9.99, ends at 90.46231155"],
    ["is not paid before",                         "BUY", [-3, -2, -1], [], "10000, locked 10", "LONG 1 at 100, margin 10, ends at 90.4522613"],
    ["is not paid for what opens at its time",     "BUY", [-1, 0, 1], [], "10000, locked 10", "LONG 1 at 100, margin 10, ends at 90.4522613"],
    ["is paid once for each time in a gap",        "BUY", [-2, -1, 16 * 60],
      ["08:00 -0.01 at 0.0001", "16:00 -0.01 at 0.0001", "00:00 -0.01 at 0.0001"], "9999.97, locked 9.97", "LONG 1 at 100, margin 9.97, ends at 90.48241206"],
  ];
  it.each(rows)("%s", async (_what, side, minutes, paid, money, position) => {
    const floor = await around(minutes.map((minute, i) => [minute, i === 2 ? "103 103 103 103" : "100"]));
    await afterOrders(floor, `${side} 1 MARKET`);
    await floor.step();
    expect(await paidTo(floor.venue)).toEqual(paid);
    expect(await moneyOf(floor.venue)).toBe(money);
    expect(await positionOf(floor.venue)).toBe(position);
  });

  it("is paid for the position before the event, though the event closes it", async () => {
    const floor = await around([
      [-2, "100"],
      [-1, "100"],
      [0, "102 102 102 102"],
    ]);
    await afterOrders(floor, "BUY 1 MARKET");
    await afterOrders(floor, "SELL 1 MARKET reduce-only");
    expect(await paidTo(floor.venue)).toEqual(["08:00 -0.01 at 0.0001"]);
    expect(await moneyOf(floor.venue)).toBe("10001.99, locked 0");
  });

  it("is told from a moment on, with coin and pair, and rings", async () => {
    const floor = await around([
      [-2, "100"],
      [-1, "100"],
      [0, "100"],
      [8 * 60, "100"],
    ]);
    await afterOrders(floor, "BUY 1 MARKET");
    let rings = 0;
    floor.venue.onChange(() => (rings += 1));
    await floor.step();
    await floor.step();
    expect(rings).toBe(2);
    const at = START + 2 * FUNDING_MS;
    expect(plain(await floor.venue.funding(at))).toEqual([
      { pair: PERPETUAL, at, asset: "USDT", amount: "-0.01", rate: "0.0001" },
    ]);
    expect(await paidTo(floor.venue, at - 1)).toHaveLength(1);
  });

  it("has an interest of its own", async () => {
    const floor = await around(
      [
        [-2, "100"],
        [-1, "100"],
        [0, "100"],
      ],
      { account: { feePercent: "0", fundingPercent: "-0.03" } },
    );
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.step();
    expect(await paidTo(floor.venue)).toEqual(["08:00 0.03 at -0.0003"]);
  });

  it("may end a position: it moves the margin, and with it the liquidation price", async () => {
    const floor = await around(
      [
        [-2, "100"],
        [-1, "100"],
        [0, "100 100 90.5 95"],
      ],
      { account: { feePercent: "0", fundingPercent: "0.05" } },
    );
    await afterOrders(floor, "BUY 1 MARKET"); // ends at 90.45, and at 90.502 once 0.05 are paid
    await floor.step();
    expect((await fillsOf(floor.venue)).at(-1)).toBe("forced SELL 1 at 90: -9.95 − 0");
    expect(await moneyOf(floor.venue)).toBe("9990, locked 0");
  });

  it("never takes more than the margin: then the position is over", async () => {
    const account = { feePercent: "0", fundingPercent: "5" };
    const after = 67 * 24 * 60; // 201 times of 0.05 %, with the one at 08:00 of the first day 202
    const lines = [
      [-2, "100"],
      [-1, "100"],
      [after, "100"],
    ] as const;
    const floor = await around(lines, { account });
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.step();
    const paid = await paidTo(floor.venue);
    expect(paid).toHaveLength(200);
    expect((await fillsOf(floor.venue)).at(-1)).toBe("forced SELL 1 at 100: 0 − 0");
    expect(await moneyOf(floor.venue)).toBe("9990, locked 0");
  });

  it("is paid once for a time, also where a new source plays it again", async () => {
    const lines = [
      [-2, "100"],
      [-1, "100"],
      [0, "100"],
    ] as const;
    const floor = await around(lines);
    await afterOrders(floor, "BUY 1 MARKET");
    await floor.step();
    const rows = candles("100", "100", "100").map((row, i): Candle => ({
      ...row,
      at: START + FUNDING_MS + (i - 2) * MINUTE,
    }));
    const again = await floor.restart(barsOf(rows, "replay:again", PERPETUAL));
    while (await again.step());
    expect(await paidTo(again.venue)).toEqual(["08:00 -0.01 at 0.0001"]);
  });

  it("goes by the premium of the contract over its coin, where that is traded too", async () => {
    const hours = FUNDING_MS / 2_000; // events of two seconds
    const line = (price: number): string =>
      `BTC/USDT 100 100×9 | 100×9; BTC/USDT:USDT ${price} mark=100 ${price}×9 | ${price}×9`;
    const source = quotesOf(...Array.from({ length: 4 }, () => line(100.2)));
    const late = {
      ...source,
      next: async (place: Parameters<typeof source.next>[0]) => shifted(await source.next(place)),
    };
    const floor = await openFloor(late, NO_FEE);
    await floor.venue.setMargin(PERPETUAL, from(10));
    await floor.venue.place(perpetual("BUY 1 MARKET"));
    while (await floor.step());
    expect(await paidTo(floor.venue)).toEqual(["08:00 -0.15 at 0.0015"]); // 0.2 % less 0.05 %
    expect(await moneyOf(floor.venue)).toBe("9999.85, locked 9.87");

    /** Two events before 08:00. */
    function shifted<T extends Awaited<ReturnType<typeof source.next>>>(step: T): T {
      if (step === null || step.event.kind === "bar") return step;
      const at = step.event.at + (hours - 2) * 2_000;
      return { ...step, event: { ...step.event, at, quotes: step.event.quotes.map((quote) => ({ ...quote, at })) } };
    }
  });
});
