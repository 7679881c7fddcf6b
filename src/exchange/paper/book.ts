/** Rows of one paper account: typed reading and writing, and transactions. What moves them is clearing.ts. */
import type { Database } from "better-sqlite3";

import type { Candle } from "../../domain/candle.ts";
import type { Quote } from "../../domain/quote.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import type { Side } from "../../domain/market.ts";
import type { Liquidity, WorkingOrder } from "../../domain/matching.ts";
import { type Decimal, from, text, ZERO } from "../../domain/money.ts";
import type { Place, WantedCandles } from "../market-source.ts";
import { candleRows } from "./candle-rows.ts";
import { quotesFromText, quotesToText } from "./quote-text.ts";
import { EMPTY_TAPE, type Tape, tapeFromText, tapeToText } from "./tape.ts";

/** Where the venue's market stands. */
export interface Standing {
  readonly source: string;
  /** Null: before the first event. */
  readonly place: Place | null;
  /** Time of the last event, ms UTC. */
  readonly at: number;
  readonly quotes: ReadonlyMap<Pair, Quote>;
  readonly tape: Tape;
}

export interface Balance {
  readonly asset: string;
  readonly total: Decimal;
  readonly locked: Decimal;
}

export interface BookOrder {
  readonly id: number;
  readonly clientOrderId: string;
  readonly pair: Pair;
  readonly side: Side;
  readonly kind: WorkingOrder["kind"];
  readonly quantity: Decimal;
  /** No fill lies beyond it: the limit; of a buy at market the collar; of a sale at market null. */
  readonly bound: Decimal | null;
  readonly status: "open" | "filled" | "canceled" | "expired";
  readonly filled: Decimal;
  /** What it still holds back: quote currency of a buy, base of a sale. */
  readonly locked: Decimal;
  readonly isResting: boolean;
  /** Of its last change, market time. */
  readonly at: number;
}

export interface BookFill {
  readonly id: number;
  readonly order: BookOrder;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly cost: Decimal;
  readonly fee: Decimal;
  readonly liquidity: Liquidity;
  readonly at: number;
}

export interface Book {
  /** All of it is durable when this returns, or nothing of it happened. */
  transact<T>(work: () => T): T;
  isOpen(): boolean;
  open(source: string): void;
  /** A place is good for its own source alone: time, quotes and candles begin anew. */
  changeSource(source: string): void;
  /** Throws before the account was opened. */
  standing(): Standing;
  /** Of a transaction: place and candles are never apart. */
  stand(standing: Omit<Standing, "source">): void;
  /** The closed ones that were played, oldest first. */
  candles(wanted: WantedCandles): Candle[];
  balances(): Balance[];
  balance(asset: string): Balance;
  setBalance(balance: Balance): void;
  /** Gives its id. */
  addOrder(order: Omit<BookOrder, "id">): number;
  setOrder(order: BookOrder): void;
  order(clientOrderId: string): BookOrder | null;
  openOrders(pair?: Pair): BookOrder[];
  addFill(fill: Omit<BookFill, "id">): void;
  /**
   * At or after a moment of market time, oldest first. A moment that is still to come was seen while an earlier source
   * played a later time: then all that the present one made counts as after it, too.
   */
  fills(since: number, now: number): BookFill[];
  close(): void;
}

