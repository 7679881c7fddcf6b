/** Gathers the facts that domain/risk judges. Called when an order is proposed, approved and, last of all, sent. */
import type { Tx } from "../../db/transact.ts";
import { dearestPrice, worstPrice } from "../../domain/band.ts";
import type { OrderId, Pair, PersonId, StrategyId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import { add, type Decimal, ONE, sum, ZERO } from "../../domain/money.ts";
import { covers, type Place, SCOPES } from "../../domain/halt.ts";
import { checkEntry, checkExit, type EntryFacts } from "../../domain/risk/checks.ts";
import { isOn, type Limits, type Owner, leverageOf } from "../../domain/risk/limits.ts";
import type { Sight } from "../../domain/risk/price.ts";
import { checkHalts } from "../../domain/risk/halted.ts";
import type { Terms } from "../../domain/risk/terms.ts";
import { type Worth, worthOf } from "../../models/equity.ts";
import { type Halt, standingHalts } from "../../models/halt.ts";
import type { Order } from "../../models/order.ts";
import { type OrderAtWork, ordersAtWork, sentLately, spentOn } from "./at-work.ts";
import { exposureOf } from "./exposure.ts";
import { checkOneWay } from "../perpetuals/one-way.ts";
import { freeBalance, MANUAL, closable } from "../funds.ts";
import { limitsOf } from "./limits.ts";

export interface Intent extends Omit<Terms, "id"> {
  readonly strategy: StrategyId;
  /** Who asks for it; null: the strategy by itself. */
  readonly person: PersonId | null;
}

/** The intent of an order that has a row. */
export function intentOf(order: Order, market: Market): Intent {
  const { side, purpose, strategyId, personId, quantity } = order;
  return {
    market,
    side,
    purpose,
    strategy: strategyId,
    person: personId,
    quantity,
    price: order.price ?? order.quotePrice,
    worst: worstPrice(market, order),
    dearest: dearestPrice(market, order),
    limit: order.price,
  };
}

/**
 * Throws the Refusal of the first rule that is broken. `self` is the order itself once it has a row; `freed`: what it may
 * sell besides once orders that lock it are canceled.
 */
export async function guardExit(tx: Tx, intent: Intent, self: OrderId | null, freed = ZERO): Promise<void> {
  const available = add(await availableFor(tx, intent, self), freed);
  checkExit({ terms: { ...intent, id: self }, available, leverage: ONE });
}

/** What an entry was judged by, for what else is asked of it in the same transaction. */
export interface Judged {
  readonly limits: Limits;
  /** Null before its first look. */
  readonly account: Worth | null;
}

/** The same for what can raise exposure. `at`: people's time, ms UTC. */
export async function guardEntry(
  tx: Tx,
  intent: Intent,
  sight: Sight,
  at: number,
  self: OrderId | null,
): Promise<Judged> {
  const { market } = intent;
  const { exchange, pair, quote } = market;
  const owner = ownerOf(intent);
  const limits = await limitsOf(tx, exchange, owner);
  const account = await worthOf(tx, exchange);
  await checkOneWay(tx, intent);
  const atWork = await ordersAtWork(tx, exchange, self);
  const countsDay = account !== null && isOn(limits, "day");
  checkEntry({
    terms: { ...intent, id: self },
    sight,
    limits,
    account,
    lookAgeMs: account === null ? 0 : at - account.takenAt,
    halts: await haltsOver(tx, { exchange, tradingPair: pair, strategyId: intent.strategy }),
    unknownEntry: unknownEntry(pair, atWork),
    available: await availableFor(tx, intent, self),
    leverage: leverageOf(limits),
    exposure: withEntries(await exposureOf(tx, exchange, quote), atWork),
    spentToday: countsDay ? await spentOn(tx, exchange, account.day, owner, MANUAL, self) : ZERO,
    atWork: atWork.length,
    sentLately: await sentLately(tx, exchange, at),
    opposite: oppositeOf(intent, atWork),
  });
  return { limits, account };
}

/** Said before anything else of an order: its new quote would promise what cannot be had. */
export async function refuseHalted(tx: Tx, order: Order): Promise<void> {
  checkHalts(order.purpose, await haltsOver(tx, order));
}

/** The standing halts that cover an order, the widest first. */
async function haltsOver(tx: Tx, place: Place): Promise<Halt[]> {
  const over = (await standingHalts(tx)).filter((halt) => covers(halt, place));
  return over.toSorted((a, b) => SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope));
}

function unknownEntry(pair: Pair, atWork: readonly OrderAtWork[]): OrderId | null {
  const unknown = atWork.find((order) => order.pair === pair && order.purpose === "entry" && order.state === "unknown");
  return unknown?.id ?? null;
}

async function availableFor(tx: Tx, intent: Intent, self: OrderId | null): Promise<Decimal> {
  const { market } = intent;
  if (intent.purpose === "exit") return closable(tx, market, intent.strategy, self ?? undefined);
  return freeBalance(tx, market.exchange, market.settle ?? market.quote, self ?? undefined);
}

/** An entry that may still fill counts as if it had. */
function withEntries(positions: Decimal | null, atWork: readonly OrderAtWork[]): Decimal | null {
  if (positions === null) return null;
  return add(positions, sum(atWork.flatMap(({ purpose, left }) => (purpose === "entry" ? [left] : []))));
}

/** Orders at market do not rest. */
function oppositeOf({ market: { pair }, side }: Intent, atWork: readonly OrderAtWork[]): EntryFacts["opposite"] {
  return atWork.flatMap(({ id, limit, ...order }) =>
    limit !== null && order.pair === pair && order.side !== side ? [{ id, price: limit }] : [],
  );
}

/** What is traded by hand counts for the person, all else for its strategy. */
function ownerOf(order: { readonly strategy: StrategyId; readonly person: PersonId | null }): Owner {
  return order.strategy === MANUAL ? { person: order.person } : { strategy: order.strategy };
}
