/** What each strategy has gained on an account so far: written with a look at the account, where it changed. */
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { assetsOf } from "../domain/market.ts";
import { add, type Decimal, equal, mul, sub, ZERO } from "../domain/money.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { Position } from "../models/position.ts";
import { newestStrategyEquity, strategiesLookedAt, StrategyEquity } from "../models/strategy-equity.ts";
import { Strategy } from "../models/strategy.ts";
import type { Prices } from "./prices.ts";

/** Funding may be listed a while after its position was closed. */
const SETTLED_AFTER_MS = 24 * 60 * 60_000;

export interface StrategyLook extends Pick<StrategyEquity, "exchange" | "at" | "takenAt" | "source" | "currency"> {
  readonly prices: Prices;
  /** Of the whole account; null while a coin has no price. */
  readonly worth: Decimal | null;
}

/** Of those that are active, and of those that ever were. */
export async function lookAtStrategies(tx: Tx, look: StrategyLook): Promise<void> {
  const known = await strategiesLookedAt(tx, look.exchange);
  for (const strategy of await Strategy.query(tx).orderBy("id"))
    if (known.has(strategy.id) || isStarted(strategy, look.exchange)) await lookAt(tx, strategy, look);
}

/** One that names no account trades on all. */
function isStarted({ status, targetExchanges }: Strategy, exchange: ExchangeName): boolean {
  return status === "ACTIVE" && (targetExchanges.length === 0 || targetExchanges.includes(exchange));
}

async function lookAt(tx: Tx, { id: strategyId }: Strategy, look: StrategyLook): Promise<void> {
  const { exchange, at, takenAt, source, currency, worth } = look;
  const last = await newestStrategyEquity(tx, exchange, strategyId);
  const gained = await gainOf(tx, strategyId, last, look);
  const capital = last?.capital ?? (worth === null || gained.profit === null ? null : sub(worth, gained.profit));
  const next = { strategyId, exchange, at, takenAt, source, currency, capital, ...gained };
  if (last === null || hasChanged(last, next)) await StrategyEquity.query(tx).insert(next);
}

type Gain = Pick<StrategyEquity, "profit" | "unpriced" | "settled" | "settledId">;

/** Its positions one after the other; those that were closed for good are not read again. */
async function gainOf(
  tx: Tx,
  strategyId: StrategyEquity["strategyId"],
  last: StrategyEquity | null,
  { exchange, prices, takenAt }: StrategyLook,
): Promise<Gain> {
  let [settled, settledId] = [last?.settled ?? ZERO, last?.settledId ?? 0];
  const since = Position.query(tx).where({ exchange, strategy_id: strategyId }).where("id", ">", settledId);
  let [open, isPrefix] = [ZERO, true];
  for (const position of await since.orderBy("id")) {
    const profit = profitOf(position, prices);
    if (profit === null) return { profit: null, unpriced: position.tradingPair, settled, settledId };
    isPrefix &&= position.closedTime !== null && position.closedTime <= takenAt - SETTLED_AFTER_MS;
    if (isPrefix) [settled, settledId] = [add(settled, profit), position.id];
    else open = add(open, profit);
  }
  return { profit: add(settled, open), unpriced: null, settled, settledId };
}

/** In the desk's currency; null without a price. */
function profitOf(position: Position, prices: Prices): Decimal | null {
  const { tradingPair, realizedPnl, closedTime } = position;
  const { quote, settle } = assetsOf(tradingPair);
  const [rate, mark] = [prices.ofAsset(settle ?? quote), prices.ofPair(tradingPair)];
  if (rate === null) return null;
  if (closedTime !== null) return mul(realizedPnl, rate);
  return mark === null ? null : mul(add(realizedPnl, unrealizedPnl(position, mark)), rate);
}

type Comparable = Pick<StrategyEquity, "profit" | "unpriced" | "capital" | "source" | "currency">;

function hasChanged(last: Comparable, next: Comparable): boolean {
  if (last.source !== next.source || last.currency !== next.currency || last.unpriced !== next.unpriced) return true;
  return !isSame(last.profit, next.profit) || !isSame(last.capital, next.capital);
}

function isSame(a: Decimal | null, b: Decimal | null): boolean {
  return a === null || b === null ? a === b : equal(a, b);
}
