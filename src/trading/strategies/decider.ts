/**
 * A strategy decides once at the close of each of its candles: the moment is claimed in the transaction of all that it
 * causes, so that nothing is doubled and nothing lost whenever the desk stops. A candle on which nothing is to be done causes
 * nothing, and is claimed with the next that does: looked at again after a restart it would say the same.
 */
import { setImmediate } from "node:timers/promises";

import type { App } from "../../app.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { Timeframe } from "../../domain/candle.ts";
import type { Pair, StrategyId } from "../../domain/ids.ts";
import { toNumber } from "../../domain/money.ts";
import type { Entry, Held } from "../../domain/strategy/strategy.ts";
import { type Decided, FEWEST_PERIODS, keeps } from "../../domain/strategy/walk.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { candleKeyOf, newestClosed } from "../../market/history.ts";
import { MarketRow } from "../../models/market.ts";
import { openPositionsOf, type Position } from "../../models/position.ts";
import { claimSlot, Slot } from "../../models/slot.ts";
import { Strategy } from "../../models/strategy.ts";
import { firstFill } from "../../models/trade.ts";
import { throwFailures } from "../../runtime/failures.ts";
import { openPosition } from "../funds.ts";
import { Broken, orBroken, pauseBroken } from "./broken.ts";
import { type Entering, enter, entryOf } from "./enter.ts";
import { createHistories, type Histories, type History } from "./history.ts";
import { leave } from "./leave.ts";
import { type Running, runningOf, slotOf } from "./running.ts";

/** People's time that the rows of the strategies are good for; what they cause is judged by the rows of that moment. */
const ROWS_MS = 1_000;

export interface Decider {
  /** False where something is to be looked at again soon. A series that fails keeps no other one back. */
  round(): Promise<boolean>;
}

export function createDecider(app: App, gateway: Gateway): Decider {
  const memory: Memory = { looked: new Map(), failed: new Set(), histories: createHistories(app, gateway) };
  let [series, readAt]: [readonly Series[], number] = [[], -Infinity];
  return {
    async round() {
      const now = app.clock.now();
      if (now - readAt >= ROWS_MS || now < readAt)
        [series, readAt] = [await seriesOn(app, gateway, memory.failed), now];
      const failures: unknown[] = [];
      let isDone = true;
      const holdings = await holdingsOn(app, gateway);
      for (const each of series) {
        await setImmediate(); // on SQLite a round waits for nothing: the desk goes on between two series
        if (memory.failed.has(each.running.row.id)) continue;
        try {
          isDone = (await decideOne(app, gateway, each, holdings, memory)) && isDone;
        } catch (error) {
          failures.push(error);
        }
      }
      if (!isDone) readAt = -Infinity;
      throwFailures(failures, `${gateway.exchange}: not every strategy could decide`);
      return isDone;
    },
  };
}

interface Series {
  readonly running: Running;
  readonly pair: Pair;
  /** Whose moments are claimed. */
  readonly slot: string;
}

async function seriesOn(app: App, gateway: Gateway, failed: Failed): Promise<Series[]> {
  const { exchange } = gateway;
  const rows = await Strategy.query(app.db.reader).whereIn("status", ["ACTIVE", "PAUSED"]).orderBy("id");
  const targeting = rows.filter(({ targetExchanges }) => targetExchanges.includes(exchange));
  if (targeting.length === 0) return [];
  const markets = await MarketRow.query(app.db.reader).where({ exchange, is_active: true });
  const listed = new Set(markets.map(({ pair }) => pair));
  const all: Series[] = [];
  for (const row of targeting) {
    const running = await runningOrNull(app, row, failed);
    if (running === null) continue;
    const { timeframe } = running.configured;
    for (const pair of row.targetPairs.filter((each) => listed.has(each)))
      all.push({ running, pair, slot: slotOf(row.id, candleKeyOf(app, gateway, { pair, timeframe })) });
  }
  return all;
}

/** Null for what does not run, however it fails: the others go on. One that was started again is asked again. */
async function runningOrNull(app: App, row: Strategy, failed: Failed): Promise<Running | null> {
  const isActive = row.status === "ACTIVE";
  if (isActive) failed.delete(row.id);
  else if (failed.has(row.id)) return null;
  const running = await orBroken(runningOf(app, row));
  if (!(running instanceof Broken)) return running;
  await pauseBroken(app, row, null, running);
  failed.add(row.id);
  return null;
}

/** Those that failed since they were last started, of which people know: until then they are not asked. */
type Failed = Set<StrategyId>;

/** What one start of the desk remembers. */
interface Memory {
  /** By slot, the last candle that was looked at. */
  readonly looked: Map<string, number | null>;
  readonly failed: Failed;
  readonly histories: Histories;
}

/** By strategy and pair, what was open when a round began; what a decision causes is judged by the row of that moment. */
type Holdings = ReadonlyMap<string, Position>;

async function holdingsOn({ db }: App, { exchange }: Gateway): Promise<Holdings> {
  const open = await openPositionsOf(db.reader, exchange);
  return new Map(open.map((position) => [holdingOf(position.strategyId, position.tradingPair), position]));
}

const holdingOf = (strategy: StrategyId, pair: Pair): string => `${strategy} ${pair}`;

