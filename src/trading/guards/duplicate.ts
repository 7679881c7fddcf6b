/** The same line twice within seconds is more often a slip than a wish. */
import type { Tx } from "../../db/transact.ts";
import type { PersonId } from "../../domain/ids.ts";
import { isZero, toNumber } from "../../domain/money.ts";
import type { State } from "../../domain/order.ts";
import { type Limits, numberOf } from "../../domain/risk/limits.ts";
import { Order } from "../../models/order.ts";
import type { Wish } from "../propose.ts";

/** Of those nothing comes but what had filled before: to ask for the same again is no repetition. */
const CAME_TO_NOTHING: readonly State[] = ["rejected", "lapsed", "denied", "refused", "not_placed", "canceled"];

/** The newest entry that this person asked for in the same words so shortly before (people's time), null where there is none. */
export async function findDuplicate(
  tx: Tx,
  { market, purpose, asked }: Wish,
  limits: Limits,
  person: PersonId,
  at: number,
): Promise<Order | null> {
  const seconds = numberOf(limits, "duplicate");
  if (seconds === null || purpose === "exit") return null;
  const alike = await Order.query(tx)
    .where({ person_id: person, exchange: market.exchange, asked })
    .where("created_at", ">", at - toNumber(seconds) * 1_000)
    .orderBy("id", "desc");
  return alike.find(({ state, filledQuantity }) => !CAME_TO_NOTHING.includes(state) || !isZero(filledQuantity)) ?? null;
}
