/** A strategy wants to enter: sized, judged, and proposed, sent or told, as its mode says. */
import type { App } from "../../app.ts";
import { refusedSignalCard, signalCard } from "../../cards/strategies/signal.ts";
import { post } from "../../chat/outbox.ts";
import { ring, type Tx } from "../../db/transact.ts";
import type { Evidence } from "../../domain/evidence.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import type { Pair } from "../../domain/ids.ts";
import { isPerpetual, type Market, openingSide } from "../../domain/market.ts";
import { type Decimal, toNumber } from "../../domain/money.ts";
import { LIVE_STATES } from "../../domain/order.ts";
import { takerPrice } from "../../domain/quote.ts";
import type { Line } from "../../domain/reply.ts";
import { bandOf, leverageOf } from "../../domain/risk/limits.ts";
import type { Sight } from "../../domain/risk/price.ts";
import { levelsOf, quantityOf, sideOf, stopOf } from "../../domain/strategy/entry.ts";
import { type Sized, sizeOf } from "../../domain/strategy/sizing.ts";
import type { Entry } from "../../domain/strategy/strategy.ts";
import { yearlyVolatility } from "../../domain/strategy/volatility.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { candleChart } from "../../market/candles.ts";
import { marketOf } from "../../market/rules.ts";
import { Order } from "../../models/order.ts";
import { limitsOf } from "../guards/limits.ts";
import { byStrategy } from "../origin.ts";
import { marginNote } from "../perpetuals/liquidation-distance.ts";
import { permit, propose, type Wish } from "../propose.ts";
import { sightOfEntry } from "../sight.ts";
import { wishOf } from "../wish.ts";
import { strategyEquity } from "./capital.ts";
import type { History } from "./history.ts";
import type { Running } from "./running.ts";

export interface Signal {
  readonly running: Running;
  readonly pair: Pair;
  readonly history: History;
  readonly intent: Entry;
  /** Of the candle that it was decided on. */
  readonly index: number;
}

/** What is known of an entry before its transaction. */
export interface Entering extends Signal {
  readonly market: Market;
  readonly sight: Sight;
  readonly wish: Wish | Refusal;
  readonly evidence: Evidence;
}

export async function entryOf(app: App, gateway: Gateway, signal: Signal): Promise<Entering | null> {
  const { pair, intent } = signal;
  const market = await marketOf(app.db.reader, gateway.exchange, pair);
  if (sideOf(intent) === "SHORT" && !isPerpetual(market)) return null;
  const sight = await orRefusal(sightOfEntry(app, gateway, pair));
  if (sight instanceof Refusal) return null;
  const sized = await sizedOf(app, signal, market, sight);
  const evidence = evidenceOf(signal, sized);
  const chart = await decidedChart(app, gateway, signal);
  const wish = await orRefusal(wishFor(app, { ...signal, market, sight, sized, chart }));
  return { ...signal, market, sight, wish, evidence };
}

/** The candles that it was decided on, with what it looked at, and an arrow at the last. */
async function decidedChart(
  app: App,
  { exchange }: Gateway,
  { running, pair, intent, history, index }: Signal,
): Promise<Wish["chart"]> {
  const { timeframe, shows } = running.configured;
  const chart = await candleChart(app, { exchange, pair, timeframe, indicators: shows });
  const mark = { at: Number(history.candles.at[index]), role: "entry", label: intent.rule } as const;
  return chart === null ? null : { ...chart, marks: [mark] };
}

async function sizedOf(app: App, signal: Signal, market: Market, { quote }: Sight): Promise<Sized | null> {
  const { running, intent, history, index } = signal;
  const equity = await strategyEquity(app.db.reader, running.row, market.exchange);
  if (equity === null) return null;
  return sizeOf(running.risk, {
    market,
    equity: toNumber(equity),
    price: toNumber(takerPrice(openingSide(sideOf(intent)), quote)),
    stop: stopOf(intent),
    volatility: yearlyVolatility(history.candles.close, index, running.configured.timeframe),
  });
}

