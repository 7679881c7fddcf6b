/** Nothing is spent that is not there. */
import { Refusal } from "../errors.ts";
import { formatMoney } from "../format.ts";
import { isPerpetual, type Market } from "../market.ts";
import { add, compare, type Decimal, max, mul, ONE, sum, ZERO } from "../money.ts";
import type { Purpose } from "../order.ts";
import { initialMargin } from "../perpetual.ts";

/** What a buy takes from the quote balance at worst: its cost and the taker's fee. */
function buyReserve(market: Pick<Market, "taker">, quantity: Decimal, price: Decimal): Decimal {
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

/**
 * What an entry takes from the money that is free at worst: on spot its cost, of a perpetual the margin that it needs at this
 * leverage; and the taker's fee.
 */
export function entryReserve(
  market: Pick<Market, "taker" | "settle">,
  quantity: Decimal,
  price: Decimal,
  leverage: Decimal,
): Decimal {
  if (!isPerpetual(market)) return buyReserve(market, quantity, price);
  const cost = mul(quantity, price);
  return add(initialMargin(cost, leverage), mul(cost, market.taker));
}

export interface FundsFacts {
  readonly purpose: Purpose;
  readonly market: Market;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Of perpetuals. */
  readonly leverage: Decimal;
  /** Of what the order spends: money for an entry, what is held for an exit. */
  readonly available: Decimal;
}

export function checkFunds(facts: FundsFacts): void {
  const { market, purpose, leverage } = facts;
  const isEntry = purpose === "entry";
  const needed = isEntry ? entryReserve(market, facts.quantity, facts.price, leverage) : facts.quantity;
  if (compare(needed, facts.available) <= 0) return;
  const asset = isEntry ? (market.settle ?? market.quote) : market.base;
  const fees = isEntry ? " with fees" : "";
  throw new Refusal(
    "balance",
    `Refused: this needs ${formatMoney(needed, asset)}${fees}, and ${formatMoney(facts.available, asset)} is available on ${market.exchange} (/balance).`,
  );
}
