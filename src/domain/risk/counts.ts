/** How many orders at once and how many in a minute, and that none of them meets another of ours. */
import { Refusal } from "../errors.ts";
import type { OrderId } from "../ids.ts";
import { compare, type Decimal, from, less, text } from "../money.ts";
import { isOn, type Limits, numberOf } from "./limits.ts";
import type { Terms } from "./terms.ts";

export interface CountFacts {
  readonly terms: Terms;
  readonly limits: Limits;
  /** Orders at work on the account, but for this one. */
  readonly atWork: number;
  /** Orders sent to the account in the last minute of people's time. */
  readonly sentLately: number;
  /** Own orders of the other side that rest on this pair. */
  readonly opposite: readonly { readonly id: OrderId; readonly price: Decimal }[];
}

export function checkOpenOrders({ terms, limits, atWork }: CountFacts): void {
  const most = numberOf(limits, "open-orders");
  if (most === null || compare(from(atWork), most) < 0) return;
  throw new Refusal(
    "open-orders",
    `Refused: ${atWork} ${atWork === 1 ? "order is" : "orders are"} at work on ${terms.market.exchange}, and the limit is ${text(most)} (/limits). Cancel one first.`,
    ["/orders", "/limits"],
  );
}

export function checkRate({ terms, limits, sentLately }: CountFacts): void {
  const most = numberOf(limits, "orders");
  if (most === null || compare(from(sentLately), most) < 0) return;
  throw new Refusal(
    "orders",
    `Refused: ${sentLately} ${sentLately === 1 ? "order was" : "orders were"} sent to ${terms.market.exchange} in the last minute, and the limit is ${text(most)} (/limits). Try again in a minute.`,
    ["/limits"],
  );
}

/** An order that would trade with ourselves pays two fees for nothing, and exchanges punish it. */
export function checkOwnOrders({ terms, limits, opposite }: CountFacts): void {
  if (!isOn(limits, "own-orders")) return;
  const { side, worst } = terms;
  const met = opposite.find(({ price }) => (side === "BUY" ? !less(worst, price) : !less(price, worst)));
  if (met === undefined) return;
  throw new Refusal(
    "own-orders",
    `Refused: it could meet our own resting order #${met.id} at ${text(met.price)}. Cancel that first, or set a limit that does not reach it.`,
    [`/cancel ${met.id}`],
  );
}
