import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { type Answer, type Call, command, marker, named, required } from "../../chat/command.ts";
import {
  type Amount,
  amountArg,
  choice,
  orderArg,
  pairArg,
  type Price,
  priceArg,
  shareArg,
  trailArg,
} from "../../chat/grammar/arguments.ts";
import { heldPairs } from "../../chat/grammar/known.ts";
import { act } from "../../chat/inbox.ts";
import type { Market, Side } from "../../domain/market.ts";
import type { OrderId } from "../../domain/ids.ts";
import { add, ZERO } from "../../domain/money.ts";
import type { Line, Reply } from "../../domain/reply.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { proposalChart } from "../../market/candles.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import type { Order } from "../../models/order.ts";
import { freeBalance, MANUAL, openPosition, sellable } from "../../trading/funds.ts";
import { findTwin } from "../../trading/guards/duplicate.ts";
import { bandOf, limitsOf } from "../../trading/guards/limits.ts";
import { type ExitSight, sightOfEntry, sightOfExit, type StandIn, standInOf } from "../../trading/sight.ts";
import { permit, propose } from "../../trading/propose.ts";
import { heldByLegs } from "../../trading/protection/freed.ts";
import { keepOne } from "../../trading/protection/keep.ts";
import { seenNow } from "../../trading/protection/watched.ts";
import { type AskedExits } from "../../trading/bracket.ts";
import { causeOf } from "../../trading/cause.ts";
import { TIF_WORDS, type TifWord, wishOf } from "../../trading/wish.ts";
import { accountArg } from "../account-arg.ts";
import { confirmedUntil } from "../confirm.ts";

const price = named(priceArg, "a limit: 46250, or -1% off the market; without it, at market");
const tif = named(choice(...TIF_WORDS), "gtc rests, ioc takes what there is, fok all or nothing, post never takes");
const exchange = named(accountArg, "the account; without it, the first one");
const exits = {
  sl: named(priceArg, "a stop: 45120, or -2% off the price of the entry"),
  tp: named(priceArg, "a target: 48500, or +5% off the price of the entry"),
  trail: named(trailArg, "a stop that follows: 2% or 500 behind the best price"),
};

const again = marker(orderArg, "for the same once more: the earlier order that the question names");

export const buy = command({
  name: "buy",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "propose to buy; nothing is sent before a yes",
  examples: ["/buy BTC/USDT 0.01", "/buy BTC/USDT $500 price=-1%", "/buy BTC/USDT 0.01 sl=-2% tp=+5%"],
  args: {
    pair: required(pairArg, "the market"),
    amount: required(amountArg, "0.1 (base), $500 (quote) or 25% of what is available"),
    price,
    ...exits,
    tif,
    exchange,
    again,
  },
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "BUY", values),
});

export const sell = command({
  name: "sell",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "sell what is held; an exit is sent at once",
  examples: ["/sell BTC/USDT 0.01", "/sell BTC/USDT 50% price=+1%"],
  args: {
    pair: required({ ...pairArg, complete: heldPairs }, "the market"),
    amount: required(shareArg, "0.1 (base), $500 (quote) or 25% of what is held"),
    price,
    tif,
    exchange,
  },
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "SELL", values),
});

interface Typed extends AskedExits {
  readonly pair: string;
  readonly amount: Amount;
  readonly price: Price | undefined;
  readonly tif: TifWord | undefined;
  readonly exchange: string | undefined;
  readonly again?: OrderId | undefined;
}

async function trade(app: App, call: Call, side: Side, typed: Typed): Promise<Answer> {
  const gateway = gatewayOf(app, typed.exchange);
  const market = await findMarket(app.db.reader, gateway.exchange, typed.pair, call.line);
  const sight = await (side === "BUY" ? boughtAt : soldAt)(app, gateway, market, typed.price);
  const chart = side === "BUY" ? await proposalChart(app, market) : null;
  return act(app, call, async (tx) => {
    const position = await openPosition(tx, market.exchange, market.pair, MANUAL);
    // What its legs lock may be sold: they make way.
    const freed = side === "SELL" && position !== undefined ? await heldByLegs(tx, position) : ZERO;
    const available =
      side === "BUY"
        ? await freeBalance(tx, market.exchange, market.quote)
        : add(await sellable(tx, market, MANUAL), freed);
    const held = position?.quantity ?? ZERO;
    const { amount, price, again = 0 } = typed;
    const { quote, standIn } = sight;
    const limits = await limitsOf(tx, market.exchange);
    const validPercent = bandOf(limits);
    const terms = {
      market,
      side,
      strategy: MANUAL,
      validPercent,
      quote,
      standIn,
      chart,
      amount,
      price,
      exits: typed,
      timeInForce: typed.tif,
    };
    const wish = wishOf({ ...terms, available, held });
    const at = app.clock.now();
    const permitted = await permit(tx, wish, sight, call, at, freed);
    const twin = await findTwin(tx, wish, limits, call.person.id, at);
    // A yes to #12 is no yes to #13: each press of the question makes one order at most.
    if (twin !== null && twin.id > again) return { reply: askAgain(app, call, twin, at) };
    const card = await propose(tx, permitted, call, at);
    if (side === "SELL" && position !== undefined)
      await keepOne(tx, position, { gateway, ...seenNow(quote), cause: causeOf(call, at) });
    return { card };
  });
}

async function boughtAt(app: App, gateway: Gateway, { pair }: Market): Promise<ExitSight> {
  return { ...(await sightOfEntry(app, gateway, pair)), standIn: null };
}

/** A part of the market's price needs one. */
async function soldAt(app: App, gateway: Gateway, market: Market, price: Price | undefined): Promise<ExitSight> {
  const standIn = price?.kind === "off" ? null : await standInFor(app, market, price);
  return sightOfExit(app, gateway, market.pair, standIn);
}

/** Null for coins at market that belong to no position: of them nothing is known. */
async function standInFor(app: App, { exchange, pair }: Market, limit: Price | undefined): Promise<StandIn | null> {
  if (limit?.kind === "at") return { price: limit.price, words: "the limit" };
  const position = await openPosition(app.db.reader, exchange, pair, MANUAL);
  return position === undefined ? null : standInOf(position);
}

/** The same line, naming the order that it repeats. */
function askAgain(app: App, call: Call, twin: Order, at: number): Reply {
  const line = call.line.replace(/^\//, "").replace(/ +again=\S+/i, "");
  return confirmCard({
    question: [...twinWords(twin, at), " Once more?"],
    label: "Buy again",
    run: `${line} again=${twin.id}`,
    until: confirmedUntil(app),
  });
}

function twinWords({ id, createdAt }: Order, at: number): Line {
  const seconds = Math.max(1, Math.round((at - createdAt) / 1_000));
  return [`You asked for the same ${seconds} s ago: `, { type: "order", id }, "."];
}
