/**
 * Takes the exchange's truth into the book: fills by trades, states by reports, balances by comparison. Start, crash
 * recovery and every minute's round are this one path. A failed fetch is no knowledge, never "flat" or "gone".
 */
import type { App } from "../app.ts";
import { transact, type Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { compare } from "../domain/money.ts";
import { isOver, LIVE_STATES } from "../domain/order.ts";
import type {
  Gateway,
  OrderReport,
  VenueBalance,
  VenueFill,
  VenueFunding,
  VenuePosition,
} from "../exchange/gateway.ts";
import { marketOf } from "../market/rules.ts";
import { Exchange } from "../models/exchange.ts";
import { newestFunding } from "../models/ledger-line.ts";
import { Order } from "../models/order.ts";
import { bookedSince } from "../models/trade.ts";
import { within } from "../runtime/deadline.ts";
import { askToCancel } from "./ask-cancel.ts";
import { compareBalances } from "./balances.ts";
import { closeDust } from "./dust.ts";
import { bookFill } from "./fill.ts";
import { cancelUnderHalts } from "./halts/halt.ts";
import { findOrphans } from "./orphans.ts";
import { type Cause, deskCause } from "./cause.ts";
import { comparePositions } from "./perpetuals/compare.ts";
import { takeForced } from "./perpetuals/liquidation.ts";
import { bookFunding } from "./perpetuals/funding.ts";
import { keepProtection } from "./protection/keep.ts";
import { type Watched, watchedPrices } from "./protection/watched.ts";
import { keep, settleReport } from "./settle.ts";
import { isProvenAbsent, resolveAbsent, tellDoubt, tellUnknown } from "./unknown.ts";

export const FETCH_MS = 10_000;
/** Fills are asked for again from this much before the last one seen: exchanges deliver late. */
export const OVERLAP_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** How soon to look again while an order's fate is open. */
const AGAIN_MS = 1_000;
/** A cancel that shows no effect for so long is asked for again. */
const CANCEL_AGAIN_MS = 5_000;
const CANCEL_AGAIN_MOST_MS = 60_000;

/**
 * One round of an account's loop `reconcile`; gives the ms until another look is worth it. Each account has a loop of its
 * own: one that does not answer does not keep the others from theirs.
 */
export async function reconcile(app: App, gateway: Gateway): Promise<number | void> {
  const { exchange } = gateway;
  await tellUnknown(app, exchange);
  const truth = await look(app, gateway);
  app.log.debug({ step: "reconcile.looked", exchange }, "the exchange has answered");
  const taken = await transact(app, (tx) => takeIn(tx, { gateway, truth, cause: deskCause(app.clock.now()) }));
  app.log.debug({ step: "reconcile.booked", exchange }, "account compared");
  if (!app.compared.has(exchange)) {
    app.compared.add(exchange);
    app.bell.ring("account");
    app.bell.ring("send");
  }
  for (const order of taken.cancelAgain) await askToCancel(app, gateway, order);
  return taken.isSettled ? undefined : AGAIN_MS;
}

/** What the exchange says. Balances are asked for first: a fill in between is then among the fills, and touches its order. */
export interface Truth {
  /** People's time, ms, before the first question: what was not there then may be there by now. */
  readonly askedAt: number;
  readonly fills: readonly VenueFill[];
  readonly open: readonly OrderReport[];
  readonly balances: readonly VenueBalance[];
  readonly positions: readonly VenuePosition[];
  readonly funding: readonly VenueFunding[];
  /** Our orders that live, or should not and do, by client id; null: the exchange knows none of that id. */
  readonly reports: ReadonlyMap<string, OrderReport | null>;
  readonly watched: Watched;
}

export async function look(app: App, gateway: Gateway): Promise<Truth> {
  const { exchange } = gateway;
  const { fillsCursor } = await Exchange.query(app.db.reader).findById(exchange).throwIfNotFound();
  const askedAt = app.clock.now();
  const since = Math.max(0, fillsCursor - OVERLAP_MS);
  const holdings = Promise.all([gateway.balances(), gateway.positions()]);
  const [balances, positions] = await within(FETCH_MS, `${exchange} telling its balances`, holdings);
  const asked = Promise.all([
    gateway.openOrders(),
    gateway.fills(since),
    gateway.funding(await fundingSince(app, exchange, since)),
  ]);
  const [open, fills, funding] = await within(FETCH_MS, `${exchange} telling its orders and fills`, asked);
  const reports = new Map<string, OrderReport | null>();
  for (const order of await worthAsking(app, gateway, open)) {
    const shown = open.find((report) => report.clientOrderId === order.clientOrderId);
    const report =
      shown ??
      (await within(
        FETCH_MS,
        `${exchange} looking up #${order.id}`,
        gateway.find(order.tradingPair, order.clientOrderId),
      ));
    reports.set(order.clientOrderId, report);
  }
  return { askedAt, open, fills, balances, positions, funding, reports, watched: await watchedPrices(app, gateway) };
}

/** Payments are rare, and may be listed late: of the last day they are asked for again. */
async function fundingSince(app: App, exchange: ExchangeName, fillsSince: number): Promise<number> {
  return Math.max(0, ((await newestFunding(app.db.reader, exchange)) ?? fillsSince) - DAY_MS);
}

/** What lives, and what was refused or never placed and yet rests at the exchange: it happens. */
async function worthAsking(app: App, { exchange }: Gateway, open: readonly OrderReport[]): Promise<Order[]> {
  const resting = open.flatMap((report) => report.clientOrderId ?? []);
  return Order.query(app.db.reader)
    .where({ exchange })
    .where((either) => {
      void either.whereIn("state", [...LIVE_STATES]).orWhere((dead) => {
        void dead.whereIn("state", ["refused", "not_placed"]).whereIn("client_order_id", resting);
      });
    })
    .orderBy("id");
}

/** One account's truth being taken into the book. */
interface Round {
  readonly gateway: Gateway;
  readonly truth: Truth;
  readonly cause: Cause;
}

interface Taken {
  /** Nothing is left open that another look would settle. */
  readonly isSettled: boolean;
  /** Their cancel shows no effect: it is to be asked for anew. */
  readonly cancelAgain: readonly Order[];
}

async function takeIn(tx: Tx, round: Round): Promise<Taken> {
  const { gateway, truth, cause } = round;
  const hasOrphans = await findOrphans(tx, gateway, truth.open, truth.fills, cause.at);
  const isPaid = await takeMoves(tx, round);
  const standings: Standing[] = [];
  for (const [id, report] of truth.reports) standings.push(await takeReport(tx, id, report, round));
  await cancelUnderHalts(tx, gateway.exchange, cause);
  const isKept = !(await keepProtection(tx, { gateway, ...truth.watched, cause }));
  // An order whose fate is open may have moved money that its trades will explain.
  const isClear = !hasOrphans && standings.every(({ word }) => word === "settled" || word === "cancel again");
  // Money that moved after the balances were asked for is not in them.
  await compareBalances(tx, gateway, truth.balances, { at: truth.askedAt, mayAdopt: isClear && !isPaid });
  await comparePositions(tx, gateway, truth.positions, { at: truth.askedAt, mayTell: isClear });
  await moveCursor(tx, round);
  return {
    isSettled: isKept && standings.every(({ word }) => word === "settled"),
    cancelAgain: standings.flatMap(({ word, order }) => (word === "cancel again" ? [order] : [])),
  };
}

interface Standing {
  readonly order: Order;
  /** behind: more is filled than the trades show, so that the balances must differ · open: look again */
  readonly word: "settled" | "open" | "behind" | "cancel again";
}

/** The overlap brings most fills again in every round: one query leaves out what is booked. */
async function unbooked(tx: Tx, { gateway, truth }: Round): Promise<readonly VenueFill[]> {
  const since = truth.fills.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
  if (since === Infinity) return [];
  const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);
  const booked = new Set<string>();
  for (const { pair, exchangeTradeId, ...order } of await bookedSince(tx, gateway.exchange, since)) {
    booked.add(keyOf(pair, exchangeTradeId, order.clientOrderId, null));
    booked.add(keyOf(pair, exchangeTradeId, null, order.exchangeOrderId));
  }
  return truth.fills.filter(({ pair, exchangeTradeId, clientOrderId, exchangeOrderId }) => {
    const order = clientOrderId === null ? [null, exchangeOrderId] : [clientOrderId, null];
    return !booked.has(keyOf(pair, exchangeTradeId, ...order));
  });
}

