/** What an order does to an account: for the card that asks, never for a booking. */
import type { AfterFacts } from "../cards/order/facts.ts";
import type { Tx } from "../db/transact.ts";
import { add, type Decimal, div, HUNDRED, isZero, mul, sub } from "../domain/money.ts";
import { newestEquity } from "../models/equity.ts";
import { exposureOf } from "./guards/exposure.ts";
import { entryReserve } from "../domain/risk/funds.ts";
import { leverageOf } from "../domain/risk/limits.ts";
import { limitsOf } from "./guards/limits.ts";
import { freeBalance } from "./funds.ts";
import type { Intent } from "./guards/guard.ts";

type Cost = Pick<Intent, "market" | "purpose" | "quantity" | "price">;

/** In percent of equity and free quote currency. */
export async function afterOf(tx: Tx, { market, purpose, quantity, price }: Cost): Promise<AfterFacts> {
  const cost = mul(quantity, price);
  const fee = mul(cost, market.taker);
  const isEntry = purpose === "entry";
  const leverage = leverageOf(await limitsOf(tx, market.exchange));
  const free = await freeBalance(tx, market.exchange, market.settle ?? market.quote);
  const account = await newestEquity(tx, market.exchange);
  const equity = account?.currency === market.quote ? account.equity : null;
  const before = await exposureOf(tx, market.exchange, market.quote);
  const after = before === null ? null : isEntry ? add(before, cost) : sub(before, cost);
  return {
    exposureBefore: percentOf(before, equity),
    exposureAfter: percentOf(after, equity),
    free: isEntry ? sub(free, entryReserve(market, quantity, price, leverage)) : add(free, sub(cost, fee)),
  };
}

/** part / whole in percent, two places; null where the whole is unknown or zero. */
export function percentOf(part: Decimal | null, whole: Decimal | null): Decimal | null {
  if (part === null || whole === null || isZero(whole)) return null;
  return div(mul(part, HUNDRED), whole, 2);
}
