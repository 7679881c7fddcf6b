import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compare, type Decimal, from, isZero, mul, sub, text, ZERO } from "../../src/domain/money.ts";
import {
  applyFill,
  dropDust,
  entryPrice,
  FLAT,
  type PositionBook,
  type PositionFill,
  positionPart,
  takeOut,
  unrealizedPnl,
} from "../../src/domain/position.ts";

const Exact = Oracle.clone({ precision: 60 });

function fill(
  side: "BUY" | "SELL",
  quantity: string,
  price: string,
  fees: { base?: string; quote?: string } = {},
): PositionFill {
  const [q, p] = [from(quantity), from(price)];
  const feeBase = from(fees.base ?? "0");
  const feeQuote = fees.base === undefined ? from(fees.quote ?? "0") : mul(feeBase, p);
  return { side, quantity: q, price: p, cost: mul(q, p), feeBase, feeQuote };
}

const fold = (fills: readonly PositionFill[]): PositionBook => fills.reduce(applyFill, FLAT);

describe("a position", () => {
  it("averages over what was filled, unchanged by sales (case 27)", () => {
    const fee = (quantity: number, price: number): { quote: string } => ({ quote: String((quantity * price) / 1000) });
    const buys = [fill("BUY", "12", "20", fee(12, 20)), fill("BUY", "18", "14", fee(18, 14))];
    const first = fill("SELL", "18", "15", fee(18, 15));
    const second = fill("SELL", "12", "18", fee(12, 18));
    expect(text(entryPrice(fold(buys)))).toBe("16.4");
    expect(text(entryPrice(fold([...buys, first])))).toBe("16.4");
    const closed = fold([...buys, first, second]);
    expect(text(closed.realizedPnl)).toBe("-6.978");
    expect(text(closed.fees)).toBe("0.978");
    expect(isZero(closed.quantity)).toBe(true);
  });

  it("counts a fee taken in the coin once: bought and sold at one price, it loses the two fees", () => {
    const bought = fold([fill("BUY", "1", "100", { base: "0.001" })]);
    expect(text(bought.quantity)).toBe("0.999");
    expect(text(entryPrice(bought))).toBe("100");
    const closed = applyFill(bought, fill("SELL", "0.999", "100"));
    expect(text(closed.realizedPnl)).toBe("-0.1");
  });

  it("marks to the price given", () => {
    expect(text(unrealizedPnl(fold([fill("BUY", "2", "100")]), from("97.5")))).toBe("-5");
  });

  it("gives what is gone by another hand at cost: the price of the rest and the profit stay", () => {
    const book = fold([fill("BUY", "1", "100", { quote: "0.1" }), fill("BUY", "1", "130")]);
    const after = takeOut(book, from("0.5"));
    expect([after.quantity, after.cost, after.realizedPnl, after.fees].map((figure) => text(figure))).toEqual([
      "1.5",
      "172.5",
      "-0.1",
      "0.1",
    ]);
    expect(text(entryPrice(after))).toBe(text(entryPrice(book)));
    expect(takeOut(book, book.quantity)).toEqual(dropDust(book));
  });

  it("drops dust at cost: the profit stays", () => {
    const book = fold([fill("BUY", "1", "100"), fill("SELL", "0.99991", "110")]);
    expect(dropDust(book)).toEqual({ ...book, quantity: ZERO, cost: ZERO });
  });

  it("takes only its own part of a sale that sells inventory too", () => {
    const part = positionPart(from("1"), fill("SELL", "4", "10", { quote: "0.04" }));
    expect(part === null ? null : { q: text(part.quantity), c: text(part.cost), f: text(part.feeQuote) }).toEqual({
      q: "1",
      c: "10",
      f: "0.01",
    });
    expect(positionPart(ZERO, fill("SELL", "4", "10"))).toBeNull();
  });
});

const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((mantissa): Decimal => ({ mantissa, places: 4 }));
const trades = fc.array(
  fc.record({
    buys: fc.boolean(),
    quantity: amount,
    price: amount,
    feeParts: fc.integer({ min: 0, max: 50 }),
    feeInBase: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("any history of a position", () => {
  it("gives cash in − cash out, once it is flat: no profit is made or lost by the bookkeeping", () => {
    fc.assert(
      fc.property(trades, (history) => {
        let book = FLAT;
        let cash = new Exact(0);
        for (const trade of [...history, null]) {
          const quantity = trade === null || !trade.buys ? book.quantity : trade.quantity;
          if (isZero(quantity)) continue;
          const side = trade?.buys === true ? ("BUY" as const) : ("SELL" as const);
          const price = trade?.price ?? from("3.7");
          const rate: Decimal = { mantissa: trade?.feeParts ?? 0, places: 4 };
          const inBase = side === "BUY" && trade?.feeInBase === true;
          const feeBase = inBase ? mul(quantity, rate) : ZERO;
          const feeQuote = mul(mul(quantity, price), rate);
          book = applyFill(book, { side, quantity, price, cost: mul(quantity, price), feeBase, feeQuote });
          const value = new Exact(text(mul(quantity, price)));
          cash = side === "BUY" ? cash.minus(value) : cash.plus(value);
          if (!inBase) cash = cash.minus(text(feeQuote));
          expect(compare(book.quantity, ZERO)).toBeGreaterThanOrEqual(0);
        }
        expect(isZero(book.quantity)).toBe(true);
        expect(isZero(book.cost)).toBe(true);
        expect(text(book.realizedPnl)).toBe(cash.toFixed());
      }),
      { numRuns: 1_000 },
    );
  });

  it("loses at most the last of 18 places to a partial sale's share", () => {
    fc.assert(
      fc.property(amount, amount, amount, (quantity, price, part) => {
        const bought = applyFill(FLAT, {
          side: "BUY",
          quantity,
          price,
          cost: mul(quantity, price),
          feeBase: ZERO,
          feeQuote: ZERO,
        });
        const sold = compare(part, quantity) < 0 ? part : quantity;
        const after = applyFill(bought, {
          side: "SELL",
          quantity: sold,
          price,
          cost: mul(sold, price),
          feeBase: ZERO,
          feeQuote: ZERO,
        });
        const drift = sub(
          entryPrice({ ...after, quantity: isZero(after.quantity) ? from(1) : after.quantity }),
          isZero(after.quantity) ? ZERO : price,
        );
        expect(Math.abs(Number(text(drift)))).toBeLessThan(1e-13);
      }),
      { numRuns: 1_000 },
    );
  });
});
