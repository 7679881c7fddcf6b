/** /orders: what works at an exchange, or everything there was. */
import { type Decimal, isZero } from "../domain/money.ts";
import type { Side } from "../domain/market.ts";
import type { Leg, State } from "../domain/order.ts";
import type { Line, Reply } from "../domain/reply.ts";
import { command, orderNumber, pairName, price, quantity } from "./values.ts";
import { type Page, pageButtons, span } from "./pages.ts";
import { buttons, counted, say, standingWords } from "./words.ts";

export interface OrdersFacts {
  /** Of this page. */
  readonly rows: readonly OrderRow[];
  /** The account that is meant where none is named. */
  readonly first: string;
  readonly page: Page;
  /** With those that are over. */
  readonly all: boolean;
  /** Of all rows: how many wait for a yes. */
  readonly waiting: number;
}

export interface OrderRow {
  readonly id: number;
  readonly side: Side;
  readonly exchange: string;
  readonly pair: string;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly limit: Decimal | null;
  readonly leg: Leg | null;
  readonly trigger: Decimal | null;
  readonly pricePlaces: number;
  readonly state: State;
}

export function ordersCard({ rows, first, page, all, waiting }: OrdersFacts): Reply {
  if (page.total === 0) return noOrders(all);
  const isNamed = rows.some(({ exchange }) => exchange !== first);
  const what = all ? counted(page.total, "order", "orders") : atWork(page.total, waiting);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [what + span(page)] },
      {
        kind: "table",
        columns: [
          { title: "#", align: "left" },
          { title: "Order", align: "left" },
          ...(isNamed ? [{ title: "On", align: "left" } as const] : []),
          { title: "Quantity", align: "right" },
          { title: "Price", align: "right" },
          { title: "State", align: "left" },
        ],
        rows: rows.map((row) => orderCells(row, isNamed)),
      },
      ...buttons(...pageButtons(page, all ? "orders all" : "orders")),
    ],
  };
}

function atWork(total: number, waiting: number): string {
  const working = counted(total - waiting, "order at work", "orders at work");
  return waiting === 0 ? working : `${working} · ${waiting} ${waiting === 1 ? "waits" : "wait"} for a yes`;
}

function orderCells(row: OrderRow, isNamed: boolean): Line[] {
  const filled: Line = isZero(row.filled) ? [] : [quantity(row.filled), " of "];
  return [
    [orderNumber(row.id)],
    [row.leg === null ? `${row.side} ` : `${row.leg} `, pairName(row.pair)],
    ...(isNamed ? [[row.exchange]] : []),
    [...filled, quantity(row.quantity)],
    priceCell(row),
    [standingWords(row)],
  ];
}

function priceCell({ limit, trigger, pricePlaces }: OrderRow): Line {
  const level = limit ?? trigger;
  return level === null ? ["market"] : [price(level, pricePlaces)];
}

function noOrders(all: boolean): Reply {
  if (all) return say("done", ["There has been no order yet. ", command("/buy BTC/USDT 0.01"), " proposes one."]);
  return say("done", ["No order is at work. ", command("/orders all"), " shows those that are over."]);
}
