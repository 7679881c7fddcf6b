/** What may explain a difference in a moment: orders whose fate is open, and fills that the book does not have yet. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import type { OrderId, Pair } from "../../domain/ids.ts";
import { assetsOf } from "../../domain/market.ts";
import { less } from "../../domain/money.ts";
import type { VenueFill } from "../../exchange/gateway.ts";
import { Order } from "../../models/order.ts";
import { Trade } from "../../models/trade.ts";
import { TOUCHED_MS } from "../balances.ts";
import type { DriftLook } from "./look.ts";

export interface Suspect {
  /** Null for one that has no number here. */
  readonly order: OrderId | null;
  /** `#7, whose fate is open` */
  readonly words: string;
  /** What it may have moved. */
  readonly assets: readonly string[];
}

/** The coins that an order on a pair moves. */
function movedBy(pair: Pair): string[] {
  const { base, quote, settle } = assetsOf(pair);
  return settle === null ? [base, quote] : [settle];
}

export async function suspectsOf(db: Knex | Tx, look: DriftLook): Promise<Suspect[]> {
  const { gateway, truth, orphans } = look;
  const { exchange } = gateway;
  const sent = () => Order.query(db).where({ exchange, send_count: 1 }).orderBy("id");
  const unknown = await sent().whereIn("state", ["sending", "unknown"]);
  const touched = await sent().where("updated_at", ">", truth.askedAt - TOUCHED_MS);
  const all = new Map<OrderId, Suspect>();
  for (const order of await behind(db, look)) all.set(order.id, suspect(order, "has fills that are being booked"));
  for (const order of touched) all.set(order.id, suspect(order, "was at work a moment ago"));
  for (const order of unknown) all.set(order.id, suspect(order, "is of open fate"));
  const strays = orphans.flatMap(({ pair, report, clientOrderId }) =>
    pair === null
      ? []
      : [
          {
            order: null,
            words: `the order ${report?.exchangeOrderId ?? clientOrderId} has no record here`,
            assets: movedBy(pair),
          },
        ],
  );
  return [...all.values(), ...strays];
}

function suspect({ id, tradingPair }: Order, why: string): Suspect {
  return { order: id, words: `#${id} ${why}`, assets: movedBy(tradingPair) };
}

/** More of them is filled than the book has. */
async function behind(db: Knex | Tx, { gateway: { exchange }, truth }: DriftLook): Promise<Order[]> {
  const reported = [...truth.reports.keys()];
  const live = await Order.query(db).where({ exchange }).whereIn("client_order_id", reported);
  const late = live.filter(({ clientOrderId, filledQuantity }) => {
    const report = truth.reports.get(clientOrderId) ?? null;
    return report !== null && less(filledQuantity, report.filled);
  });
  return [...late, ...(await withNewFills(db, exchange, truth.fills))];
}

async function withNewFills(
  db: Knex | Tx,
  exchange: DriftLook["gateway"]["exchange"],
  fills: readonly VenueFill[],
): Promise<Order[]> {
  const clientIds = fills.flatMap(({ clientOrderId }) => clientOrderId ?? []);
  const exchangeIds = fills.flatMap((fill) => (fill.clientOrderId === null ? [fill.exchangeOrderId] : []));
  const orders = await Order.query(db)
    .where({ exchange, send_count: 1 })
    .where((either) => {
      void either.whereIn("client_order_id", clientIds).orWhereIn("exchange_order_id", exchangeIds);
    });
  const trades = await Trade.query(db).whereIn(
    "order_id",
    orders.map(({ id }) => id),
  );
  const booked = new Set(trades.map(({ orderId, exchangeTradeId }) => `${orderId} ${exchangeTradeId}`));
  return orders.filter((order) =>
    fills.some((fill) => isOf(fill, order) && !booked.has(`${order.id} ${fill.exchangeTradeId}`)),
  );
}

function isOf({ clientOrderId, exchangeOrderId }: VenueFill, order: Order): boolean {
  return clientOrderId === null ? exchangeOrderId === order.exchangeOrderId : clientOrderId === order.clientOrderId;
}
