/** The database of desks on which trend following alone trades the wave, and what is wrong with what its moments have caused. */
import { connect } from "../../src/db/connect.ts";
import type { Db } from "../../src/db/desk.ts";
import { migrate, seedIfEmpty } from "../../src/db/migrations.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import type { Risk } from "../../src/domain/strategy/risk.ts";
import { Alert } from "../../src/models/alert.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { Order } from "../../src/models/order.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { switchLimitsOff } from "./no-limits.ts";
import { BTC, MINUTE } from "./paper-venue.ts";
import { WAVE_SETTINGS } from "./wave.ts";

/** One that no desk has used yet: made as a desk would, without limits. */
export async function waveDatabase(databaseUrl: string, mode: Risk["mode"]): Promise<Db> {
  const db = await connect(databaseUrl);
  await migrate(db);
  await seedIfEmpty(db, Date.now());
  await switchLimitsOff(db);
  await Strategy.query(db.writer)
    .findById("trend")
    .patch({
      parameters: WAVE_SETTINGS,
      riskParameters: { mode, sizing: "fixed", size: 400 },
      targetPairs: [BTC],
      targetExchanges: ["paper" as ExchangeName],
    });
  return db;
}

/** The market has come to its end, and all that it caused is done. */
export async function isOver({ reader }: Db): Promise<boolean> {
  const ended = await Alert.query(reader).where({ related_entity_type: "exchange", source: "health" }).first();
  if (ended === undefined) return false;
  const pending = await Order.query(reader).whereIn("state", ["approved", "sending", "unknown", "canceling"]).first();
  return pending === undefined;
}

/** What it told in mode notify, oldest first. */
export async function signalsTold({ reader }: Db): Promise<string[]> {
  const alerts = await Alert.query(reader).where({ related_entity_type: "strategy" }).orderBy("id");
  return alerts.map(({ message }) => message);
}

/** The entries that it has decided, oldest first. */
export function entriesOf({ reader }: Db): Promise<Order[]> {
  return Order.query(reader).where({ purpose: "entry", strategy_id: "trend" }).orderBy("id").then();
}

const candleOf = ({ evidence }: Order): number => evidence?.candle ?? Number.NaN;

/** In words; `expected`: the candles that say enter. */
export async function wrongEntries(db: Db, expected: readonly number[]): Promise<string[]> {
  const entries = await entriesOf(db);
  const byCandle = Map.groupBy(entries, (order) => [order.strategyId, order.tradingPair, candleOf(order)].join(" "));
  const doubled = [...byCandle].filter(([, all]) => all.length > 1);
  const old = entries.filter((order) => order.quoteAt - (candleOf(order) + MINUTE) > MINUTE);
  const unasked = entries.filter((order) => !expected.includes(candleOf(order)));
  return [
    ...doubled.map(([slot, all]) => `${slot} was entered ${all.length} times`),
    ...old.map((order) => `#${order.id} was decided on the candle ${candleOf(order)} at ${order.quoteAt}`),
    ...unasked.map((order) => `#${order.id}: the candle ${candleOf(order)} says nothing`),
    ...(await lost(db, entries, expected)),
    ...(await wrongExits(db)),
  ];
}

/**
 * While an order of its own has an unknown fate a strategy opens nothing more, and the market goes on: what it would have
 * entered then is not lost.
 */
async function lost({ reader }: Db, entries: readonly Order[], expected: readonly number[]): Promise<string[]> {
  const unknown = new Set(
    (await AuditRow.query(reader).where({ action: "order.unknown" })).map(({ entity }) => entity),
  );
  const ofPosition = Map.groupBy(await Order.query(reader).whereNotNull("position_id"), (order) => order.positionId);
  const wasInDoubt = (entry: Order): boolean => {
    const own = entry.positionId === null ? [entry] : [entry, ...(ofPosition.get(entry.positionId) ?? [])];
    return own.some(({ id }) => unknown.has(`order ${id}`));
  };
  return expected
    .filter((candle) => !entries.some((order) => candleOf(order) === candle))
    .filter((candle) => {
      const before = entries.findLast((order) => candleOf(order) < candle);
      return before === undefined || !wasInDoubt(before);
    })
    .map((candle) => `the candle ${candle} was not entered`);
}

/** Each wave is left before the next, once. */
async function wrongExits({ reader }: Db): Promise<string[]> {
  const closes = await Order.query(reader).where({ leg: "close", state: "filled" });
  const byPosition = Map.groupBy(closes, ({ positionId }) => positionId);
  return [...byPosition]
    .filter(([, all]) => all.length > 1)
    .map(([position, all]) => `position ${position} was closed ${all.length} times`);
}
