/** Everything about one order: its card, its history from the audit, its fills. */
import type { Knex } from "knex";

import type { OrderDetailFacts } from "../cards/order/detail.ts";
import { type State, STATES } from "../domain/order.ts";
import { AuditRow } from "../models/audit.ts";
import type { Order } from "../models/order.ts";
import { Trade } from "../models/trade.ts";
import { entityOf } from "./cause.ts";
import { factsOf } from "./order-card.ts";

const ACTION = "order.";

export async function detailFacts(db: Knex, order: Order): Promise<OrderDetailFacts> {
  const audit = await AuditRow.query(db)
    .where({ entity: entityOf(order.id) })
    .orderBy("seq");
  const fills = await Trade.query(db).where({ order_id: order.id }).orderBy("id");
  return {
    order: await factsOf(db, order),
    createdAt: order.createdAt,
    clientOrderId: order.clientOrderId,
    exchangeOrderId: order.exchangeOrderId,
    strategy: order.strategyId,
    history: audit.flatMap((row) => historyOf(row)),
    fills: fills.map(({ timestamp, quantity, price, fee, feeAsset }) => ({
      at: timestamp,
      quantity,
      price,
      fee,
      feeAsset,
    })),
  };
}

function historyOf(row: AuditRow): OrderDetailFacts["history"][number][] {
  const state = STATES.find((each: State) => row.action === `${ACTION}${each}`);
  if (state === undefined) return [];
  const note = row.details["reason"];
  return [{ at: row.at, state, by: row.actor, note: typeof note === "string" ? note : null }];
}
