/** Everything about one order: its card, its exits, its history from the audit, its fills. */
import type { Knex } from "knex";

import type { LegRow, OrderDetailFacts } from "../cards/order/detail.ts";
import { type State, STATES } from "../domain/order.ts";
import { AuditRow } from "../models/audit.ts";
import { Order } from "../models/order.ts";
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
    legs: (await legsAround(db, order)).flatMap(legOf),
    entry: order.groupId,
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

/** Those that were approved with an entry, and those that its position was given later. */
async function legsAround(db: Knex, { id, purpose, positionId }: Order): Promise<Order[]> {
  if (purpose === "exit") return [];
  return Order.query(db)
    .whereNotNull("leg")
    .where((each) => {
      void each.where({ group_id: id });
      if (positionId !== null) void each.orWhere({ group_id: null, position_id: positionId });
    })
    .orderBy("id");
}

function legOf({ id, leg, quantity, triggerPrice, price, state }: Order): LegRow[] {
  return leg === null ? [] : [{ id, leg, quantity, level: triggerPrice ?? price, state }];
}

function historyOf(row: AuditRow): OrderDetailFacts["history"][number][] {
  const state = STATES.find((each: State) => row.action === `${ACTION}${each}`);
  if (state === undefined) return [];
  const note = row.details["reason"];
  return [{ at: row.at, state, by: row.actor, note: typeof note === "string" ? note : null }];
}
