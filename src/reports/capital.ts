/** What a strategy was given to trade with, by its own setting. */
import { type Decimal, from, sign } from "../domain/money.ts";
import type { Strategy } from "../models/strategy.ts";

/** In the desk's currency; null where it says nothing: then it is what the account was worth at its first start. */
export function capitalOf({ riskParameters }: Pick<Strategy, "riskParameters">): Decimal | null {
  const { capital } = riskParameters;
  if (typeof capital !== "string" && typeof capital !== "number") return null;
  const amount = from(String(capital));
  return sign(amount) > 0 ? amount : null;
}
