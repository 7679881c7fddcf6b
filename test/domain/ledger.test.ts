import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  balances,
  linesOfDust,
  linesOfExternal,
  linesOfFill,
  type LedgerEntry,
  type SpotFill,
} from "../../src/domain/ledger.ts";
import { type Decimal, from, isZero, mul, sum, text } from "../../src/domain/money.ts";

const Exact = Oracle.clone({ precision: 200 });

/** 1 to `most` units of 10^−places. */
const decimal = (most: number, places: number): fc.Arbitrary<Decimal> =>
  fc.integer({ min: 1, max: most }).map((mantissa) => ({ mantissa, places }));

const fills: fc.Arbitrary<SpotFill[]> = fc.array(
  fc
    .record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      quantity: decimal(10 ** 12, 8),
      price: decimal(10 ** 9, 4),
      fee: fc.integer({ min: -(10 ** 9), max: 10 ** 12 }).map((mantissa): Decimal => ({ mantissa, places: 10 })),
      feeAsset: fc.constantFrom("BTC", "USDT", "BNB"),
    })
    .map(({ price, ...fill }) => ({ ...fill, base: "BTC", quote: "USDT", cost: mul(fill.quantity, price) })),
  { minLength: 1, maxLength: 50 },
);

function sumsPerAsset(lines: readonly LedgerEntry[]): Map<string, Decimal> {
  const assets = new Set(lines.map((line) => line.asset));
  return new Map([...assets].map((asset) => [asset, sum(lines.filter((l) => l.asset === asset).map((l) => l.amount))]));
}

/** What an exchange's own book would hold, reckoned by another arithmetic. */
function bookOf(sequence: readonly SpotFill[]): Record<string, Oracle> {
  const book: Record<string, Oracle> = { BTC: new Exact(0), USDT: new Exact(0), BNB: new Exact(0) };
  const move = (asset: string, amount: Oracle): void => {
    book[asset] = (book[asset] ?? new Exact(0)).plus(amount);
  };
  for (const fill of sequence) {
    const way = fill.side === "BUY" ? 1 : -1;
    move(fill.base, new Exact(text(fill.quantity)).times(way));
    move(fill.quote, new Exact(text(fill.cost)).times(-way));
    move(fill.feeAsset, new Exact(text(fill.fee)).negated());
  }
  return book;
}

describe("the ledger", () => {
  it("balances every entry per asset and equals the exchange's book to the last digit, over 1,000 random sequences", () => {
    let seen = 0;
    fc.assert(
      fc.property(fills, (sequence) => {
        const entries = sequence.map(linesOfFill);
        for (const lines of entries) for (const total of sumsPerAsset(lines).values()) expect(isZero(total)).toBe(true);
        const wallets = balances(entries.flat(), "wallet");
        for (const [asset, amount] of Object.entries(bookOf(sequence))) {
          expect(text(wallets.get(asset) ?? from(0))).toBe(amount.toFixed());
        }
        seen += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toBeGreaterThanOrEqual(1_000);
  });

  it("keeps the coins of dust in the wallet", () => {
    const lines = linesOfDust("BTC", from("0.00009"));
    expect(balances(lines, "wallet").size).toBe(0);
    expect(text(balances(lines, "inventory").get("BTC") ?? from(0))).toBe("0.00009");
    for (const total of sumsPerAsset(lines).values()) expect(isZero(total)).toBe(true);
  });

  it("books a withdrawal as money that went outside", () => {
    const lines = linesOfExternal("USDT", from("-25.5"));
    expect(text(balances(lines, "wallet").get("USDT") ?? from(0))).toBe("-25.5");
    expect(text(balances(lines, "external").get("USDT") ?? from(0))).toBe("25.5");
  });
});
