/** The positions in perpetuals of an exchange under the test's hand, in another arithmetic (decimal.js) than the desk's. */
import { Decimal as Oracle } from "decimal.js";

import type { Pair } from "../../src/domain/ids.ts";
import type { Side } from "../../src/domain/market.ts";
import { from } from "../../src/domain/money.ts";
import type { MarginTerms, VenuePosition } from "../../src/exchange/gateway.ts";

const Exact = Oracle.clone({ precision: 100 });

interface Held {
  /** Below zero: short. */
  readonly quantity: Oracle;
  readonly entry: Oracle;
}

export class PerpetualBook {
  readonly #held = new Map<Pair, Held>();
  /** What it answers to a wish for margin; null: what was asked for. */
  refuses: string | null = null;
  answers: Partial<MarginTerms> = {};
  /** What was set last. */
  leverage = "20";

  /** Gives what was realised: averages by quantity, and a fill that goes beyond zero opens the other side. */
  fill(pair: Pair, side: Side, quantity: Oracle, price: string): Oracle {
    const before = this.#held.get(pair) ?? { quantity: new Exact(0), entry: new Exact(0) };
    const moved = side === "BUY" ? quantity : quantity.negated();
    const after = before.quantity.plus(moved);
    const isOpening = before.quantity.isZero() || before.quantity.isPositive() === moved.isPositive();
    if (isOpening) {
      const cost = before.entry.times(before.quantity.abs()).plus(quantity.times(price));
      this.#set(pair, after, cost.div(after.abs()));
      return new Exact(0);
    }
    const closed = Exact.min(before.quantity.abs(), quantity);
    const way = before.quantity.isPositive() ? 1 : -1;
    const isTurned = after.isPositive() !== before.quantity.isPositive();
    this.#set(pair, after, isTurned ? new Exact(price) : before.entry);
    return new Exact(price).minus(before.entry).times(closed).times(way).toDecimalPlaces(8);
  }

  /** Base currency, below zero: short. */
  quantity(pair: Pair): Oracle {
    return this.#held.get(pair)?.quantity ?? new Exact(0);
  }

  positions(mark: string): VenuePosition[] {
    return [...this.#held].map(([pair, { quantity, entry }]) => ({
      pair,
      side: quantity.isPositive() ? "LONG" : "SHORT",
      quantity: from(quantity.abs().toFixed()),
      entryPrice: from(entry.toFixed(18)),
      mark: from(mark),
      margin: from(quantity.abs().times(entry).div(this.leverage).toFixed(8)),
      liquidationPrice: from(entry.times(quantity.isPositive() ? "0.67" : "1.33").toFixed(1)),
      leverage: from(this.leverage),
    }));
  }

  #set(pair: Pair, quantity: Oracle, entry: Oracle): void {
    if (quantity.isZero()) this.#held.delete(pair);
    else this.#held.set(pair, { quantity, entry });
  }
}
