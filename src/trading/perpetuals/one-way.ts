/** An account has one position of a perpetual (EXECUTION §5): whoever holds it first owns it, and no order turns it round. */
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { isPerpetual } from "../../domain/market.ts";
import { less, text } from "../../domain/money.ts";
import { positionSideOf, WORKING_STATES } from "../../domain/order.ts";
import { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import type { Intent } from "../guards/guard.ts";
import { heldOn } from "../order-purpose.ts";

/** Of an entry. Throws a Refusal. */
export async function checkOneWay(tx: Tx, intent: Intent): Promise<void> {
  const { market, strategy, side } = intent;
  const { exchange, pair } = market;
  if (!isPerpetual(market)) return;
  const held = await heldOn(tx, market);
  if (held !== undefined && held.strategyId !== strategy)
    throw new Refusal(
      "one-way",
      `Refused: ${pair} on ${exchange} is held by ${held.strategyId}, and an account has one position of it. /close ${pair} closes it.`,
      [`/close ${pair}`],
    );
  if (held !== undefined && held.side !== positionSideOf(intent)) throw crossesZero(held);
  const entries = Order.query(tx).where({ exchange, trading_pair: pair, purpose: "entry" }).orderBy("id");
  const other = (await entries.whereIn("state", [...WORKING_STATES])).find(
    (entry) => entry.side !== side || entry.strategyId !== strategy,
  );
  if (other === undefined) return;
  const how = other.side === side ? `for ${other.strategyId}` : "on the other side";
  throw new Refusal("one-way", `Refused: #${other.id} enters ${pair} ${how}. Cancel it first.`, [
    `/cancel ${other.id}`,
  ]);
}

/** Of an exit. Throws a Refusal for more than is held. */
export function checkExitFits({ market, quantity }: Pick<Intent, "market" | "quantity">, held: Position): void {
  if (isPerpetual(market) && less(held.quantity, quantity)) throw crossesZero(held);
}

function crossesZero({ quantity, side, tradingPair }: Position): Refusal {
  const sentence = `Refused: no order turns a position round, and ${text(quantity)} of ${tradingPair} are held ${side.toLowerCase()}. Close it, then enter anew.`;
  return new Refusal("one-way", sentence, [`/close ${tradingPair}`]);
}
