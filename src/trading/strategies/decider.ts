/**
 * A strategy decides once at the close of each of its candles: the moment is claimed in the transaction of all that it
 * causes, so that nothing is doubled and nothing lost whenever the desk stops. A candle on which nothing is to be done causes
 * nothing, and is claimed with the next that does: looked at again after a restart it would say the same.
 */
import { setImmediate } from "node:timers/promises";

import type { App } from "../../app.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { Pair, StrategyId } from "../../domain/ids.ts";
import { toNumber } from "../../domain/money.ts";
import type { Held } from "../../domain/strategy/strategy.ts";
import { type Decided, decideSince } from "../../domain/strategy/walk.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { candleKeyOf, newestClosed } from "../../market/history.ts";
import { MarketRow } from "../../models/market.ts";
import { Position } from "../../models/position.ts";
import { claimSlot, Slot } from "../../models/slot.ts";
import { Strategy } from "../../models/strategy.ts";
import { throwFailures } from "../../runtime/failures.ts";
import { openPosition } from "../funds.ts";
import { Broken, orBroken, pauseBroken } from "./broken.ts";
import { type Entering, enter, entryOf } from "./enter.ts";
import { FEWEST, type History, historyOf } from "./history.ts";
import { leave } from "./leave.ts";
import { type Running, runningOf, slotOf } from "./running.ts";

/** People's time that the rows of the strategies are good for; what they cause is judged by the rows of that moment. */
const ROWS_MS = 1_000;

export interface Decider {
  /** False where something is to be looked at again soon. A series that fails keeps no other one back. */
  round(): Promise<boolean>;
}

export function createDecider(app: App, gateway: Gateway): Decider {
  const looked = new Map<string, number | null>();
  let [series, readAt]: [readonly Series[], number] = [[], -Infinity];
  return {
    async round() {
      const now = app.clock.now();
      if (now - readAt >= ROWS_MS || now < readAt) [series, readAt] = [await seriesOn(app, gateway), now];
      const failures: unknown[] = [];
      let isDone = true;
      const round = { looked, held: await heldOn(app, gateway) };
      for (const each of series) {
        await setImmediate(); // on SQLite a round waits for nothing: the desk goes on between two series
        try {
          isDone = (await decideOne(app, gateway, each, round)) && isDone;
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

async function seriesOn(app: App, gateway: Gateway): Promise<Series[]> {
  const { exchange } = gateway;
  const rows = await Strategy.query(app.db.reader).whereIn("status", ["ACTIVE", "PAUSED"]).orderBy("id");
  const targeting = rows.filter(({ targetExchanges }) => targetExchanges.includes(exchange));
  if (targeting.length === 0) return [];
  const markets = await MarketRow.query(app.db.reader).where({ exchange, is_active: true });
  const listed = new Set(markets.map(({ pair }) => pair));
  return targeting.flatMap((row) => {
    const running = runningOf(app, row);
    if (running === null) return [];
    const pairs = row.targetPairs.filter((pair) => listed.has(pair));
    const { timeframe } = running.configured;
    return pairs.map((pair) => {
      const slot = slotOf(row.id, candleKeyOf(app, gateway, { pair, timeframe }));
      return { running, pair, slot };
    });
  });
}

/** By slot, the last candle that was looked at. */
type Looked = Map<string, number | null>;

interface Round {
  readonly looked: Looked;
  /** By strategy and pair, what was open when it began; what a decision causes is judged by the row of that moment. */
  readonly held: ReadonlyMap<string, Position>;
}

async function heldOn({ db }: App, { exchange }: Gateway): Promise<Round["held"]> {
  const open = await Position.query(db.reader).where({ exchange, closed_time: null });
  return new Map(open.map((position) => [holdingOf(position.strategyId, position.tradingPair), position]));
}

const holdingOf = (strategy: StrategyId, pair: Pair): string => `${strategy} ${pair}`;

/** False where it is to be looked at again soon. */
async function decideOne(app: App, gateway: Gateway, series: Series, { looked, held }: Round): Promise<boolean> {
  const { running, pair, slot } = series;
  const { row, configured } = running;
  const last = await lastOf(app, slot, looked);
  const newest = newestClosed(gateway.now(), configured.timeframe);
  if (last !== null && last >= newest) return true;
  const position = held.get(holdingOf(row.id, pair));
  if (row.status === "PAUSED" && position === undefined) return isLooked(looked, slot, newest);
  const history = await historyOf(app, gateway, pair, configured);
  if (history === null) return false;
  const decided = orBroken(() =>
    decideSince(configured, history.candles, { last, now: gateway.now() }, heldOf(position)),
  );
  if (decided instanceof Broken) return pauseBroken(app, running, pair, decided);
  const entering = await enteringOf(app, gateway, { ...series, history, decided });
  const leaving = decided?.intent.kind === "leave" && position !== undefined ? { position, decided } : null;
  if (entering === null && leaving === null) return isLooked(looked, slot, newest);
  const isDone = await transact(app, async (tx) => {
    if (await hasChanged(tx, running, position, gateway, pair)) return false;
    if (!(await claimSlot(tx, slot, newest))) return true;
    if (entering !== null) await enter(tx, entering, app.clock.now());
    if (leaving !== null) await leave(tx, { app, gateway, running, ...leaving });
    return true;
  });
  return isDone && isLooked(looked, slot, newest);
}

async function lastOf(app: App, slot: string, looked: Looked): Promise<number | null> {
  const known = looked.get(slot);
  if (known !== undefined) return known;
  const last = (await Slot.query(app.db.reader).findById(slot))?.at ?? null;
  looked.set(slot, last);
  return last;
}

function isLooked(looked: Looked, slot: string, at: number): true {
  looked.set(slot, at);
  return true;
}

function heldOf(position: Position | undefined): Held | null {
  return position === undefined ? null : { side: position.side, entry: toNumber(position.entryPrice) };
}

interface Seen extends Series {
  readonly history: History;
  readonly decided: Decided | null;
}

/** Null where nothing is to be entered. What it asks the exchange is asked before the transaction. */
async function enteringOf(
  app: App,
  gateway: Gateway,
  { running, pair, history, decided }: Seen,
): Promise<Entering | null> {
  if (decided === null || decided.intent.kind !== "enter" || running.row.status !== "ACTIVE") return null;
  if (history.candles.at.length < FEWEST[running.risk.mode] * running.configured.period) return null;
  const { intent, index } = decided;
  return entryOf(app, gateway, { running, pair, history, intent, index });
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
  return held?.id !== position?.id;
}
