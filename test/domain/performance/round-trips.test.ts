import { describe, expect, it } from "vitest";

import { from, mul, text, ZERO } from "../../../src/domain/money.ts";
import { roundTripsOf, timeInMarket, type TripFill, tripFigures } from "../../../src/domain/performance/round-trips.ts";
import { tripsOf } from "../../support/equity.ts";

/** Fee 0.1 % a side in quote. */
function fill(at: number, side: "BUY" | "SELL", quantity: string, price: string): TripFill {
  const cost = mul(from(quantity), from(price));
  return {
    ...{ at, side, quantity: from(quantity), price: from(price), cost, pnl: null },
    ...{ feeBase: ZERO, feeQuote: mul(cost, from("0.001")) },
  };
}

describe("round trips", () => {
  it("are net of the fees of both sides: one that only paid fees is a loss (case 33)", () => {
    const sells = ["100.15", "100.3", "99.9"];
    const fills = sells.flatMap((price, trip) => [
      fill(2 * trip, "BUY", "1", "100"),
      fill(2 * trip + 1, "SELL", "1", price),
    ]);
    const trips = roundTripsOf(fills);
    expect(trips.map(({ profit }) => text(profit))).toEqual(["-0.05015", "0.0997", "-0.2999"]);
    const figures = tripFigures(trips);
    expect([figures.totalTrades, figures.winningTrades, figures.losingTrades]).toEqual([3, 1, 2]);
    expect(text(figures.tripProfit)).toBe("-0.25035");
    expect(figures.winRate.value).toBeCloseTo(33.333333333333336, 12);
    expect(figures.profitFactor.value).toBeCloseTo(0.28481645479217255, 12);
  });

  it("go from flat to flat: parts and averages are one trip, what stays open is none (case 27)", () => {
    const fills = [
      fill(1, "BUY", "12", "20"),
      fill(2, "BUY", "18", "14"),
      fill(3, "SELL", "18", "15"),
      fill(4, "SELL", "12", "18"),
      fill(5, "BUY", "1", "18"),
    ];
    expect(roundTripsOf(fills).map(({ openedAt, closedAt, profit }) => [openedAt, closedAt, text(profit)])).toEqual([
      [1, 4, "-6.978"],
    ]);
  });

  it("of a short gain when the price falls", () => {
    const [trip] = roundTripsOf([fill(1, "SELL", "1", "100"), fill(2, "BUY", "1", "90")]);
    expect(trip === undefined ? null : text(trip.profit)).toBe("9.81");
  });

  it("that broke even are neither won nor lost", () => {
    const figures = tripFigures(tripsOf(["0", "5", "0"]));
    expect([figures.totalTrades, figures.winningTrades, figures.losingTrades, figures.winRate.value]).toEqual([
      3, 1, 0, 100,
    ]);
    expect(figures.expectancy.value === null ? null : text(figures.expectancy.value)).toBe("1.666666666666666667");
    expect(figures.averageDuration.value).toBe(3_600_000);
  });

  it("are in the market as long as any of them is open, each moment counted once", () => {
    const held = [
      { openedAt: 20, closedAt: 40 },
      { openedAt: -10, closedAt: 10 },
      { openedAt: 30, closedAt: 50 },
      { openedAt: 90, closedAt: null },
    ];
    expect(timeInMarket(held, 0, 100).value).toBe(50);
    expect(timeInMarket([], 0, 100).value).toBe(0);
    expect(timeInMarket(held, 5, 5).reason).toBe("no time has passed");
  });
});
