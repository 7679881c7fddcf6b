/**
 * Keeps each account's equity: a row a minute (a fast market more often), after fills and when the market's day changes. The positions are marked with
 * the same prices, and the limits of loss are judged on the row, in one transaction.
 */
import type { App } from "../app.ts";
import { transact, type Tx } from "../db/transact.ts";
import { dayIn } from "../domain/day.ts";
import type { ExchangeName } from "../domain/ids.ts";
import type { Decimal } from "../domain/money.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { isOutdated } from "../domain/risk/look.ts";
import { drawdownOf, nextStanding, todayOf } from "../domain/risk/loss.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { sourceOf } from "../market/feed-end.ts";
import { EquityRow, newestEquity, pruneEquity } from "../models/equity.ts";
import { newestLine } from "../models/ledger-line.ts";
import { openPositionsOf, Position } from "../models/position.ts";
import { pruneStrategyEquity } from "../models/strategy-equity.ts";
import { isRebased, trip } from "./guards/loss.ts";
import { type Prices, pricesOf } from "./prices.ts";
import { lookAtStrategies } from "./strategy-equity.ts";
import { exposureFrom, worthNow } from "./valuation.ts";

/** People's time. */
const EVERY_MS = 60_000;
/** Market time: a simulated market that runs fast is looked at more often, or a loss in it would be seen late. */
export const MARKET_EVERY_MS = 15 * 60_000;
const KEEP_MS = 2 * 24 * 60 * 60_000;

/** One round of an account's loop `account`. */
export async function keepAccount(app: App, gateway: Gateway): Promise<void> {
  if (await isDue(app, gateway)) await takeLook(app, gateway);
}

/** For those who ask before a round of it: an account that was compared has a row then, and a new one. */
export async function ensureAccount(app: App, gateway: Gateway): Promise<void> {
  const last = await newestEquity(app.db.reader, gateway.exchange);
  if (last === null || isOutdated(app.clock.now() - last.takenAt)) await takeLook(app, gateway);
}

export interface AccountFigures {
  readonly equity: Decimal | null;
  /** Since the day's start, what flowed in or out taken away; null before the first look. */
  readonly today: { readonly change: Decimal; readonly percent: Decimal | null } | null;
  /** In percent of the peak, ≥ 0. */
  readonly drawdown: Decimal | null;
  readonly exposure: Decimal | null;
}

/** What the account is worth at this moment, against its last look; in the desk's currency, null where a coin has no price. */
export async function accountFigures(app: App, gateway: Gateway): Promise<AccountFigures> {
  const { exchange } = gateway;
  const { reader } = app.db;
  const prices = await pricesOf(app, gateway);
  const exposure = exposureFrom(await openPositionsOf(reader, exchange), prices);
  const last = await newestEquity(reader, exchange);
  const { equity, flows } = await worthNow(reader, exchange, prices, last);
  const day = dayIn(gateway.now(), app.settings.zone);
  const now = last === null ? null : { ...nextStanding(last, { equity, day, flows, isRebased: false }), equity };
  return {
    equity,
    exposure,
    today: now === null ? null : todayOf(now),
    drawdown: now === null ? null : drawdownOf(now),
  };
}

async function isDue(app: App, gateway: Gateway): Promise<boolean> {
  const { exchange } = gateway;
  const last = await newestEquity(app.db.reader, exchange);
  if (last === null || last.day !== dayIn(gateway.now(), app.settings.zone)) return true;
  if (Math.abs(app.clock.now() - last.takenAt) >= EVERY_MS) return true;
  if (Math.abs(gateway.now() - last.at) >= MARKET_EVERY_MS) return true;
  return last.equity !== null && (await newestLine(app.db.reader, exchange)) > last.ledgerId;
}

/** A look at what it is worth now, with its positions marked; none before its wallets are known. */
export async function takeLook(app: App, gateway: Gateway): Promise<void> {
  if (!app.compared.has(gateway.exchange)) return;
  const prices = await pricesOf(app, gateway);
  const look: Look = {
    gateway,
    prices,
    at: gateway.now(),
    takenAt: app.clock.now(),
    zone: app.settings.zone,
    currency: app.settings.currency,
    source: sourceOf(app, gateway),
  };
  await transact(app, (tx) => writeLook(tx, look));
}

interface Look extends Pick<EquityRow, "at" | "takenAt" | "source" | "currency"> {
  readonly gateway: Gateway;
  readonly prices: Prices;
  readonly zone: string;
}

async function writeLook(tx: Tx, look: Look): Promise<void> {
  const { gateway, prices, at, takenAt, source, currency } = look;
  const { exchange } = gateway;
  const last = await comparable(tx, look);
  const positions = await openPositionsOf(tx, exchange);
  await markPositions(tx, positions, look);
  const exposure = exposureFrom(positions, prices);
  const { flows, ...worth } = await worthNow(tx, exchange, prices, last);
  const { equity } = worth;
  const day = dayIn(at, look.zone);
  const standing = nextStanding(last, { equity, day, flows, isRebased: await isRebased(tx, exchange, last) });
  await EquityRow.query(tx).insert({ exchange, at, takenAt, source, currency, exposure, ...worth, ...standing });
  await lookAtStrategies(tx, { exchange, at, takenAt, source, currency, prices, worth: equity });
  if (last?.day !== day) await prune(tx, exchange, takenAt - KEEP_MS);
  await trip(tx, look, { ...standing, equity });
}

async function prune(tx: Tx, exchange: ExchangeName, before: number): Promise<void> {
  await pruneEquity(tx, exchange, before);
  await pruneStrategyEquity(tx, exchange, before);
}

/** The last row, where the same market made it: figures of another one, or of another time of it, say nothing here. */
async function comparable(tx: Tx, { gateway, at, source, currency }: Look): Promise<EquityRow | null> {
  const last = await newestEquity(tx, gateway.exchange);
  return last !== null && last.source === source && last.currency === currency && last.at <= at ? last : null;
}

/** Unrealised profit at the mid, null without a price. */
async function markPositions(tx: Tx, positions: readonly Position[], { prices, takenAt }: Look): Promise<void> {
  for (const position of positions) {
    const mark = prices.ofPair(position.tradingPair);
    const unrealized = mark === null ? null : unrealizedPnl(position, mark);
    await Position.query(tx).findById(position.id).patch({ unrealizedPnl: unrealized, lastUpdateTime: takenAt });
  }
}