function evidenceOf({ running, intent, history, index }: Signal, sized: Sized | null): Evidence {
  const { configured } = running;
  return {
    rule: intent.rule,
    timeframe: configured.timeframe,
    candle: Number(history.candles.at[index]),
    values: intent.values,
    parameters: configured.parameters,
    candles: history.candles.at.length,
    wanted: history.wanted,
    sizing: sized?.words() ?? "",
  };
}

interface Sizing extends Signal {
  readonly market: Market;
  readonly sight: Sight;
  readonly sized: Sized | null;
  readonly chart: Wish["chart"];
}

/** Throws a Refusal for what cannot be had. */
async function wishFor(app: App, { running, intent, market, sight, sized, chart, history }: Sizing): Promise<Wish> {
  const quantity = quantityOf(sized, market);
  const limits = await limitsOf(app.db.reader, market.exchange, { strategy: running.row.id });
  const { stop, target } = levelsOf(intent, market);
  const wish = wishOf({
    ...{ market, side: openingSide(sideOf(intent)), purpose: "entry", strategy: running.row.id },
    validPercent: bandOf(limits),
    quote: sight.quote,
    standIn: null,
    chart,
    amount: { kind: "base", quantity },
    price: undefined,
    exits: { sl: levelAt(stop), tp: levelAt(target) },
    timeInForce: undefined,
    available: quantity,
    held: quantity,
  });
  const margin = isPerpetual(market) ? [marginNote(wish, leverageOf(limits))] : [];
  return { ...wish, asked: null, notes: [...shortHistory(history), ...margin] };
}

const levelAt = (price: Decimal | null) => (price === null ? undefined : ({ kind: "at", price } as const));

function shortHistory({ candles, wanted }: History): Line[] {
  const count = candles.at.length;
  return count >= wanted ? [] : [[`⚠️ short history: ${count} of ${wanted} candles`]];
}

/** `at`: people's time. */
export async function enter(tx: Tx, entering: Entering, at: number): Promise<void> {
  const { running, market, sight, wish, evidence } = entering;
  const { row, risk } = running;
  if (await isAtWork(tx, running, market)) return;
  if (wish instanceof Refusal) return tellRefused(tx, entering, wish, at);
  const origin = byStrategy(row.id, evidence, risk.mode === "auto", at);
  const permitted = await orRefusal(permit(tx, wish, sight, origin));
  if (permitted instanceof Refusal) return tellRefused(tx, entering, permitted, at);
  if (risk.mode === "notify") return tell(tx, entering, wish, at);
  await propose(tx, permitted, origin);
  ring(tx, "send");
}

/** It has one entry at a time on a pair: one that waits for people, or is on its way. */
async function isAtWork(tx: Tx, { row }: Running, { exchange, pair }: Market): Promise<boolean> {
  const atWork = await Order.query(tx)
    .where({ exchange, trading_pair: pair, strategy_id: row.id, purpose: "entry" })
    .whereIn("state", ["proposed", "approved", ...LIVE_STATES])
    .first();
  return atWork !== undefined;
}

async function tell(tx: Tx, { running, market, evidence }: Entering, wish: Wish, at: number): Promise<void> {
  const reply = signalCard({ strategy: running.row.name, market, wish, evidence });
  await post(tx, { type: "INFO", source: "orders", severity: 3, reply, about: aboutOf(running), at });
}

async function tellRefused(tx: Tx, { running, market, evidence }: Entering, no: Refusal, at: number): Promise<void> {
  const reply = refusedSignalCard({ strategy: running.row.name, pair: market.pair, evidence, reason: no.message });
  await post(tx, { type: "INFO", source: "risk", severity: 2, reply, about: aboutOf(running), at });
}

const aboutOf = ({ row }: Running) => ({ kind: "strategy", id: row.id }) as const;
