/** An order of ours that the exchange has and no row here has sent gets the record that is missing. */
import { randomUUID } from "node:crypto";

import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { isPerpetual, type Market } from "../../domain/market.ts";
import { type Decimal, text, ZERO } from "../../domain/money.ts";
import { isOver, type OrderType, publicStatus } from "../../domain/order.ts";
import type { OrderReport } from "../../exchange/gateway.ts";
import { appendAudit } from "../../models/audit.ts";
import { MarketRow, toMarket } from "../../models/market.ts";
import { Order } from "../../models/order.ts";
import { Orphan } from "../../models/orphan.ts";
import { type Cause, causeOf, entityOf } from "../cause.ts";
import { bookFill } from "../fill.ts";
import { postOrderCard, NOTHING_ASKED } from "../order-card.ts";
import { newOrderIds } from "../order-ids.ts";
import { purposeOf } from "../order-purpose.ts";
import { dropRest } from "../reconcile.ts";
import { keep, settle, settleReport } from "../settle.ts";
import { lacksTrades, refOf } from "./facts.ts";
import type { DriftLook, FoundOrphan } from "./look.ts";

/**
 * In the state that the exchange tells, with its fills. What it is follows from what is held: see `purposeOf`. Throws a
 * Refusal where the exchange does not tell enough of it.
 */
export async function adoptOrphan(
  tx: Tx,
  look: DriftLook,
  orphan: FoundOrphan,
  call: Call,
  at: number,
): Promise<Order> {
  const { exchange } = look.gateway;
  const ref = refOf(orphan);
  const { report } = orphan;
  if (report === null)
    throw new Refusal("orphan", `${exchange} does not know ${ref} any more: nothing can be adopted.`, ["/drift"]);
  if (lacksTrades(orphan)) {
    const sentence = `${exchange} says that ${text(report.filled)} of ${ref} is filled, and tells of fewer trades. Try again.`;
    throw new Refusal("orphan", sentence, ["/drift"]);
  }
  const cause = causeOf(call, at);
  const market = await marketOf(tx, exchange, report);
  await endRestored(tx, orphan, cause);
  const order = await insertSent(tx, market, orphan, report, call, at);
  const booked = await takeIn(tx, order, market, orphan, report, cause);
  await Orphan.query(tx).where({ exchange, client_order_id: orphan.clientOrderId }).patch({ acceptedAt: at });
  await auditAdopted(tx, booked, ref, cause);
  return booked;
}

async function marketOf(tx: Tx, exchange: ExchangeName, { pair }: OrderReport): Promise<Market> {
  const row = await MarketRow.query(tx).findOne({ exchange, pair });
  if (row !== undefined) return toMarket(row);
  throw new Refusal("pair", `${pair} is not known on ${exchange}: an order there cannot be adopted.`, ["/drift"]);
}

/**
 * A row of that id which says it was never sent is older than the order: it ends, and its id goes to the order's record, so
 * that nothing can ever be sent by it.
 */
async function endRestored(tx: Tx, orphan: FoundOrphan, cause: Cause): Promise<void> {
  const row = await Order.query(tx).findOne({ client_order_id: orphan.clientOrderId });
  if (row === undefined) return;
  if (row.sendCount > 0)
    throw new Refusal("orphan", `#${row.id} is the record of ${refOf(orphan)} by now.`, [`/order ${row.id}`]);
  const reason = "It was sent before this database was restored, and is adopted as another order.";
  const { state } = row;
  if (state === "proposed") await settle(tx, row, "rejected", { reason }, cause);
  if (state === "approved" || state === "armed") await settle(tx, row, "canceled", { reason }, cause);
  await keep(tx, row, await newOrderIds(tx));
}

/** Its way to the exchange is walked once more in the book, step by step: there is no other door. */
async function insertSent(
  tx: Tx,
  market: Market,
  orphan: FoundOrphan,
  report: OrderReport,
  call: Call,
  at: number,
): Promise<Order> {
  const { exchange, pair, base, quote } = market;
  const { side, quantity, price, trigger } = report;
  const { purpose, strategy, position } = await purposeOf(tx, market, side);
  const order = await Order.query(tx).insertAndFetch({
    uuid: randomUUID(),
    clientOrderId: orphan.clientOrderId,
    exchange,
    tradingPair: pair,
    baseAsset: base,
    quoteAsset: quote,
    orderType: typeOf(report),
    side,
    purpose,
    timeInForce: price === null ? "IOC" : "GTC",
    quantity,
    price,
    triggerPrice: trigger,
    state: "proposed",
    status: publicStatus("proposed", false),
    strategyId: strategy,
    positionId: isPerpetual(market) && purpose === "exit" ? (position?.id ?? null) : null,
    personId: call.person.id,
    quotePrice: priceOf(orphan, report),
    quoteAt: report.at,
    validPercent: ZERO,
    proposedOn: call.chat.platform,
    createdAt: at,
    updatedAt: at,
  });
  const decided = { decidedBy: call.person.id, decidedAt: at, decidedOn: call.chat.platform };
  const approved = await settle(tx, order, "approved", decided, causeOf(call, at));
  const sent = { sendCount: 1, sentAt: at, exchangeOrderId: report.exchangeOrderId };
  return settle(tx, approved, "sending", sent, causeOf(call, at));
}

function typeOf({ price, trigger }: OrderReport): OrderType {
  if (trigger !== null) return price === null ? "STOP" : "STOP_LIMIT";
  return price === null ? "MARKET" : "LIMIT";
}

/** What its card says that it was sent at. Throws a Refusal where the exchange tells no price of it. */
function priceOf(orphan: FoundOrphan, { price, trigger }: OrderReport): Decimal {
  const told = price ?? trigger ?? orphan.fills[0]?.price;
  if (told !== undefined) return told;
  throw new Refusal("orphan", `The exchange tells no price of ${refOf(orphan)} yet. Try again in a moment.`, [
    "/drift",
  ]);
}

async function takeIn(
  tx: Tx,
  order: Order,
  market: Market,
  { fills }: FoundOrphan,
  report: OrderReport,
  cause: Cause,
): Promise<Order> {
  const alertId = await postOrderCard(tx, order, NOTHING_ASKED, cause.at);
  const shown = { ...order, alertId } as Order;
  // It can be canceled from then on, though its trades may come late.
  let booked = report.status === "open" ? await settle(tx, shown, "open", {}, cause) : shown;
  for (const fill of fills.toSorted((a, b) => a.at - b.at)) booked = await bookFill(tx, booked, fill, market, cause);
  const settled = await settleReport(tx, booked, report, cause);
  if (isOver(settled.state)) await dropRest(tx, settled, cause);
  return settled;
}

async function auditAdopted(
  tx: Tx,
  { id, clientOrderId: client, state, filledQuantity }: Order,
  ref: string,
  { at, personId, actor }: Cause,
): Promise<void> {
  const details = { exchangeOrderId: ref, clientOrderId: client, state, filled: text(filledQuantity) };
  await appendAudit(tx, { at, personId, actor, action: "drift.adopted", entity: entityOf(id), details });
}
