/** Nothing is spent that is not there. */
import { Refusal } from "../errors.ts";
import { formatMoney } from "../format.ts";
import type { Market, Side } from "../market.ts";
import { add, compare, type Decimal, max, mul, ONE, sum, ZERO } from "../money.ts";

/** What a buy takes from the quote balance at worst: its cost and the taker's fee. */
export function buyReserve(market: Pick<Market, "taker">, quantity: Decimal, price: Decimal): Decimal {
  return mul(mul(quantity, price), add(ONE, market.taker));
}

/** What sells, and the exits that it locks as one with; null: it locks alone. */
export interface Sale {
  readonly link: string | null;
  /** Base currency that it still sells. */
  readonly left: Decimal;
}

/** Base currency that sales lock together: of one link, what the largest of them does. */
export function lockedBy(sales: readonly Sale[]): Decimal {
  const linked = new Map<string, Decimal>();
  let alone = ZERO;
  for (const { link, left } of sales) {
    if (link === null) alone = add(alone, left);
    else linked.set(link, max(linked.get(link) ?? ZERO, left));
  }
  return add(alone, sum([...linked.values()]));
}

export interface FundsFacts {
  readonly side: Side;
  readonly market: Market;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Of the asset that the order spends: quote for a buy, base for a sale. */
  readonly available: Decimal;
}

export function checkFunds(facts: FundsFacts): void {
  const { market, side } = facts;
  const needed = side === "BUY" ? buyReserve(market, facts.quantity, facts.price) : facts.quantity;
  if (compare(needed, facts.available) <= 0) return;
  const asset = side === "BUY" ? market.quote : market.base;
  const fees = side === "BUY" ? " with fees" : "";
  throw new Refusal(
    "balance",
    `Refused: this needs ${formatMoney(needed, asset)}${fees}, and ${formatMoney(facts.available, asset)} is available on ${market.exchange} (/balance).`,
  );
}
