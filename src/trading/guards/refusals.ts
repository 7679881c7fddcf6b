/** A strategy whose entries an exchange refuses again and again has something wrong: it is halted on that pair (EXECUTION §7). */
import type { Tx } from "../../db/transact.ts";
import type { Place } from "../../domain/halt.ts";
import { compare, from } from "../../domain/money.ts";
import { numberOf } from "../../domain/risk/limits.ts";
import { Halt, haltOnce } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import { MANUAL } from "../funds.ts";
import { postHalt } from "../halts/card.ts";
import { limitsOf } from "./limits.ts";

const MINUTE_MS = 60_000;
const REASON = "the exchange refused its entries again and again";

/** After a refusal of this order; `at`: people's time. Its exits, and its entries elsewhere, go on. */
export async function haltRefused(
  tx: Tx,
  { exchange, tradingPair, strategyId, purpose }: Order,
  at: number,
): Promise<void> {
  if (purpose === "exit" || strategyId === MANUAL) return;
  const most = numberOf(await limitsOf(tx, exchange), "refusals");
  if (most === null) return;
  const scope = { exchange, tradingPair, strategyId };
  const refused = await Order.query(tx)
    .where({ exchange, trading_pair: tradingPair, strategy_id: strategyId, purpose: "entry", state: "refused" })
    .where("updated_at", ">", Math.max(at - MINUTE_MS, await resumedAt(tx, scope)))
    .resultSize();
  if (compare(from(refused), most) < 0) return;
  const halt = await haltOnce(tx, { scope: "strategy", ...scope, reason: REASON, createdAt: at });
  if (halt !== null) await postHalt(tx, halt, at);
}

/** Whoever resumed has looked at what was refused before. */
async function resumedAt(tx: Tx, { exchange, tradingPair, strategyId }: Place): Promise<number> {
  const last = await Halt.query(tx)
    .where({ exchange, trading_pair: tradingPair, strategy_id: strategyId, reason: REASON })
    .whereNotNull("released_at")
    .orderBy("released_at", "desc")
    .first();
  return last?.releasedAt ?? 0;
}
