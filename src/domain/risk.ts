/** Rules that an order must meet before it is proposed, approved and sent. Pure: facts in, a Refusal out. */
import { Refusal } from "./errors.ts";
import { formatMoney } from "./format.ts";
import { type HaltScope, whereOf } from "./halt.ts";
import type { Market, Side } from "./market.ts";
import { add, compare, type Decimal, mul, ONE } from "./money.ts";
import type { Purpose } from "./order.ts";

export interface HaltFacts extends HaltScope {
  readonly reason: string | null;
}

/** A halt stops entries and never an exit (EXECUTION §1, rule 11). */
export function checkHalts(purpose: Purpose, halts: readonly HaltFacts[]): void {
  const halt = halts[0];
  if (purpose === "exit" || halt === undefined) return;
  const why = halt.reason === null ? "" : ` (${halt.reason})`;
  const what = whereOf(halt) ?? "the desk";
  throw new Refusal("halt", `Refused: ${what} is halted${why}. Closing orders still pass; /resume ends the halt.`, [
    "/status",
  ]);
}

/** While one entry is unknown, no other may be sent for that pair on that account (rule 4). */
export function checkUnknown(purpose: Purpose, unknownEntry: number | null): void {
  if (purpose === "exit" || unknownEntry === null) return;
  throw new Refusal(
    "unknown",
    `Refused: I do not know yet whether #${unknownEntry} was placed. New entries on its pair wait until then.`,
  );
}

/** What a buy takes from the quote balance at worst: its cost and the taker's fee. */
export function buyReserve(market: Pick<Market, "taker">, quantity: Decimal, price: Decimal): Decimal {
  return mul(mul(quantity, price), add(ONE, market.taker));
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
