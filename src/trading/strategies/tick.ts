/**
 * A strategy decides once at the close of each of its candles: the moment is claimed in the transaction of all that it
 * causes, so that nothing is doubled and nothing lost whenever the desk stops.
 */
import type { App } from "../../app.ts";
import { transact, type Tx } from "../../db/transact.ts";
import type { ExchangeName, Pair } from "../../domain/ids.ts";
import { toNumber } from "../../domain/money.ts";
import { type Decided, decideSince } from "../../domain/strategy/walk.ts";
import type { Held } from "../../domain/strategy/strategy.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { newestClosed } from "../../market/history.ts";
import { MarketRow } from "../../models/market.ts";
import type { Position } from "../../models/position.ts";
import { claimSlot, Slot } from "../../models/slot.ts";
import { Strategy } from "../../models/strategy.ts";
import { type Loop, startLoop } from "../../runtime/loop.ts";
import { throwFailures } from "../../runtime/failures.ts";
import { openPosition } from "../funds.ts";
import { type Entering, enter, entryOf } from "./enter.ts";
import { Broken, orBroken, pauseBroken } from "./broken.ts";
import { FEWEST, type History, historyOf } from "./history.ts";
import { leave } from "./leave.ts";
import { type Running, runningOf, slotOf } from "./running.ts";

/** How soon to look again at a candle that the exchange does not tell yet, or at one whose facts have just changed. */
const AGAIN_MS = 500;
/** By the clock, in case a tick was lost. */
const EVERY_MS = 60_000;

/** A loop of the account: a simulated market waits for it at each minute that closes. */
export function startTicking(app: App, gateway: Gateway): Loop {
  const { bell, log } = app;
  const ticker = createTicker(app, gateway);
  const loop = startLoop({ name: "tick", everyMs: EVERY_MS, bell, log, work: ticker.round });
  return {
    isBusy: () => ticker.isDue() || loop.isBusy(),
    async idle() {
      if (ticker.isDue()) bell.ring("tick");
      await loop.idle();
    },
    stop: loop.stop,
  };
}

interface Ticker {
  round(): Promise<number | void>;
  /** A minute has closed that no round has looked at. */
  isDue(): boolean;
}

function createTicker(app: App, gateway: Gateway): Ticker {
  let looked: number | null = null;
  /** The last round left something undone, or failed. */
  let isAgain = false;
  const newest = (): number => newestClosed(gateway.now(), "1m");
  return {
    isDue: () => app.compared.has(gateway.exchange) && newest() !== looked,
    async round() {
      if (!app.compared.has(gateway.exchange)) return AGAIN_MS;
      if (newest() === looked && !isAgain) return undefined;
      looked = newest();
      isAgain = true;
      isAgain = !(await decideDue(app, gateway));
      return isAgain ? AGAIN_MS : undefined;
    },
  };
}

/** False where something is to be looked at again soon. A series that fails keeps no other one back. */
export async function decideDue(app: App, gateway: Gateway): Promise<boolean> {
  const failures: unknown[] = [];
  let isDone = true;
  for (const series of await seriesOn(app, gateway.exchange)) {
    try {
      isDone = (await tickOne(app, gateway, series)) && isDone;
    } catch (error) {
      failures.push(error);
    }
  }
  throwFailures(failures, `${gateway.exchange}: not every strategy could decide`);
  return isDone;
}

interface Series {
  readonly running: Running;
  readonly pair: Pair;
}

async function seriesOn(app: App, exchange: ExchangeName): Promise<Series[]> {
  const rows = await Strategy.query(app.db.reader).whereIn("status", ["ACTIVE", "PAUSED"]).orderBy("id");
  const targeting = rows.filter(({ targetExchanges }) => targetExchanges.includes(exchange));
  if (targeting.length === 0) return [];
  const listed = new Set(
    (await MarketRow.query(app.db.reader).where({ exchange, is_active: true })).map(({ pair }) => pair),
  );
  return targeting.flatMap((row) => {
    const running = runningOf(app, row);
    if (running === null) return [];
    return row.targetPairs.filter((pair) => listed.has(pair)).map((pair) => ({ running, pair }));
  });
}

/** False where it is to be looked at again soon. */
async function tickOne(app: App, gateway: Gateway, { running, pair }: Series): Promise<boolean> {
  const { row, configured } = running;
  const slot = slotOf(row.id, gateway.exchange, pair, configured.timeframe);
  const last = (await Slot.query(app.db.reader).findById(slot))?.at ?? null;
  const newest = newestClosed(gateway.now(), configured.timeframe);
  if (last !== null && last >= newest) return true;
  const history = await historyOf(app, gateway, pair, configured);
  if (history === null) return false;
  const position = await openPosition(app.db.reader, gateway.exchange, pair, row.id);
  const decided = orBroken(() =>
    decideSince(configured, history.candles, { last, now: gateway.now() }, heldOf(position)),
  );
  if (decided instanceof Broken) return pauseBroken(app, running, pair, decided);
  const entering = await enteringOf(app, gateway, { running, pair, history, decided });
  return transact(app, async (tx) => {
    if (await hasChanged(tx, running, position, gateway, pair)) return false;
    if (!(await claimSlot(tx, slot, newest))) return true;
    if (entering !== null) await enter(tx, entering, app.clock.now());
    if (decided?.intent.kind === "leave" && position !== undefined)
      await leave(tx, { app, gateway, position, decided, running });
    return true;
  });
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
