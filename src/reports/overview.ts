/** The desk in one look, for the clients that draw it: accounts, what waits, what is held, what it is worth. */
import type { App } from "../app.ts";
import type { Sight } from "../chat/local/http/lookout.ts";
import type { AccountView, DeskView, HaltView, PositionView, PriceView, WaitingView } from "../chat/local/protocol.ts";
import type { Feed } from "../domain/feed.ts";
import { formatLine } from "../domain/format.ts";
import type { ExchangeName, PersonId } from "../domain/ids.ts";
import { type Decimal, from, text } from "../domain/money.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { markOf, type Quote } from "../domain/quote.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { sourceOf } from "../market/feed-end.ts";
import { latestQuote } from "../market/quotes.ts";
import { unreadLoud } from "../models/alert.ts";
import { localZone } from "../models/chat.ts";
import { standingHalts } from "../models/halt.ts";
import { MarketRow } from "../models/market.ts";
import { Order } from "../models/order.ts";
import { Person } from "../models/person.ts";
import { Position } from "../models/position.ts";
import { freeBalance } from "../trading/funds.ts";
import { whereOf } from "../domain/halt.ts";
import { mostPerOrder } from "../domain/risk/size.ts";
import { limitsOf } from "../trading/guards/limits.ts";
import { accountFigures } from "../trading/account.ts";
import { percentOf } from "../trading/outlook.ts";
import { protectionOf } from "../trading/protection/standing.ts";
import { marketPace } from "../trading/pace.ts";

/** One look for everybody; the view of a person is made of it. */
export async function deskViews(app: App): Promise<Sight> {
  const { reader } = app.db;
  const waiting = await Order.query(reader).where({ state: "proposed", leg: null }).orderBy("id");
  const open = await Position.query(reader).where({ closed_time: null }).orderBy("id");
  const gateways = [...app.gateways.values()];
  const priced = await Promise.all(gateways.map((gateway) => pricesOf(app, gateway, [...waiting, ...open])));
  const prices = priced.flat();
  const names = await namesOf(app);
  const shared = {
    version: app.settings.version,
    currency: app.settings.currency,
    now: app.clock.now(),
    accounts: await Promise.all(gateways.map((gateway) => accountView(app, gateway))),
    halts: await haltViews(app, names),
    waiting: waiting.map((order) => waitingView(app, order, names)),
    positions: await Promise.all(open.map((position) => positionView(app, position, prices))),
    unread: await unreadLoud(reader),
    prices: prices.map(priceView),
  };
  return (person) => ofPerson(app, shared, person);
}

async function ofPerson(app: App, shared: Omit<DeskView, "person" | "zone">, { id, name, role }: Person) {
  const accounts = await Promise.all(shared.accounts.map((account) => ofPersonsLimit(app, account, id)));
  return { ...shared, accounts, person: { name, role }, zone: await localZone(app.db.reader, id) };
}

async function ofPersonsLimit({ db }: App, account: AccountView, person: PersonId): Promise<AccountView> {
  const limits = await limitsOf(db.reader, account.exchange as ExchangeName, { person });
  const equity = account.equity === null ? null : from(account.equity);
  return { ...account, orderLimit: textOrNull(mostPerOrder(limits, { equity })) };
}

async function accountView(app: App, gateway: Gateway): Promise<AccountView> {
  const { exchange, mode } = gateway;
  const feed = app.feeds.get(exchange);
  const figures = await orNull(accountFigures(app, gateway));
  const equity = figures?.equity ?? null;
  const free = await freeBalance(app.db.reader, exchange, app.settings.currency);
  return {
    exchange,
    mode,
    feed: sourceOf(app, gateway),
    ...(await speedsOf(app, feed)),
    hasEnded: app.endedFeeds.has(exchange),
    marketTime: gateway.now(),
    equity: textOrNull(equity),
    today: textOrNull(figures?.today?.change ?? null),
    todayPercent: textOrNull(figures?.today?.percent ?? null),
    free: text(free),
    exposurePercent: textOrNull(percentOf(figures?.exposure ?? null, equity)),
    orderLimit: null,
  };
}

