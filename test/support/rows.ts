/** A valid row of each table that others refer to, for tests that need it to be there. */
import type { Desk } from "../../src/db/desk.ts";
import type { Tx } from "../../src/db/transact.ts";
import { transact } from "../../src/db/transact.ts";
import type { ClientOrderId, ExchangeName, Pair, StrategyId } from "../../src/domain/ids.ts";
import { from, ONE, ZERO } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { insertAlert } from "../../src/models/alert.ts";
import { Chat } from "../../src/models/chat.ts";
import { Order } from "../../src/models/order.ts";
import { Person } from "../../src/models/person.ts";
import { Position } from "../../src/models/position.ts";
import { Trade } from "../../src/models/trade.ts";
import { Wallet } from "../../src/models/wallet.ts";
import { NOW } from "./database.ts";

const paper = "paper" as ExchangeName;
const manual = "manual" as StrategyId;
const btcUsdt = "BTC/USDT" as Pair;

export const REPLY: Reply = { outcome: "done", blocks: [{ kind: "text", line: ["Done."] }] };

export const aPosition = {
  exchange: paper,
  tradingPair: btcUsdt,
  side: "LONG",
  entryPrice: from("46000.5"),
  quantity: from("0.01"),
  cost: from("460.005"),
  realizedPnl: ZERO,
  fees: ZERO,
  openTime: NOW,
  lastUpdateTime: NOW,
  strategyId: manual,
} as const;

export const anOrder = {
  uuid: "3f2b8c1e-0000-4000-8000-000000000001",
  clientOrderId: "oabc0000000000001" as ClientOrderId,
  exchange: paper,
  tradingPair: btcUsdt,
  baseAsset: "BTC",
  quoteAsset: "USDT",
  orderType: "MARKET",
  side: "BUY",
  purpose: "entry",
  timeInForce: "GTC",
  quantity: from("0.01"),
  status: "PROPOSED",
  state: "proposed",
  createdAt: NOW,
  updatedAt: NOW,
  strategyId: manual,
  quotePrice: from("46000.5"),
  quoteAt: NOW,
  validPercent: from("0.5"),
} as const;

export const aTrade = {
  exchange: paper,
  tradingPair: btcUsdt,
  side: "BUY",
  quantity: from("0.01"),
  price: from("46000.5"),
  cost: from("460.005"),
  fee: from("0.460005"),
  feeAsset: "USDT",
  feeQuote: from("0.460005"),
  liquidity: "taker",
  exchangeTradeId: "t1",
  timestamp: NOW,
  strategyId: manual,
} as const;

export const aWallet = {
  exchange: paper,
  account: "spot",
  asset: "USDT",
  totalBalance: from("10000"),
  availableBalance: from("10000"),
  lockedBalance: ZERO,
  lastUpdateTime: NOW,
} as const;

export const aMarket = {
  exchange: paper,
  pair: btcUsdt,
  type: "spot",
  base: "BTC",
  quote: "USDT",
  tick: from("0.1"),
  step: from("0.00001"),
  minAmount: from("0.00001"),
  minCost: from("5"),
  maker: from("0.001"),
  taker: from("0.001"),
  fetchedAt: NOW,
} as const;

export const aCandleRow = {
  exchange: paper,
  tradingPair: btcUsdt,
  timeframe: "1m",
  timestamp: NOW,
  openPrice: ONE,
  highPrice: ONE,
  lowPrice: ONE,
  closePrice: ONE,
  volume: ONE,
} as const;

export const somePerformance = {
  strategyId: manual,
  kind: "paper",
  startTime: NOW,
  endTime: NOW,
  totalTrades: 0,
  winningTrades: 0,
  losingTrades: 0,
  profitLoss: ZERO,
  maxDrawdown: ZERO,
} as const;

async function aPersonInAChat(tx: Tx): Promise<{ person: Person; chat: Chat }> {
  const person = await Person.query(tx).insert({ name: "Ann", role: "trader", createdAt: NOW });
  const chatRef = String(person.id);
  const chat = await Chat.query(tx).insert({ platform: "local", chatRef, zone: "UTC", createdAt: NOW });
  return { person, chat };
}

/** One row of each, referring to each other. */
export function oneOfEach(desk: Desk) {
  return transact(desk, async (tx) => {
    const { person, chat } = await aPersonInAChat(tx);
    const alert = await insertAlert(tx, {
      type: "INFO",
      source: "orders",
      message: "Done.",
      timestamp: NOW,
      severity: 2,
      reply: REPLY,
      about: null,
    });
    const wallet = await Wallet.query(tx).insert(aWallet);
    const position = await Position.query(tx).insert(aPosition);
    const order = await Order.query(tx).insert({
      ...anOrder,
      positionId: position.id,
      personId: person.id,
      alertId: alert,
    });
    const trade = await Trade.query(tx).insert({ ...aTrade, orderId: order.id, positionId: position.id });
    return { person, chat, alert, wallet, position, order, trade };
  });
}
