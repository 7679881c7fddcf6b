/** Closing a position: an exit at market for what is free of it. */
import type { App } from "../app.ts";
import type { Gateway } from "../exchange/gateway.ts";
import type { Amount } from "../chat/grammar/arguments.ts";
import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { AlertId } from "../domain/ids.ts";
import { closingSide, roundAmount } from "../domain/market.ts";
import { add, type Decimal, isZero, less, min, sub, text, ZERO } from "../domain/money.ts";
import type { Line } from "../domain/reply.ts";
import { bandOf } from "../domain/risk/limits.ts";
import { gatewayOf } from "../market/gateways.ts";
import { marketOf } from "../market/rules.ts";
import type { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { closable } from "./funds.ts";
import { limitsOf } from "./guards/limits.ts";
import type { Origin } from "./origin.ts";
import { permit, propose } from "./propose.ts";
import { type ExitSight, sightOfExit, standInOf } from "./sight.ts";
import { workingExits } from "./orders.ts";
import { heldByLegs } from "./protection/freed.ts";
import { keepOne } from "./protection/keep.ts";
import { seenNow } from "./protection/watched.ts";
import { wishOf } from "./wish.ts";

/** A position with the prices that its exit is proposed at. */
export interface Closing {
  readonly gateway: Gateway;
  readonly position: Position;
  readonly sight: ExitSight;
}

/** Before the transaction, for it asks the exchange. Throws a Refusal where its feed has ended. */
export async function closingOf(app: App, position: Position): Promise<Closing> {
  const gateway = gatewayOf(app, position.exchange);
  return { gateway, position, sight: await sightOfExit(app, gateway, position.tradingPair, standInOf(position)) };
}

/**
 * Gives the card of the exit. Throws a Refusal where nothing of it can be sold; then nothing was written. `freed`: what
 * other exits lock until they are canceled.
 */
export async function closePosition(
  tx: Tx,
  { gateway, position, sight }: Closing,
  amount: Amount,
  origin: Origin,
  freed: Decimal = ZERO,
): Promise<AlertId> {
  const { quantity: held } = await Position.query(tx).findById(position.id).throwIfNotFound();
  const market = await marketOf(tx, position.exchange, position.tradingPair);
  const shared = add(freed, await heldByLegs(tx, position));
  const available = min(add(await closable(tx, market, position.strategyId), shared), held);
  const most = roundAmount(market, available);
  if (isZero(most)) throw await taken(tx, position, `${text(held)} ${market.base}`);
  const { strategyId: strategy } = position;
  const validPercent = bandOf(await limitsOf(tx, position.exchange));
  const terms = {
    market,
    side: closingSide(position.side),
    purpose: "exit",
    strategy,
    validPercent,
    quote: sight.quote,
    standIn: sight.standIn,
    chart: null,
    amount,
    price: undefined,
    exits: {},
    timeInForce: undefined,
  } as const;
  if (amount.kind === "base" && less(held, amount.quantity))
    throw new Refusal(
      "quantity",
      `Refused: ${text(held)} ${market.base} are held, less than that. Without an amount all of it is closed.`,
      [`/close ${market.pair}`],
    );
  const wish = wishOf({ ...terms, available, held });
  const notes = [...wish.notes, ...(await staying(tx, position, sub(held, available), market.base))];
  const exit = { ...wish, quantity: min(wish.quantity, most), notes };
  const card = await propose(tx, await permit(tx, exit, sight, origin, shared), origin);
  await keepOne(tx, position, { gateway, ...seenNow(sight.quote), cause: origin.cause });
  return card;
}

/** What other exits hold stays where it is, and that is said. */
async function staying(tx: Tx, position: Position, locked: Decimal, base: string): Promise<Line[]> {
  if (isZero(locked)) return [];
  const exits = await workingExits(tx, position);
  return [
    [
      { type: "quantity", quantity: text(locked), asset: base },
      ` stays: ${numbersOf(exits)} already ${position.side === "LONG" ? "sells" : "buys back"} it`,
    ],
  ];
}

const numbersOf = (orders: readonly Order[]): string => orders.map(({ id }) => `#${id}`).join(", ");

/** Names the exits that hold the coins, and offers to take them back. */
async function taken(tx: Tx, position: Position, held: string): Promise<Refusal> {
  const exits = await workingExits(tx, position);
  const who = exits.length === 0 ? "an order" : numbersOf(exits);
  const closing = position.side === "LONG" ? "sells" : "buys back";
  const sentence = `Nothing of ${held} is free: ${who} already ${closing} it. Cancel it first, then close.`;
  return new Refusal("balance", sentence, exits.length === 0 ? ["/orders"] : exits.map(({ id }) => `/cancel ${id}`));
}
