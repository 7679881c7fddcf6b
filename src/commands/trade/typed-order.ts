/** What /buy and /sell have in common: the terms that are typed, and how they become an order. */
import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { type Answer, type Call, marker, named } from "../../chat/command.ts";
import { type Amount, choice, orderArg, type Price, priceArg, trailArg } from "../../chat/grammar/arguments.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import type { OrderId } from "../../domain/ids.ts";
import { isPerpetual, type Market, type Side } from "../../domain/market.ts";
import { add, text, ZERO } from "../../domain/money.ts";
import type { Line, Reply } from "../../domain/reply.ts";
import type { Limits } from "../../domain/risk/limits.ts";
import { bandOf, leverageOf } from "../../domain/risk/limits.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { proposalChart } from "../../market/candles.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import type { Order } from "../../models/order.ts";
import type { Position } from "../../models/position.ts";
import { closable, freeBalance } from "../../trading/funds.ts";
import { findDuplicate } from "../../trading/guards/duplicate.ts";
import { limitsOf } from "../../trading/guards/limits.ts";
import { type ExitSight, sightOfEntry, sightOfExit, type StandIn, standInOf } from "../../trading/sight.ts";
import { marginNote } from "../../trading/perpetuals/liquidation-distance.ts";
import { checkExitFits } from "../../trading/perpetuals/one-way.ts";
import { permit, propose, type Wish } from "../../trading/propose.ts";
import { heldByLegs } from "../../trading/protection/freed.ts";
import { keepOne } from "../../trading/protection/keep.ts";
import { seenNow } from "../../trading/protection/watched.ts";
import { type AskedExits } from "../../trading/bracket.ts";
import { byPerson } from "../../trading/origin.ts";
import { heldOn, purposeOf } from "../../trading/order-purpose.ts";
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

/** Of an order, behind its pair and amount. */
export const terms = { price, ...exits, tif, exchange, again };

interface Typed extends AskedExits {
  readonly pair: string;
  readonly amount: Amount;
  readonly price: Price | undefined;
  readonly tif: TifWord | undefined;
  readonly exchange: string | undefined;
  readonly again?: OrderId | undefined;
}

export async function trade(app: App, call: Call, side: Side, typed: Typed): Promise<Answer> {
  const gateway = gatewayOf(app, typed.exchange);
  const market = await findMarket(app.db.reader, gateway.exchange, typed.pair, call.line);
  const seen = await purposeOf(app.db.reader, market, side);
  const isEntry = seen.purpose === "entry";
  const sight = await (isEntry ? enteredAt : leftAt)(app, gateway, market, typed.price);
  const chart = isEntry ? await proposalChart(app, market) : null;
  return act(app, call, async (tx) => {
    const { purpose, strategy, position } = await purposeOf(tx, market, side);
    if (purpose !== seen.purpose)
      throw new Refusal("position", `The position on ${market.pair} has just changed: ask anew.`);
    const leaving = isEntry ? undefined : position;
    // What its legs lock may be closed: they make way.
    const freed = leaving === undefined ? ZERO : await heldByLegs(tx, leaving);
    const available = isEntry
      ? await freeBalance(tx, market.exchange, market.settle ?? market.quote)
      : add(await closable(tx, market, strategy), freed);
    const held = position?.quantity ?? ZERO;
    const { amount, price, again = 0 } = typed;
    const { quote, standIn } = sight;
    const limits = await limitsOf(tx, market.exchange);
    const terms = {
      ...{ market, side, purpose, strategy, quote, standIn, chart, amount, price, available, held },
      validPercent: bandOf(limits),
      exits: typed,
      timeInForce: typed.tif,
    };
    const wish = withReplaced(withMargin(wishOf(terms), limits), position);
    if (leaving !== undefined) checkExitFits(wish, leaving);
    const at = app.clock.now();
    const origin = byPerson(call, at);
    const permitted = await permit(tx, wish, sight, origin, freed);
    const twin = await findDuplicate(tx, wish, limits, call.person.id, at);
    // A yes to #12 is no yes to #13: each press of the question makes one order at most.
    if (twin !== null && twin.id > again) return { reply: askAgain(app, call, twin, at) };
    const card = await propose(tx, permitted, origin);
    if (leaving !== undefined) await keepOne(tx, leaving, { gateway, ...seenNow(quote), cause: origin.cause });
    return { card };
  });
}

/** What margin a perpetual takes, and where it would be liquidated, is said before the yes. */
function withMargin(wish: Wish, limits: Limits): Wish {
  if (wish.purpose === "exit" || !isPerpetual(wish.market)) return wish;
  return { ...wish, notes: [...wish.notes, marginNote(wish, leverageOf(limits))] };
}

/** A position has one stop: that of the newest word takes the place of the one that it has. */
function withReplaced(wish: Wish, position: Position | undefined): Wish {
  const stop = wish.exits.stop === null ? null : (position?.stopLoss ?? null);
  if (stop === null) return wish;
  const earlier = { type: "price", price: text(stop), places: wish.market.tick.places } as const;
  const note: Line = ["its stop is then that of all that is held, instead of ", earlier];
  return { ...wish, notes: [...wish.notes, note] };
}

async function enteredAt(app: App, gateway: Gateway, { pair }: Market): Promise<ExitSight> {
  return { ...(await sightOfEntry(app, gateway, pair)), standIn: null };
}

/** A part of the market's price needs one. */
async function leftAt(app: App, gateway: Gateway, market: Market, price: Price | undefined): Promise<ExitSight> {
  const standIn = price?.kind === "off" ? null : await standInFor(app, market, price);
  return sightOfExit(app, gateway, market.pair, standIn);
}

/** Null for coins at market that belong to no position: of them nothing is known. */
async function standInFor(app: App, market: Market, limit: Price | undefined): Promise<StandIn | null> {
  if (limit?.kind === "at") return { price: limit.price, words: "the limit" };
  const position = await heldOn(app.db.reader, market);
  return position === undefined ? null : standInOf(position);
}

/** The same line, naming the order that it repeats. */
function askAgain(app: App, call: Call, twin: Order, at: number): Reply {
  const line = call.line.replace(/^\//, "").replace(/ +again=\S+/i, "");
  return confirmCard({
    question: [...twinWords(twin, at), " Once more?"],
    label: twin.side === "BUY" ? "Buy again" : "Sell again",
    run: `${line} again=${twin.id}`,
    until: confirmedUntil(app),
  });
}

function twinWords({ id, createdAt }: Order, at: number): Line {
  const seconds = Math.max(1, Math.round((at - createdAt) / 1_000));
  return [`You asked for the same ${seconds} s ago: `, { type: "order", id }, "."];
}
