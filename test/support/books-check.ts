/** Holds a desk's books to account, reckoned anew from their rows in another arithmetic. Gives what is wrong, in words. */
import { Decimal as Oracle } from "decimal.js";
import type { Knex } from "knex";

import { type Decimal, text } from "../../src/domain/money.ts";
import { publicStatus, transition } from "../../src/domain/order.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Trade } from "../../src/models/trade.ts";
import { Wallet } from "../../src/models/wallet.ts";

const Exact = Oracle.clone({ precision: 100, rounding: Oracle.ROUND_HALF_EVEN });
const RATIO_PLACES = 18;

const exact = (value: Decimal): Oracle => new Exact(text(value));
const total = (values: readonly Decimal[]): Oracle => Exact.sum(0, ...values.map(exact));

export async function wrongInBooks(db: Knex): Promise<string[]> {
  const lines = await LedgerLine.query(db).orderBy("id");
  const trades = await Trade.query(db).orderBy("id");
  return [
    ...unbalanced(lines),
    ...wrongWallets(await Wallet.query(db), lines),
    ...wrongOrders(await Order.query(db), trades),
    ...wrongPositions(await Position.query(db), trades, lines),
  ];
}

/** Of the orders that are there now: each step legal, each following from the one before. */
export async function wrongInAudit(db: Knex, orders: readonly Order[]): Promise<string[]> {
  const entities = new Map(orders.map((order) => [`order ${order.id}`, order]));
  const rows = await AuditRow.query(db)
    .whereIn("entity", [...entities.keys()])
    .orderBy("seq");
  const wrong: string[] = [];
  for (const [entity, order] of entities) {
    let [state, version] = ["proposed", 1];
    for (const { action, details } of rows.filter((row) => row.entity === entity && row.action.startsWith("order."))) {
      const to = action.replace("order.", "");
      if (details["from"] !== state || transition(state as never, to as never) === undefined)
        wrong.push(`${entity}: ${JSON.stringify(details)} > ${to} after ${state}`);
      if (details["version"] !== ++version)
        wrong.push(`${entity}: ${JSON.stringify(details)} is not version ${version}`);
      state = to;
    }
    if (state !== order.state || version !== order.version) wrong.push(`${entity}: ${order.state}, audited ${state}`);
    if (order.sendCount > 1) wrong.push(`${entity}: sent ${order.sendCount} times`);
  }
  return wrong;
}

function unbalanced(lines: readonly LedgerLine[]): string[] {
  const groups = Map.groupBy(lines, ({ entry, asset }) => `${entry} in ${asset}`);
  return [...groups].flatMap(([group, ofGroup]) => {
    const sum = total(ofGroup.map((line) => line.amount));
    return sum.isZero() ? [] : [`${group} sums to ${sum.toFixed()}`];
  });
}

function wrongWallets(wallets: readonly Wallet[], lines: readonly LedgerLine[]): string[] {
  return wallets.flatMap(({ id, asset, totalBalance }) => {
    const sum = total(lines.filter((line) => line.walletId === id).map((line) => line.amount));
    return sum.eq(text(totalBalance)) ? [] : [`wallet ${asset} is ${text(totalBalance)}, its lines ${sum.toFixed()}`];
  });
}

function wrongOrders(orders: readonly Order[], trades: readonly Trade[]): string[] {
  return orders.flatMap((order) => {
    const own = trades.filter((trade) => trade.orderId === order.id);
    const sums = [own.map((t) => t.quantity), own.map((t) => t.cost), own.map((t) => t.feeQuote)].map(total);
    const [quantity = new Exact(0), cost = new Exact(0)] = sums;
    const average = quantity.isZero() ? null : cost.div(quantity).toDecimalPlaces(RATIO_PLACES).toFixed();
    const expected = [...sums.map((sum) => sum.toFixed()), average, publicStatus(order.state, own.length > 0)];
    const { filledQuantity, filledCost, fees, averageFillPrice, status } = order;
    const figures = [filledQuantity, filledCost, fees].map((figure) => text(figure));
    const row = [...figures, averageFillPrice === null ? null : text(averageFillPrice), status];
    return row.join() === expected.join() ? [] : [`#${order.id} says ${row.join()}, its trades ${expected.join()}`];
  });
}

function wrongPositions(
  positions: readonly Position[],
  trades: readonly Trade[],
  lines: readonly LedgerLine[],
): string[] {
  return positions.flatMap((position) => {
    const own = trades.filter((trade) => trade.positionId === position.id);
    const folded = foldEvents(position, inOrder(position, own, lines));
    const dust = lines.filter((line) => line.positionId === position.id && line.kind === "dust");
    const moved = total(dust.filter((line) => line.account === "inventory").map((line) => line.amount));
    const left = folded.quantity.minus(moved);
    const rows = [position.quantity, position.cost, position.realizedPnl, position.fees].map((figure) => text(figure));
    const cost = left.isZero() ? new Exact(0) : folded.cost;
    const expected = [left, cost, folded.realized, folded.fees].map((figure) => figure.toFixed());
    const isRight = rows.every((row, n) => row === expected[n]) && left.isZero() === (position.closedTime !== null);
    const profit = total(own.flatMap((trade) => trade.realizedPnl ?? []));
    const wrong = isRight
      ? []
      : [`position ${position.id} is ${rows.join(", ")}, its trades give ${expected.join(", ")}`];
    if (!profit.eq(folded.realizedBySales))
      wrong.push(`position ${position.id}: its trades say they realised ${profit.toFixed()}`);
    return wrong;
  });
}

interface Folded {
  quantity: Oracle;
  cost: Oracle;
  realized: Oracle;
  /** The part that sales realised; buys realise their fees. */
  realizedBySales: Oracle;
  fees: Oracle;
}

