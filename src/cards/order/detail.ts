/** /order: everything about one order, its card first. */
import type { Decimal } from "../../domain/money.ts";
import type { State } from "../../domain/order.ts";
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { orderCard } from "./order.ts";
import type { OrderFacts } from "./facts.ts";
import { money, moment, price, quantity } from "../values.ts";
import { stateWords } from "../words.ts";

export interface OrderDetailFacts {
  readonly order: OrderFacts;
  readonly createdAt: number;
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | null;
  readonly strategy: string;
  /** Oldest first; people's time. */
  readonly history: readonly HistoryRow[];
  /** Oldest first; market time. */
  readonly fills: readonly FillRow[];
}

export interface HistoryRow {
  readonly at: number;
  readonly state: State;
  readonly by: string | null;
  readonly note: string | null;
}

export interface FillRow {
  readonly at: number;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
}

export function orderDetailCard(facts: OrderDetailFacts): Reply {
  const card = orderCard(facts.order);
  const buttons = card.blocks.filter((block) => block.kind === "buttons");
  const told = card.blocks.filter((block) => block.kind !== "buttons");
  return { ...card, blocks: [...told, ...identity(facts), ...fills(facts), ...buttons] };
}

function identity(facts: OrderDetailFacts): Block[] {
  const atExchange = facts.exchangeOrderId === null ? [] : [[`at ${facts.order.exchange}: ${facts.exchangeOrderId}`]];
  return [
    {
      kind: "fields",
      fields: [
        { label: "Asked", lines: [[moment(facts.createdAt), ` for ${facts.strategy}`]] },
        { label: "Ids", lines: [[`ours: ${facts.clientOrderId}`], ...atExchange] },
        ...(facts.history.length === 0 ? [] : [{ label: "Life", lines: facts.history.map(historyLine) }]),
      ],
    },
  ];
}

function historyLine(row: HistoryRow): Line {
  const by = row.by === null ? "" : ` by ${row.by}`;
  const note = row.note === null ? "" : `: ${row.note}`;
  const became = row.state === "proposed" ? "proposed" : stateWords(row.state);
  return [moment(row.at), ` ${became}${by}${note}`];
}

function fills({ fills, order }: OrderDetailFacts): Block[] {
  if (fills.length === 0) return [];
  return [
    {
      kind: "table",
      columns: [
        { title: "Filled at", align: "left" },
        { title: "Quantity", align: "right" },
        { title: "Price", align: "right" },
        { title: "Fee", align: "right" },
      ],
      rows: fills.map((fill) => [
        [moment(fill.at)],
        [quantity(fill.quantity)],
        [price(fill.price, order.pricePlaces)],
        [money(fill.fee, fill.feeAsset)],
      ]),
    },
  ];
}