async function speedsOf(app: App, feed: Feed | undefined): Promise<Pick<AccountView, "speed" | "pace">> {
  if (feed === undefined || feed.kind === "live") return { speed: null, pace: null };
  const speed = feed.speed === "max" ? null : feed.speed;
  if ((await marketPace(app)) === "full") return { speed, pace: speed };
  return { speed, pace: Math.min(speed ?? 1, 1) };
}

type Names = ReadonlyMap<PersonId, string>;

async function namesOf({ db }: App): Promise<Names> {
  return new Map((await Person.query(db.reader)).map(({ id, name }) => [id, name]));
}

async function haltViews({ db }: App, names: Names): Promise<HaltView[]> {
  return (await standingHalts(db.reader)).map((halt) => ({
    where: whereOf(halt) ?? "everything",
    by: (halt.personId === null ? undefined : names.get(halt.personId)) ?? "the desk",
    reason: halt.reason,
    at: halt.createdAt,
  }));
}

function waitingView(app: App, order: Order, names: Names): WaitingView {
  const isAtMarket = order.orderType === "MARKET";
  return {
    order: order.id,
    version: order.version,
    exchange: order.exchange,
    mode: modeOf(app, order.exchange),
    pair: order.tradingPair,
    side: order.side,
    quantity: text(order.quantity),
    by: (order.personId === null ? undefined : names.get(order.personId)) ?? order.strategyId,
    until: order.expiresAt,
    quotePrice: text(order.price ?? order.quotePrice),
    validPercent: isAtMarket ? text(order.validPercent) : null,
  };
}

async function positionView(app: App, position: Position, prices: readonly Priced[]): Promise<PositionView> {
  const { exchange, tradingPair: pair } = position;
  const priced = prices.find(({ market }) => market.exchange === exchange && market.pair === pair);
  const mark = priced === undefined ? null : markOf(priced.quote);
  return {
    exchange,
    mode: modeOf(app, exchange),
    pair,
    strategy: position.strategyId,
    side: position.side,
    quantity: text(position.quantity),
    entry: text(position.entryPrice),
    mark: textOrNull(mark),
    profit: mark === null ? null : text(unrealizedPnl(position, mark)),
    protection: formatLine(await protectionOf(app.db.reader, position), {
      zone: app.settings.zone,
      now: app.clock.now(),
    }),
  };
}

interface Priced {
  readonly market: MarketRow;
  readonly quote: Quote;
}

/** Of an account with thousands of markets: the first ones, and those that matter now. */
const MOST_PRICES = 20;

async function pricesOf(app: App, gateway: Gateway, rows: readonly (Order | Position)[]): Promise<Priced[]> {
  const { exchange } = gateway;
  const needed = rows.filter((row) => row.exchange === exchange).map((row) => row.tradingPair);
  const priced = (await marketsOf(app, exchange, needed)).map(async (market): Promise<Priced[]> => {
    const quote = await orNull(latestQuote(gateway, market.pair));
    return quote === null ? [] : [{ market, quote }];
  });
  return (await Promise.all(priced)).flat();
}

async function marketsOf({ db }: App, exchange: ExchangeName, needed: readonly string[]): Promise<MarketRow[]> {
  const first = await MarketRow.query(db.reader).where({ exchange, is_active: true }).orderBy("id").limit(MOST_PRICES);
  const missing = needed.filter((pair) => first.every((market) => market.pair !== pair));
  if (missing.length === 0) return first;
  return [...first, ...(await MarketRow.query(db.reader).where({ exchange }).whereIn("pair", missing))];
}

function priceView({ market, quote }: Priced): PriceView {
  const { exchange, pair, base, quote: currency, tick, step } = market;
  const { bid, ask, last } = quote;
  return {
    ...{ exchange, pair, base, quote: currency, places: tick.places, step: text(step) },
    ...{ bid: text(bid), ask: text(ask), last: text(last) },
  };
}

function modeOf(app: App, exchange: ExchangeName): "paper" | "live" {
  return app.gateways.get(exchange)?.mode ?? "paper";
}

/** An exchange that does not answer leaves a blank, not everybody without a view. */
async function orNull<T>(asking: Promise<T | null>): Promise<T | null> {
  try {
    return await asking;
  } catch {
    return null;
  }
}

function textOrNull(value: Decimal | null): string | null {
  return value === null ? null : text(value);
}