/** False where it is to be looked at again soon. */
async function decideOne(
  app: App,
  gateway: Gateway,
  series: Series,
  holdings: Holdings,
  memory: Memory,
): Promise<boolean> {
  const { running, pair, slot } = series;
  const { row, idea, configured } = running;
  const known = await lastOf(app, slot, memory);
  const newest = newestClosed(gateway.now(), configured.timeframe);
  if (known !== null && known >= newest) return true;
  const position = holdings.get(holdingOf(row.id, pair));
  if (row.status === "PAUSED" && position === undefined) return isPassedOver(app, series, known, newest, memory);
  const last = await lastBefore(app, position, known, configured.timeframe);
  const history = await memory.histories.of(pair, configured, last);
  if (history === null) return false;
  const moment = { candles: history.candles, since: { last, now: gateway.now() }, held: heldOf(position) };
  const decided = await orBroken(idea.decide(configured.parameters, moment));
  if (decided instanceof Broken) {
    memory.failed.add(row.id);
    await pauseBroken(app, row, pair, decided);
    return true; // there is nothing to look at again
  }
  const entering = await enteringOf(app, gateway, { ...series, history, decided, position });
  const leaving = decided?.intent.kind === "leave" && position !== undefined ? { position, decided } : null;
  if (entering === null && leaving === null) return isKept(row, decided) || isSeen(app, series, history.told, memory);
  const isDone = await transact(app, async (tx) => {
    if (await hasChanged(tx, running, position, gateway, pair)) return false;
    if (!(await claimSlot(tx, slot, newest))) return true;
    app.log.debug({ step: "slot.claimed", slot, at: newest }, "a candle is claimed, with all that it causes");
    if (entering !== null) await enter(tx, entering, app.clock.now());
    if (leaving !== null) await leave(tx, { app, gateway, running, ...leaving });
    return true;
  });
  app.log.debug({ step: "slot.caused", slot, at: newest }, "what a candle causes is durable");
  return isDone && isLooked(memory, slot, newest);
}

/** What closed before a position had its first fill says nothing of it, though it was not claimed. */
async function lastBefore(
  { db }: App,
  position: Position | undefined,
  last: number | null,
  timeframe: Timeframe,
): Promise<number | null> {
  if (position === undefined || last === null) return last;
  const filledAt = await firstFill(db.reader, position.id);
  return filledAt === null ? last : Math.max(last, newestClosed(filledAt - 1, timeframe));
}

async function lastOf(app: App, slot: string, { looked }: Memory): Promise<number | null> {
  const known = looked.get(slot);
  if (known !== undefined) return known;
  const last = (await Slot.query(app.db.reader).findById(slot))?.at ?? null;
  looked.set(slot, last);
  return last;
}

/** Nothing comes of it now, and it is looked at again at the next minute. */
function isKept({ status }: Strategy, decided: Decided | null): boolean {
  return status === "ACTIVE" && decided !== null && keeps(decided.intent);
}

/** Of a paused one that holds nothing no candle is decided on. One that was never started claims nothing. */
async function isPassedOver(
  app: App,
  series: Series,
  known: number | null,
  newest: number,
  memory: Memory,
): Promise<true> {
  return series.running.idea.buys && known === null ? true : isSeen(app, series, newest, memory);
}

/**
 * What keeps until it is looked at must not be found once more after a restart, by other settings or after a pause: of a
 * strategy that buys each look is claimed.
 */
async function isSeen(app: App, { running, slot }: Series, at: number | null, memory: Memory): Promise<true> {
  if (running.idea.buys && at !== null) await transact(app, (tx) => claimSlot(tx, slot, at));
  return isLooked(memory, slot, at);
}

/** `at`: the newest that the exchange has told. One that was read as flat is looked at again: it may still be told. */
function isLooked({ looked }: Memory, slot: string, at: number | null): true {
  if (at !== null) looked.set(slot, Math.max(at, looked.get(slot) ?? at));
  return true;
}

function heldOf(position: Position | undefined): Held | null {
  return position === undefined ? null : { side: position.side, entry: toNumber(position.entryPrice) };
}

interface Seen extends Series {
  readonly history: History;
  readonly decided: Decided | null;
  readonly position: Position | undefined;
}

/** Null where nothing is to be entered. What it asks the exchange is asked before the transaction. */
async function enteringOf(
  app: App,
  gateway: Gateway,
  { running, pair, history, decided, position }: Seen,
): Promise<Entering | null> {
  if (decided === null || running.row.status !== "ACTIVE") return null;
  const { intent, index } = decided;
  if (intent.kind === "leave" || intent.kind === "lay") return null; // a grid was refused where it was decided
  if (position !== undefined && !mayAdd(intent, position)) return null;
  if (history.candles.at.length < FEWEST_PERIODS[running.risk.mode] * running.configured.period) return null;
  return entryOf(app, gateway, { running, pair, history, intent, index });
}

/** What buys does so beside what is held, while that is not being closed; all else where nothing is held. */
function mayAdd({ kind }: Entry, { closingReason }: Position): boolean {
  return kind === "buy" && closingReason === null;
}

/** What it was decided on is no longer so: it is decided anew. */
async function hasChanged(
  tx: Tx,
  { row }: Running,
  position: Position | undefined,
  { exchange }: Gateway,
  pair: Pair,
): Promise<boolean> {
  const now = await Strategy.query(tx).findById(row.id);
  if (now?.updatedAt !== row.updatedAt || now.status !== row.status) return true;
  const held = await openPosition(tx, exchange, pair, row.id);
  return held?.id !== position?.id || held?.closingReason !== position?.closingReason;
}
