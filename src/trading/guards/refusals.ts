/** A strategy whose entries an exchange refuses again and again has something wrong: it is halted on that pair (EXECUTION §7). */
import type { Tx } from "../../db/transact.ts";
import { compare, from } from "../../domain/money.ts";
import { numberOf } from "../../domain/risk/limits.ts";
import { haltOnce } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import { MANUAL } from "../funds.ts";
import { postHalt } from "../halts/card.ts";
import { limitsOf } from "./limits.ts";

const MINUTE_MS = 60_000;

/** After a refusal of this order; `at`: people's time. Its exits, and its entries elsewhere, go on. */
export async function haltRefused(
  tx: Tx,
  { exchange, tradingPair, strategyId, purpose }: Order,
  at: number,
): Promise<void> {
  if (purpose === "exit" || strategyId === MANUAL) return;
  const most = numberOf(await limitsOf(tx, exchange), "refusals");
  if (most === null) return;
  const refused = await Order.query(tx)
    .where({ exchange, trading_pair: tradingPair, strategy_id: strategyId, purpose: "entry", state: "refused" })
    .where("updated_at", ">", at - MINUTE_MS)
    .resultSize();
  if (compare(from(refused), most) < 0) return;
  const reason = `${refused} of its entries were refused in a minute`;
  const halt = await haltOnce(tx, { scope: "strategy", exchange, tradingPair, strategyId, reason, createdAt: at });
  if (halt !== null) await postHalt(tx, halt, at);
}
