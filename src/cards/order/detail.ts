/** /order: everything about one order, its card first. */
import type { Decimal } from "../../domain/money.ts";
import type { Leg, State } from "../../domain/order.ts";
import type { Block, Inline, Line, Reply } from "../../domain/reply.ts";
import { orderCard } from "./order.ts";
import type { OrderFacts } from "./facts.ts";
import { money, moment, orderNumber, price, quantity } from "../values.ts";
import { standingWords, stateWords } from "../words.ts";

export interface OrderDetailFacts {
  readonly order: OrderFacts;
  readonly createdAt: number;
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | null;
  readonly strategy: string;
  /** The exits that belong to what it opened, oldest first. */
  readonly legs: readonly LegRow[];
  /** Of a leg: the entry that it was approved with. */
  readonly entry: number | null;
  /** Oldest first; people's time. */
  readonly history: readonly HistoryRow[];
  /** Oldest first; market time. */
  readonly fills: readonly FillRow[];
}

export interface LegRow {
  readonly id: number;
  readonly leg: Leg;
  /** Base currency. */
  readonly quantity: Decimal;
  /** Where it fires or rests; null at market. */
  readonly level: Decimal | null;
  readonly state: State;
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
  return { ...card, blocks: [...told, ...around(facts), ...fills(facts), ...buttons] };
}

function around(facts: OrderDetailFacts): Block[] {
  const atExchange = facts.exchangeOrderId === null ? [] : [[`at ${facts.order.exchange}: ${facts.exchangeOrderId}`]];
  return [
    {
      kind: "fields",
      fields: [
        { label: "Asked", lines: [[moment(facts.createdAt), ` for ${facts.strategy}`]] },
        { label: "Ids", lines: [[`ours: ${facts.clientOrderId}`], ...atExchange] },
        ...(facts.entry === null ? [] : [{ label: "Entry", lines: [[orderNumber(facts.entry)]] }]),
        ...(facts.legs.length === 0 ? [] : [{ label: "Exits", lines: facts.legs.map((leg) => legLine(leg, facts)) }]),
        ...(facts.history.length === 0 ? [] : [{ label: "Life", lines: facts.history.map(historyLine) }]),
      ],
    },
  ];
}

/** `#43 stop 0.0125 BTC at 45,120.0: waits for its moment` */
function legLine(row: LegRow, { order }: OrderDetailFacts): Line {
  const level: Inline[] = row.level === null ? [" at market"] : [" at ", price(row.level, order.pricePlaces)];
  return [orderNumber(row.id), ` ${row.leg} `, quantity(row.quantity, order.base), ...level, `: ${standingWords(row)}`];
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
