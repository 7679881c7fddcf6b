/** Rows of one paper account: typed reading and writing, and transactions. What moves them is booking.ts. */
import type { Database } from "better-sqlite3";

import type { Candle } from "../../domain/candle.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { text, ZERO } from "../../domain/money.ts";
import type { WantedCandles } from "../market-source.ts";
import { candleRows } from "./candle-rows.ts";
import type { Balance, BookFill, BookOrder, Standing } from "./entries.ts";
import { type MarginRows, marginRows } from "./perpetuals/rows.ts";
import { quotesToText } from "./quote-text.ts";
import {
  type BalanceRow,
  type FillRow,
  fixedColumns,
  movingColumns,
  type OrderRow,
  type StandingRow,
  toBalance,
  toFill,
  toOrder,
  textOrNull,
  toStanding,
} from "./rows.ts";
import { EMPTY_TAPE, tapeToText } from "./tape.ts";

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
  /** Oldest first. They are held in memory, so that an event that meets none of them reads no row. */
  openOrders(): BookOrder[];
  openOrder(id: number): BookOrder | null;
  addFill(fill: Omit<BookFill, "id">): void;
  /** Of the account's perpetuals. */
  readonly margin: MarginRows;
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
    order: all<OrderRow>("select * from orders where exchange = @exchange and client_order_id = ? and is_forced = 0"),
    orderById: all<OrderRow>("select * from orders where exchange = @exchange and id = ?"),
    open: all<OrderRow>("select * from orders where exchange = @exchange and status = 'open' order by id"),
    fills: all<FillRow>(`${FILLS} and f.at >= ? order by f.id`),
    fillsOfSource: all<FillRow>(
      `${FILLS} and (f.at >= ? or f.id > (select earlier_fill_id from accounts where exchange = @exchange)) order by f.id`,
    ),
  };
  const write = {
    open: run("insert into accounts (exchange, source, at, quotes, earlier_fill_id) values (@exchange, ?, 0, '[]', 0)"),
    source:
      run(`update accounts set source = ?, place = null, at = 0, quotes = '[]', tape = '${tapeToText(EMPTY_TAPE)}',
      earlier_fill_id = (select coalesce(max(id), 0) from fills),
      earlier_funding_id = (select coalesce(max(id), 0) from funding) where exchange = @exchange`),
    stand: run("update accounts set place = ?, at = ?, quotes = ?, tape = ? where exchange = @exchange"),
    balance: run(`insert into balances (exchange, asset, total, locked) values (@exchange, ?, ?, ?)
      on conflict (exchange, asset) do update set total = excluded.total, locked = excluded.locked`),
    addOrder: run(`insert into orders (exchange, client_order_id, is_forced, pair, side, type, time_in_force, post_only,
      reduce_only, link, quantity, bound, margin_price, trigger_price, trail, status, filled, is_resting, at)
      values (@exchange, coalesce(?, 'forced ' || (select coalesce(max(id), 0) + 1 from orders)),
      ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    order:
      run(`update orders set quantity = ?, bound = ?, margin_price = ?, trigger_price = ?, trail = ?, status = ?, filled = ?,
      is_resting = ?, at = ? where exchange = @exchange and id = ?`),
    fill: run(`insert into fills
      (exchange, order_id, quantity, price, cost, fee, fee_asset, fee_quote, pnl, liquidity, at)
      values (@exchange, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  };

  const candles = candleRows(db, exchange);
  const margin = marginRows(db, exchange);
  const balance = (asset: string): Balance =>
    select.balance(asset).map(toBalance)[0] ?? { asset, total: ZERO, locked: ZERO };
  const readOpen = (): Map<number, BookOrder> => new Map(select.open().map((row) => [row.id, toOrder(row)]));
  let open = readOpen();
  const reread = (id: number): void => {
    const order = select.orderById(id).map(toOrder)[0];
    if (order?.status === "open") open.set(id, order);
    else open.delete(id);
  };
  return {
    transact: (work) => {
      try {
        return db.transaction(work).immediate();
      } catch (error) {
        open = readOpen(); // what it was changed to did not happen
        margin.reread();
        throw error;
      }
    },
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
    addOrder: (order) => {
      const id = write.addOrder(...fixedColumns(order), ...movingColumns(order));
      reread(id);
      return id;
    },
    setOrder: (order) => {
      write.order(...movingColumns(order), order.id);
      reread(order.id);
    },
    order: (clientOrderId) => select.order(clientOrderId).map(toOrder)[0] ?? null,
    openOrders: () => [...open.values()],
    openOrder: (id) => open.get(id) ?? null,
    addFill: ({ order: { id }, quantity, price, cost, fee, feeAsset, feeQuote, pnl, liquidity, at }) => {
      const money = [quantity, price, cost, fee].map(text);
      write.fill(id, ...money, feeAsset, text(feeQuote), textOrNull(pnl), liquidity, at);
    },
    fills: (since, now) => (since > now ? select.fillsOfSource(since) : select.fills(since)).map(toFill),
    margin,
    close: () => void db.close(),
  };
}

const FILLS = `select o.*, f.id fill_id, f.quantity fill_quantity, f.price, f.cost, f.fee, f.fee_asset, f.fee_quote, f.pnl,
  f.liquidity, f.at fill_at
  from fills f join orders o on o.id = f.order_id where f.exchange = @exchange`;
type Bound = string | number | null;