/** A trade (of a perpetual with what the ledger says that it realised), coins that are gone by another hand, or funding. */
type Event = { readonly trade: Trade; readonly pnl?: Oracle } | { readonly gone: Oracle } | { readonly paid: Oracle };

/** As the ledger has them: the times of trades are the market's, those of what people decide are not. */
function inOrder(position: Position, trades: readonly Trade[], lines: readonly LedgerLine[]): Event[] {
  if (position.tradingPair.includes(":")) return ofPerpetual(position, trades, lines);
  const byId = new Map(trades.map((trade) => [trade.id, trade]));
  return lines.flatMap((line): Event[] => {
    const trade = line.tradeId === null ? undefined : byId.get(line.tradeId);
    if (trade !== undefined) return byId.delete(trade.id) ? [{ trade }] : [];
    const isGone = line.positionId === position.id && line.account === "position" && line.kind !== "dust";
    return isGone ? [{ gone: exact(line.amount).negated() }] : [];
  });
}

/** A fill that opens it without a fee moves nothing: it has no line. When funding was paid changes no figure. */
function ofPerpetual({ id }: Position, trades: readonly Trade[], lines: readonly LedgerLine[]): Event[] {
  const funding = lines.filter(
    (line) => line.kind === "funding" && line.account === "wallet" && line.positionId === id,
  );
  return [
    ...trades.map((trade) => ({ trade, pnl: pnlOf(trade, lines) })),
    ...funding.map(({ amount }) => ({ paid: exact(amount) })),
  ];
}

function pnlOf({ id }: Trade, lines: readonly LedgerLine[]): Oracle {
  return total(
    lines.filter((line) => line.tradeId === id && line.account === "pnl").map(({ amount }) => amount),
  ).negated();
}

/** EXECUTION §5: the row keeps cost, an exit takes cost × q / Q, profit is net of fees. */
function foldEvents({ side }: Position, events: readonly Event[]): Folded {
  const zero = new Exact(0);
  const book: Folded = { quantity: zero, cost: zero, realized: zero, realizedBySales: zero, fees: zero };
  for (const event of events) {
    if ("gone" in event) foldGone(book, event.gone);
    else if ("paid" in event) book.realized = book.realized.plus(event.paid);
    else if ((event.trade.side === "BUY") === (side === "LONG")) foldBuy(book, event.trade);
    else if (event.pnl !== undefined) foldPerpetualExit(book, event.trade, event.pnl, side === "LONG" ? 1 : -1);
    else foldSale(book, event.trade);
  }
  return book;
}

/** They leave at cost. */
function foldGone(book: Folded, gone: Oracle): void {
  const cost = gone.eq(book.quantity)
    ? book.cost
    : book.cost.times(gone).div(book.quantity).toDecimalPlaces(RATIO_PLACES);
  book.quantity = book.quantity.minus(gone);
  book.cost = book.cost.minus(cost);
}

function baseFee(trade: Trade): Oracle {
  const isKept = !trade.tradingPair.includes(":") && trade.tradingPair.startsWith(`${trade.feeAsset}/`);
  return isKept ? exact(trade.fee) : new Exact(0);
}

function foldBuy(book: Folded, trade: Trade): void {
  const fee = baseFee(trade);
  book.quantity = book.quantity.plus(text(trade.quantity)).minus(fee);
  book.cost = book.cost.plus(text(trade.cost)).minus(fee.times(text(trade.price)));
  book.realized = book.realized.minus(text(trade.feeQuote));
  book.fees = book.fees.plus(text(trade.feeQuote));
}

/** The exchange's own figure counts: (exit − entry) × q, but for the last digits, which it evens out when the position closes. */
function foldPerpetualExit(book: Folded, trade: Trade, pnl: Oracle, way: 1 | -1): void {
  const gone = exact(trade.quantity);
  const cost = gone.eq(book.quantity)
    ? book.cost
    : book.cost.times(gone).div(book.quantity).toDecimalPlaces(RATIO_PLACES);
  const expected = exact(trade.cost).minus(cost).times(way);
  // Nothing but a liquidation may cost less than its price says: no more than the margin is lost.
  if (pnl.minus(expected).abs().gt("1e-6") && pnl.lt(expected))
    throw new Error(`trade ${trade.id} realised ${pnl.toFixed()}`);
  const realized = pnl.minus(text(trade.feeQuote));
  book.quantity = book.quantity.minus(gone);
  book.cost = book.cost.minus(cost);
  book.realized = book.realized.plus(realized);
  book.realizedBySales = book.realizedBySales.plus(realized);
  book.fees = book.fees.plus(text(trade.feeQuote));
}

/** What is sold beyond the position is inventory: its share of proceeds and fees is none of the position's. */
function foldSale(book: Folded, trade: Trade): void {
  const sold = exact(trade.quantity);
  const ours = Exact.min(sold, book.quantity);
  const share = (whole: Oracle): Oracle =>
    ours.eq(sold) ? whole : whole.times(ours).div(sold).toDecimalPlaces(RATIO_PLACES);
  const gone = Exact.min(book.quantity, ours.plus(share(baseFee(trade))));
  const proceeds = share(exact(trade.cost)).plus(gone.minus(ours).times(text(trade.price)));
  const costGone = gone.eq(book.quantity)
    ? book.cost
    : book.cost.times(gone).div(book.quantity).toDecimalPlaces(RATIO_PLACES);
  const realized = proceeds.minus(costGone).minus(share(exact(trade.feeQuote)));
  book.quantity = book.quantity.minus(gone);
  book.cost = book.cost.minus(costGone);
  book.realized = book.realized.plus(realized);
  book.realizedBySales = book.realizedBySales.plus(realized);
  book.fees = book.fees.plus(share(exact(trade.feeQuote)));
}