export function bookOf(db: Database, exchange: ExchangeName): Book {
  const account = { exchange };
  const all = <Row>(sql: string) => {
    const statement = db.prepare<unknown[], Row>(sql);
    return (...values: Bound[]): Row[] => statement.all(account, ...values);
  };
  const run = (sql: string) => {
    const statement = db.prepare(sql);
    return (...values: Bound[]): number => Number(statement.run(account, ...values).lastInsertRowid);
  };

  const select = {
    standing: all<StandingRow>("select source, place, at, quotes, tape from accounts where exchange = @exchange"),
    balances: all<BalanceRow>("select asset, total, locked from balances where exchange = @exchange order by asset"),
    balance: all<BalanceRow>("select asset, total, locked from balances where exchange = @exchange and asset = ?"),
    order: all<OrderRow>("select * from orders where exchange = @exchange and client_order_id = ?"),
    open: all<OrderRow>(`${OPEN_ORDERS} order by id`),
    openOf: all<OrderRow>(`${OPEN_ORDERS} and pair = ? order by id`),
    fills: all<FillRow>(`${FILLS} and f.at >= ? order by f.id`),
    fillsOfSource: all<FillRow>(
      `${FILLS} and (f.at >= ? or f.id > (select earlier_fill_id from accounts where exchange = @exchange)) order by f.id`,
    ),
  };
  const write = {
    open: run("insert into accounts (exchange, source, at, quotes, earlier_fill_id) values (@exchange, ?, 0, '[]', 0)"),
    source:
      run(`update accounts set source = ?, place = null, at = 0, quotes = '[]', tape = '${tapeToText(EMPTY_TAPE)}',
      earlier_fill_id = (select coalesce(max(id), 0) from fills) where exchange = @exchange`),
    stand: run("update accounts set place = ?, at = ?, quotes = ?, tape = ? where exchange = @exchange"),
    balance: run(`insert into balances (exchange, asset, total, locked) values (@exchange, ?, ?, ?)
      on conflict (exchange, asset) do update set total = excluded.total, locked = excluded.locked`),
    addOrder: run(`insert into orders
      (exchange, client_order_id, pair, side, kind, quantity, bound, status, filled, locked, is_resting, at)
      values (@exchange, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    order: run(`update orders set status = ?, filled = ?, locked = ?, is_resting = ?, at = ?
      where exchange = @exchange and id = ?`),
    fill: run(`insert into fills (exchange, order_id, quantity, price, cost, fee, liquidity, at)
      values (@exchange, ?, ?, ?, ?, ?, ?, ?)`),
  };

  const candles = candleRows(db, exchange);
  const balance = (asset: string): Balance =>
    select.balance(asset).map(toBalance)[0] ?? { asset, total: ZERO, locked: ZERO };
  return {
    transact: (work) => db.transaction(work).immediate(),
    isOpen: () => select.standing().length > 0,
    open: (source) => void write.open(source),
    changeSource: (source) => {
      write.source(source);
      candles.clear();
    },
    standing: () => toStanding(select.standing()[0]),
    stand: ({ place, at, quotes, tape }) => {
      write.stand(JSON.stringify(place), at, quotesToText(quotes.values()), tapeToText(tape));
      tape.closed.forEach(candles.add);
    },
    candles: candles.newest,
    balances: () => select.balances().map(toBalance),
    balance,
    setBalance: ({ asset, total, locked }) => void write.balance(asset, text(total), text(locked)),
    addOrder: (o) =>
      write.addOrder(
        ...[o.clientOrderId, o.pair, o.side, o.kind, text(o.quantity), o.bound === null ? null : text(o.bound)],
        ...[o.status, text(o.filled), text(o.locked), Number(o.isResting), o.at],
      ),
    setOrder: (o) => void write.order(o.status, text(o.filled), text(o.locked), Number(o.isResting), o.at, o.id),
    order: (clientOrderId) => select.order(clientOrderId).map(toOrder)[0] ?? null,
    openOrders: (pair) => (pair === undefined ? select.open() : select.openOf(pair)).map(toOrder),
    addFill: (f) =>
      void write.fill(f.order.id, text(f.quantity), text(f.price), text(f.cost), text(f.fee), f.liquidity, f.at),
    fills: (since, now) => (since > now ? select.fillsOfSource(since) : select.fills(since)).map(toFill),
    close: () => void db.close(),
  };
}

const FILLS = `select o.*, f.id fill_id, f.quantity fill_quantity, f.price, f.cost, f.fee, f.liquidity, f.at fill_at
  from fills f join orders o on o.id = f.order_id where f.exchange = @exchange`;
const OPEN_ORDERS = "select * from orders where exchange = @exchange and status = 'open'";
type Bound = string | number | null;

interface StandingRow {
  readonly source: string;
  readonly place: string | null;
  readonly at: number;
  readonly quotes: string;
  readonly tape: string;
}

interface BalanceRow {
  readonly asset: string;
  readonly total: string;
  readonly locked: string;
}

interface OrderRow {
  readonly id: number;
  readonly client_order_id: string;
  readonly pair: Pair;
  readonly side: Side;
  readonly kind: BookOrder["kind"];
  readonly quantity: string;
  readonly bound: string | null;
  readonly status: BookOrder["status"];
  readonly filled: string;
  readonly locked: string;
  readonly is_resting: number;
  readonly at: number;
}

interface FillRow extends OrderRow {
  readonly fill_id: number;
  readonly fill_quantity: string;
  readonly price: string;
  readonly cost: string;
  readonly fee: string;
  readonly liquidity: Liquidity;
  readonly fill_at: number;
}

function toStanding(row: StandingRow | undefined): Standing {
  if (row === undefined) throw new Error("this paper account was never opened");
  return {
    source: row.source,
    place: row.place === null ? null : (JSON.parse(row.place) as Place),
    at: row.at,
    quotes: new Map(quotesFromText(row.quotes).map((quote) => [quote.pair, quote])),
    tape: tapeFromText(row.tape),
  };
}

function toBalance({ asset, total, locked }: BalanceRow): Balance {
  return { asset, total: from(total), locked: from(locked) };
}

function toOrder(row: OrderRow): BookOrder {
  const { id, pair, side, kind, status, at } = row;
  return {
    ...{ id, pair, side, kind, status, at, clientOrderId: row.client_order_id, isResting: row.is_resting === 1 },
    quantity: from(row.quantity),
    bound: row.bound === null ? null : from(row.bound),
    filled: from(row.filled),
    locked: from(row.locked),
  };
}

function toFill(row: FillRow): BookFill {
  return {
    id: row.fill_id,
    order: toOrder(row),
    quantity: from(row.fill_quantity),
    price: from(row.price),
    cost: from(row.cost),
    fee: from(row.fee),
    liquidity: row.liquidity,
    at: row.fill_at,
  };
}
