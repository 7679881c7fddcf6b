import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { openingSide, opposite, type PositionSide } from "../../src/domain/market.ts";
import { compare, type Decimal, from, isZero, mul, sub, text, ZERO } from "../../src/domain/money.ts";
import {
  applyFill,
  dropDust,
  entryPrice,
  flat,
  type PositionBook,
  type PositionFill,
  positionPart,
  takeOut,
  unrealizedPnl,
  worthAt,
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
  return { side, quantity: q, price: p, cost: mul(q, p), pnl: null, feeBase, feeQuote };
}

const fold = (fills: readonly PositionFill[]): PositionBook => fills.reduce(applyFill, flat("LONG"));

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

  it("of the other side earns what the price falls, and closes by buying back", () => {
    const short = applyFill(flat("SHORT"), fill("SELL", "2", "100", { quote: "0.2" }));
    expect([text(short.quantity), text(entryPrice(short)), text(short.realizedPnl)]).toEqual(["2", "100", "-0.2"]);
    expect([text(unrealizedPnl(short, from("97.5"))), text(worthAt(short, from("5")))]).toEqual(["5", "195"]);
    const half = applyFill(short, fill("BUY", "1", "90", { quote: "0.09" }));
    expect([text(half.quantity), text(half.cost), text(half.realizedPnl)]).toEqual(["1", "100", "9.71"]);
  });

  it("takes the exchange's own figure of what a fill realised", () => {
    const short = applyFill(flat("SHORT"), fill("SELL", "1", "100"));
    expect(text(applyFill(short, { ...fill("BUY", "1", "90"), pnl: from("9.99") }).realizedPnl)).toBe("9.99");
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
    const held = fold([fill("BUY", "1", "10")]);
    const part = positionPart(held, fill("SELL", "4", "10", { quote: "0.04" }));
    expect(part === null ? null : { q: text(part.quantity), c: text(part.cost), f: text(part.feeQuote) }).toEqual({
      q: "1",
      c: "10",
      f: "0.01",
    });
    expect(positionPart(flat("LONG"), fill("SELL", "4", "10"))).toBeNull();
  });
});

const amount = fc.integer({ min: 1, max: 10 ** 9 }).map((mantissa): Decimal => ({ mantissa, places: 4 }));
const trades = fc.array(
  fc.record({
    opens: fc.boolean(),
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
      fc.property(trades, fc.constantFrom("LONG", "SHORT"), (history, positionSide: PositionSide) => {
        const opening = openingSide(positionSide);
        let book = flat(positionSide);
        let cash = new Exact(0);
        for (const trade of [...history, null]) {
          const quantity = trade === null || !trade.opens ? book.quantity : trade.quantity;
          if (isZero(quantity)) continue;
          const side = trade?.opens === true ? opening : opposite(opening);
          const price = trade?.price ?? from("3.7");
          const rate: Decimal = { mantissa: trade?.feeParts ?? 0, places: 4 };
          // A short gets no coins that a fee could be kept of.
          const inBase = positionSide === "LONG" && side === "BUY" && trade?.feeInBase === true;
          const feeBase = inBase ? mul(quantity, rate) : ZERO;
          const feeQuote = mul(mul(quantity, price), rate);
          book = applyFill(book, { side, quantity, price, cost: mul(quantity, price), pnl: null, feeBase, feeQuote });
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
        const bought = applyFill(flat("LONG"), {
          side: "BUY",
          quantity,
          price,
          cost: mul(quantity, price),
          pnl: null,
          feeBase: ZERO,
          feeQuote: ZERO,
        });
        const sold = compare(part, quantity) < 0 ? part : quantity;
        const after = applyFill(bought, {
          side: "SELL",
          quantity: sold,
          price,
          cost: mul(sold, price),
          pnl: null,
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