/** Fills and funding in the order of their time. Gives whether funding was booked that was not known. */
async function takeMoves(tx: Tx, round: Round): Promise<boolean> {
  const { gateway, truth, cause } = round;
  const fills = (await unbooked(tx, round)).map((fill) => ({ at: fill.at, book: () => takeFill(tx, fill, round) }));
  let isPaid = false;
  const payments = truth.funding.map((funding) => ({
    at: funding.at,
    book: async () => {
      isPaid = (await bookFunding(tx, gateway.exchange, funding, cause.at)) || isPaid;
    },
  }));
  // Of one moment the payment comes first: it is for what was held before.
  for (const { book } of [...payments, ...fills].toSorted((a, b) => a.at - b.at)) await book();
  return isPaid;
}

async function takeFill(tx: Tx, fill: VenueFill, { gateway, cause }: Round): Promise<void> {
  if (fill.isForced) {
    await takeForced(tx, gateway, fill, await marketOf(tx, gateway.exchange, fill.pair), cause);
    return;
  }
  const id =
    fill.clientOrderId === null ? { exchange_order_id: fill.exchangeOrderId } : { client_order_id: fill.clientOrderId };
  const order = await Order.query(tx).findOne({ exchange: gateway.exchange, ...id });
  if (order === undefined || order.sendCount === 0) return; // not ours, or an orphan that findOrphans has told of
  await bookFill(tx, order, fill, await marketOf(tx, gateway.exchange, fill.pair), cause);
}

