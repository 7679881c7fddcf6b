/** The card of a panic: what flattening would close, then what became of each position. */
import { type FlattenedPosition, type OpenPosition, panicCard, type PanicFacts } from "../../cards/panic.ts";
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import { assetsOf } from "../../domain/market.ts";
import { isOver } from "../../domain/order.ts";
import { worthAt } from "../../domain/position.ts";
import type { Reply } from "../../domain/reply.ts";
import { marketOf } from "../../market/rules.ts";
import { Exchange } from "../../models/exchange.ts";
import { Flattening } from "../../models/flattening.ts";
import { Order } from "../../models/order.ts";
import type { Panic } from "../../models/panic.ts";
import { Person } from "../../models/person.ts";
import { Position } from "../../models/position.ts";
import { waitsFor } from "../protection/freed.ts";

/** What is previewed is meant for so long. */
const GOOD_MS = 60_000;

export function previewEnds({ previewedAt }: Panic): number {
  return previewedAt + GOOD_MS;
}

type OfHalt = Pick<PanicFacts, "by" | "at" | "reason" | "lateMs" | "entries" | "resumed">;

export async function panicReply(tx: Tx, panic: Panic, ofHalt: OfHalt): Promise<Reply> {
  const open = await flattenable(tx, panic);
  return panicCard({
    ...ofHalt,
    step: panic.step,
    decided: await decisionOf(tx, panic),
    open: open.map(previewOf),
    newest: open.at(-1)?.id ?? null,
    goodUntil: previewEnds(panic),
    live: await liveCount(tx),
    items: await itemsOf(tx, panic),
  });
}

/** The open positions on paper accounts that this panic does not already sell, oldest first. */
export async function flattenable(tx: Knex | Tx, { haltId }: Panic): Promise<Position[]> {
  const done = await Flattening.query(tx).where({ halt_id: haltId }).whereNotNull("order_id");
  const exits = await Order.query(tx).whereIn(
    "id",
    done.flatMap(({ orderId }) => orderId ?? []),
  );
  const working = new Set(exits.filter((order) => !isOver(order.state)).map((order) => order.id));
  const selling = new Set(
    done.filter(({ orderId }) => orderId !== null && working.has(orderId)).map((each) => each.positionId),
  );
  return (await openOn(tx, "paper")).filter((position) => !selling.has(position.id));
}

async function openOn(tx: Knex | Tx, mode: Exchange["mode"]): Promise<Position[]> {
  const exchanges = await Exchange.query(tx).where({ mode });
  return Position.query(tx)
    .where({ closed_time: null })
    .whereIn(
      "exchange",
      exchanges.map(({ name }) => name),
    )
    .orderBy("id");
}

const liveCount = async (tx: Tx): Promise<number> => (await openOn(tx, "live")).length;

/** At its last mark. */
function previewOf(position: Position): OpenPosition {
  const { tradingPair, quantity, unrealizedPnl } = position;
  const quote = assetsOf(tradingPair).quote;
  return {
    pair: tradingPair,
    quantity,
    quote,
    value: unrealizedPnl === null ? null : worthAt(position, unrealizedPnl),
  };
}

async function decisionOf(tx: Tx, { decidedBy, decidedAt }: Panic): Promise<PanicFacts["decided"]> {
  if (decidedBy === null || decidedAt === null) return null;
  return { by: (await Person.query(tx).findById(decidedBy).throwIfNotFound()).name, at: decidedAt };
}

async function itemsOf(tx: Tx, { haltId }: Panic): Promise<FlattenedPosition[]> {
  const items: FlattenedPosition[] = [];
  for (const { positionId, orderId, reason } of await Flattening.query(tx).where({ halt_id: haltId }).orderBy("id")) {
    const { tradingPair: pair, quantity } = await Position.query(tx).findById(positionId).throwIfNotFound();
    const order = orderId === null ? null : await Order.query(tx).findById(orderId).throwIfNotFound();
    const exit = order === null ? null : await exitOf(tx, order);
    items.push({ pair, quantity, exit, reason: order?.reason ?? reason });
  }
  return items;
}

async function exitOf(tx: Tx, order: Order): Promise<FlattenedPosition["exit"]> {
  const { id, state, quantity, filledQuantity, averageFillPrice, filledCost, quoteAsset } = order;
  const { tick } = await marketOf(tx, order.exchange, order.tradingPair);
  return {
    id,
    state,
    quantity,
    filled: filledQuantity,
    average: averageFillPrice,
    pricePlaces: tick.places,
    cost: filledCost,
    quote: quoteAsset,
    waitsFor: state === "approved" ? (await waitsFor(tx, order)).map((exit) => exit.id) : [],
  };
}
