/** /orders: what works at an exchange, or everything there was. */
import { type Decimal, isZero } from "../domain/money.ts";
import type { Side } from "../domain/market.ts";
import type { State } from "../domain/order.ts";
import type { Line, Reply } from "../domain/reply.ts";
import { command, orderNumber, pairName, price, quantity } from "./values.ts";
import { counted, say, stateWords } from "./words.ts";

export interface OrderRow {
  readonly id: number;
  readonly side: Side;
  readonly pair: string;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly limit: Decimal | null;
  readonly pricePlaces: number;
  readonly state: State;
}

/** `all`: with those that are over. */
export function ordersCard(rows: readonly OrderRow[], all: boolean): Reply {
  if (rows.length === 0) return noOrders(all);
  const what = all ? counted(rows.length, "order", "orders") : atWork(rows);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [what] },
      {
        kind: "table",
        columns: [
          { title: "#", align: "left" },
          { title: "Order", align: "left" },
          { title: "Quantity", align: "right" },
          { title: "Limit", align: "right" },
          { title: "State", align: "left" },
        ],
        rows: rows.map(orderCells),
      },
    ],
  };
}

function atWork(rows: readonly OrderRow[]): string {
  const waiting = rows.filter((row) => row.state === "proposed").length;
  const working = counted(rows.length - waiting, "order at work", "orders at work");
  return waiting === 0 ? working : `${working} · ${waiting} ${waiting === 1 ? "waits" : "wait"} for a yes`;
}

function orderCells(row: OrderRow): Line[] {
  const filled: Line = isZero(row.filled) ? [] : [quantity(row.filled), " of "];
  return [
    [orderNumber(row.id)],
    [`${row.side} `, pairName(row.pair)],
    [...filled, quantity(row.quantity)],
    row.limit === null ? ["market"] : [price(row.limit, row.pricePlaces)],
    [stateWords(row.state)],
  ];
}

function noOrders(all: boolean): Reply {
  if (all) return say("done", ["There has been no order yet. ", command("/buy BTC/USDT 0.01"), " proposes one."]);
  return say("done", ["No order is at work. ", command("/orders all"), " shows those that are over."]);
}
