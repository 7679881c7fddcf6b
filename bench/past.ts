/** An account with a past, as rows of its book: what it was worth, and what it bought and sold. */
import type { App } from "../src/app.ts";
import { transact, type Tx } from "../src/db/transact.ts";
import { dayIn } from "../src/domain/day.ts";
import type { Pair, StrategyId } from "../src/domain/ids.ts";
import { linesOfFill } from "../src/domain/ledger.ts";
import { assetsOf, type Side } from "../src/domain/market.ts";
import { add, type Decimal, from, HUNDRED, mul, sub, sum, ZERO } from "../src/domain/money.ts";
import type { Gateway } from "../src/exchange/gateway.ts";
import { sourceOf } from "../src/market/feed-end.ts";
import { EquityRow } from "../src/models/equity.ts";
import { insertLedgerLines, newestLine } from "../src/models/ledger-line.ts";
import { Order } from "../src/models/order.ts";
import { Position } from "../src/models/position.ts";
import { StrategyEquity } from "../src/models/strategy-equity.ts";
import { Trade } from "../src/models/trade.ts";
import { openWallet } from "../src/trading/ledger.ts";
import { newOrderIds } from "../src/trading/order-ids.ts";

export const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const STRATEGY = "trend" as StrategyId;
const CAPITAL = from(10_000);
const QUANTITY = from("0.01");
const FEE = from("0.001");

/** So many days by their quarters, the last of them by its minutes: as a desk keeps its looks. */
export async function writeLooks(app: App, gateway: Gateway, days: number): Promise<void> {
  const { exchange } = gateway;
  const now = gateway.now();
  const moments = [...steps(now - days * DAY_MS, now - DAY_MS, QUARTER_MS), ...steps(now - DAY_MS, now, MINUTE_MS)];
  const { currency, zone } = app.settings;
  const peak = add(CAPITAL, HUNDRED);
  await transact(app, async (tx) => {
    const ledgerId = await newestLine(tx, exchange);
    for (const [i, at] of moments.entries()) {
      const look = { exchange, at, takenAt: peoplesTime(app, gateway, at), source: sourceOf(app, gateway), currency };
      const equity = add(CAPITAL, wandering(i));
      const standing = { day: dayIn(at, zone), dayStart: CAPITAL, peak, known: equity, exposure: ZERO, flows: ZERO };
      await EquityRow.query(tx).insert({ ...look, ...standing, equity, ledgerId });
      const gained = { profit: wandering(i), capital: CAPITAL, settled: ZERO, settledId: 0 };
      await StrategyEquity.query(tx).insert({ ...look, ...gained, strategyId: STRATEGY });
    }
  });
}

/** So many fills in the last day of market time: the pairs in turn, each bought and sold again. */
export async function writeFills(app: App, gateway: Gateway, count: number): Promise<void> {
  const pairs = (await gateway.markets()).filter(({ settle }) => settle === null).map(({ pair }) => pair);
  const times = steps(gateway.now() - DAY_MS, gateway.now(), DAY_MS / count);
  await transact(app, async (tx) => {
    for (let i = 0; i < count; i += 2) {
      const [pair, bought, sold] = [pairs[(i / 2) % pairs.length], times[i], times[i + 1]];
      if (pair === undefined || bought === undefined || sold === undefined)
        throw new Error("there is nothing to trade");
      await writeTrip(tx, gateway, {
        pair,
        bought,
        sold,
        gain: wandering(i),
        takenAt: peoplesTime(app, gateway, sold),
      });
    }
  });
}

interface PastTrip {
  readonly pair: Pair;
  /** Market time. */
  readonly bought: number;
  readonly sold: number;
  /** Of the price. */
  readonly gain: Decimal;
  /** People's time. */
  readonly takenAt: number;
}