async function takeReport(tx: Tx, id: string, report: OrderReport | null, round: Round): Promise<Standing> {
  const { gateway, truth, cause } = round;
  const order = await Order.query(tx).findOne({ exchange: gateway.exchange, client_order_id: id }).throwIfNotFound();
  if (report === null) {
    // By the moment of asking, not of booking: what was absent then may have been admitted since.
    const isProven = isProvenAbsent(order, gateway.receiveWindowMs, truth.askedAt);
    return { order, word: (await resolveAbsent(tx, order, isProven, cause)) ? "settled" : "open" };
  }
  const moved = await settleReport(tx, order, report, cause);
  if (compare(report.filled, moved.filledQuantity) > 0) {
    await tellDoubt(tx, moved, "behind", cause.at);
    return { order: moved, word: "behind" };
  }
  if (isOver(moved.state) && !isOver(order.state)) await dropRest(tx, moved, cause);
  if (moved.state === "canceling" && report.status === "open") return cancelShows(tx, moved, cause);
  return { order: moved, word: moved.state === "sending" || moved.state === "unknown" ? "open" : "settled" };
}

/** Of an order that ended otherwise than by its last fill. */
export async function dropRest(tx: Tx, order: Order, { at }: Cause): Promise<void> {
  const { positionId, averageFillPrice, exchange, tradingPair } = order;
  if (positionId === null || averageFillPrice === null) return;
  await closeDust(tx, positionId, await marketOf(tx, exchange, tradingPair), averageFillPrice, at);
}

/** The exchange still has it open: after a while, or after a crash in between, the cancel is asked for anew, ever more slowly. */
async function cancelShows(tx: Tx, order: Order, cause: Cause): Promise<Standing> {
  await tellDoubt(tx, order, "not canceled", cause.at);
  const asked = Math.max(order.cancelRequestedAt ?? 0, order.updatedAt);
  const waitMs = Math.min(Math.max(CANCEL_AGAIN_MS, asked - order.updatedAt), CANCEL_AGAIN_MOST_MS);
  if (cause.at - asked < waitMs) return { order, word: "open" };
  return { order: await keep(tx, order, { cancelRequestedAt: cause.at }), word: "cancel again" };
}

async function moveCursor(tx: Tx, { gateway, truth, cause }: Round): Promise<void> {
  const exchange = await Exchange.query(tx).findById(gateway.exchange).throwIfNotFound();
  const fillsCursor = truth.fills.reduce((latest, fill) => Math.max(latest, fill.at), exchange.fillsCursor);
  await Exchange.query(tx).findById(gateway.exchange).patch({ fillsCursor, reconciledAt: cause.at });
}
