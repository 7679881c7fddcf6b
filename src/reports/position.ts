/** One position whole, from its row, its fills and its legs, at the mark of this moment. */
import type { App } from "../app.ts";
import type { PositionFacts, PositionFill, PositionLeg } from "../cards/position.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { assetsOf } from "../domain/market.ts";
import { type Decimal, div, HUNDRED, isZero, mul } from "../domain/money.ts";
import { PENDING_STATES } from "../domain/order.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { markOf } from "../domain/quote.ts";
import { latestQuote } from "../market/quotes.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { Trade } from "../models/trade.ts";
import { protectedFacts } from "../trading/protection/standing.ts";

/** Those that are open on a pair, or else the one that was closed last. `account`: there alone; null: wherever. */
export async function positionsOn(app: App, pair: Pair, account: ExchangeName | null): Promise<PositionFacts[]> {
  const ofPair = () => {
    const all = Position.query(app.db.reader).where({ trading_pair: pair });
    return account === null ? all : all.where({ exchange: account });
  };
  const open = await ofPair().where({ closed_time: null }).orderBy("id");
  const shown = open.length > 0 ? open : await ofPair().orderBy("id", "desc").limit(1);
  return Promise.all(shown.map((position) => factsOf(app, position)));
}

async function factsOf(app: App, position: Position): Promise<PositionFacts> {
  const { reader } = app.db;
  const { id, side, strategyId, entryPrice, cost, realizedPnl, fees, liquidationPrice, openTime, closedTime } =
    position;
  const mark = await markNow(app, position);
  const unrealized = mark === null ? null : unrealizedPnl(position, mark);
  const { fills, hasOlder, first, last } = await fillsOf(app, position);
  return {
    ...(await protectedFacts(reader, position)),
    base: assetsOf(position.tradingPair).base,
    strategy: strategyId,
    side,
    entry: entryPrice,
    ...{ cost, mark, unrealized, fees },
    percent: unrealized === null || isZero(cost) ? null : div(mul(unrealized, HUNDRED), cost, PERCENT_PLACES),
    realized: realizedPnl,
    liquidation: liquidationPrice,
    openedAt: first ?? openTime,
    closedAt: closedTime === null ? null : (last ?? closedTime),
    ...{ fills, hasOlder },
    legs: await legsOf(app, id),
  };
}

const PERCENT_PLACES = 2;

/** Null where there is no price, or the account is not open. */
async function markNow({ gateways }: App, { exchange, tradingPair }: Position): Promise<Decimal | null> {
  const gateway = gateways.get(exchange);
  const quote = gateway === undefined ? null : await latestQuote(gateway, tradingPair);
  return quote === null ? null : markOf(quote);
}

/** As many as a phone shows at once. */
const MOST_FILLS = 10;

interface Fills {
  readonly fills: readonly PositionFill[];
  readonly hasOlder: boolean;
  /** Market time, ms UTC. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

async function fillsOf({ db }: App, { id }: Position): Promise<Fills> {
  const all = await Trade.query(db.reader).where({ position_id: id }).orderBy("id");
  const fills = all.slice(-MOST_FILLS).map(({ orderId, side, quantity, price, timestamp }) => ({
    ...{ order: orderId, side, quantity, price, at: timestamp },
  }));
  return { fills, hasOlder: all.length > MOST_FILLS, first: all[0]?.timestamp, last: all.at(-1)?.timestamp };
}

async function legsOf({ db }: App, id: Position["id"]): Promise<PositionLeg[]> {
  const legs = Order.query(db.reader).where({ position_id: id }).whereNotNull("leg");
  const atWork = await legs.whereIn("state", [...PENDING_STATES]).orderBy("id");
  return atWork.map((order) => ({
    order: order.id,
    leg: order.leg ?? "",
    quantity: order.quantity,
    level: order.triggerPrice ?? order.price,
    state: order.state,
  }));
}