async function writeTrip(
  tx: Tx,
  { exchange }: Gateway,
  { pair, bought, sold, gain, takenAt }: PastTrip,
): Promise<void> {
  const prices = { BUY: HUNDRED, SELL: add(HUNDRED, gain) };
  const costs = { BUY: mul(prices.BUY, QUANTITY), SELL: mul(prices.SELL, QUANTITY) };
  const fees = mul(sum([costs.BUY, costs.SELL]), FEE);
  const realizedPnl = sub(sub(costs.SELL, costs.BUY), fees);
  const shared = { exchange, tradingPair: pair, strategyId: STRATEGY };
  const { id: positionId } = await Position.query(tx).insert({
    ...{ ...shared, side: "LONG", entryPrice: prices.BUY, quantity: ZERO, cost: ZERO, realizedPnl, fees },
    ...{ openTime: takenAt, lastUpdateTime: takenAt, closedTime: takenAt },
  });
  const fill = { ...shared, positionId, quantity: QUANTITY };
  await writeFill(tx, {
    ...fill,
    side: "BUY",
    price: prices.BUY,
    cost: costs.BUY,
    realizedPnl: null,
    timestamp: bought,
  });
  await writeFill(tx, { ...fill, side: "SELL", price: prices.SELL, cost: costs.SELL, realizedPnl, timestamp: sold });
}

type PastFill = Pick<
  Trade,
  | "exchange"
  | "tradingPair"
  | "strategyId"
  | "positionId"
  | "side"
  | "quantity"
  | "price"
  | "cost"
  | "realizedPnl"
  | "timestamp"
>;

async function writeFill(tx: Tx, fill: PastFill): Promise<void> {
  const { exchange, positionId, side, quantity, cost, timestamp: at } = fill;
  const { base, quote } = assetsOf(fill.tradingPair);
  const fee = mul(cost, FEE);
  const { id: orderId } = await writeOrder(tx, fill);
  const { id: tradeId } = await Trade.query(tx).insert({
    ...{ ...fill, orderId, exchangeTradeId: String(orderId), liquidity: "taker" },
    ...{ fee, feeAsset: quote, feeQuote: fee },
  });
  const event = { entry: `fill ${tradeId}`, kind: "fill", exchange, tradeId, positionId, at } as const;
  for (const line of linesOfFill({ side, base, quote, quantity, cost, fee, feeAsset: quote })) {
    const wallet = line.account === "wallet" ? await openWallet(tx, exchange, line.asset) : null;
    await insertLedgerLines(tx, [{ ...event, ...line, walletId: wallet?.id ?? null }]);
  }
}

async function writeOrder(
  tx: Tx,
  { exchange, tradingPair, strategyId, positionId, side, ...fill }: PastFill,
): Promise<Order> {
  const { base, quote } = assetsOf(tradingPair);
  const { quantity, price, cost, timestamp: at } = fill;
  return Order.query(tx).insert({
    ...{ ...(await newOrderIds(tx)), exchange, tradingPair, strategyId, positionId, side, purpose: PURPOSES[side] },
    ...{
      baseAsset: base,
      quoteAsset: quote,
      orderType: "MARKET",
      timeInForce: "GTC",
      state: "filled",
      status: "FILLED",
    },
    ...{ quantity, filledQuantity: quantity, filledCost: cost, averageFillPrice: price },
    ...{ quotePrice: price, quoteAt: at, validPercent: FEE, createdAt: at, updatedAt: at },
  });
}

const PURPOSES = { BUY: "entry", SELL: "exit" } as const satisfies Record<Side, Order["purpose"]>;

/** From `begin` on, before `end`. */
function steps(begin: number, end: number, stepMs: number): number[] {
  return Array.from({ length: Math.ceil((end - begin) / stepMs) }, (_, i) => Math.ceil(begin + i * stepMs));
}

/** As if both times had gone on alike. */
function peoplesTime({ clock }: App, gateway: Gateway, at: number): number {
  return clock.now() - (gateway.now() - at);
}

/** Between −1 and 1. */
function wandering(i: number): Decimal {
  return from(Math.sin(i / 50).toFixed(4));
}
