/** The market as it is looked at before a transaction opens: inside, nothing waits for an exchange. */
import type { App } from "../app.ts";
import type { Pair } from "../domain/ids.ts";
import { type Decimal, div, isZero, sign } from "../domain/money.ts";
import { RATIO_PLACES, worthAt } from "../domain/position.ts";
import type { Quote } from "../domain/quote.ts";
import type { Sight } from "../domain/risk/price.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { checkFeed } from "../market/gateways.ts";
import { latestQuote, noPrice, quoteOf } from "../market/quotes.ts";
import type { Position } from "../models/position.ts";
import { ensureAccount } from "./account.ts";

/** Throws a Refusal where the exchange has no price. */
export async function sightOf(app: App, gateway: Gateway, pair: Pair): Promise<Sight> {
  checkFeed(app, gateway);
  return { quote: await quoteOf(gateway, pair), now: gateway.now() };
}

/** For an entry: the account's worth is known then, where it can be. */
export async function sightOfEntry(app: App, gateway: Gateway, pair: Pair): Promise<Sight> {
  await ensureAccount(app, gateway);
  return sightOf(app, gateway, pair);
}

/** A price for the card of an exit while the market tells none. */
export interface StandIn {
  readonly price: Decimal;
  /** What price that is: it is said on the card. */
  readonly words: string;
}

export interface ExitSight extends Sight {
  /** Where it stands in for the market's price; null where that is known. */
  readonly standIn: StandIn | null;
}

/**
 * For an exit, which waits for no price (EXECUTION §1, rule 11). Throws a Refusal where the feed has ended, so that
 * nothing could fill, and where neither the exchange nor `standIn` has a price.
 */
export async function sightOfExit(app: App, gateway: Gateway, pair: Pair, standIn: StandIn | null): Promise<ExitSight> {
  checkFeed(app, gateway);
  const quote = await quoteIfAny(app, gateway, pair);
  const now = gateway.now();
  if (quote !== null) return { quote, now, standIn: null };
  if (standIn === null) throw noPrice(gateway, pair);
  const { price } = standIn;
  return { quote: { pair, at: now, bid: price, ask: price, last: price, book: { bids: [], asks: [] } }, now, standIn };
}

/** The last mark of a position, or what it was bought at. */
export function standInOf({ side, quantity, cost, unrealizedPnl, entryPrice }: Position): StandIn {
  const entered = side === "LONG" ? "bought" : "sold";
  if (unrealizedPnl === null || isZero(quantity)) return { price: entryPrice, words: `what it was ${entered} at` };
  return { price: div(worthAt({ side, cost }, unrealizedPnl), quantity, RATIO_PLACES), words: "its last mark" };
}

/** Null where the exchange has no bid, or does not answer. */
async function quoteIfAny(app: App, gateway: Gateway, pair: Pair): Promise<Quote | null> {
  try {
    const quote = await latestQuote(gateway, pair);
    return quote === null || sign(quote.bid) <= 0 ? null : quote;
  } catch (error) {
    app.log.warn({ error, exchange: gateway.exchange, pair }, "an exit goes without a price");
    return null;
  }
}
