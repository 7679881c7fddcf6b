/** The prices that the bot watches, since the venue does not: looked at before the transaction. */
import type { App } from "../../app.ts";
import type { Pair } from "../../domain/ids.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { latestQuote } from "../../market/quotes.ts";
import { openPositionsOf, type Position } from "../../models/position.ts";
import { peakSince } from "./trail.ts";

export interface Watched {
  /** A pair without a price is left out. */
  readonly quotes: ReadonlyMap<Pair, Quote>;
  /** The best price since the desk last followed it, for stops that follow and of which the venue does not. */
  readonly peaks: ReadonlyMap<Pair, Decimal>;
}

/** What a command has seen of its own pair. */
export function seenNow(quote: Quote): Watched {
  return { quotes: new Map([[quote.pair, quote]]), peaks: new Map() };
}

/** Of the open positions with a level that is not the venue's to watch. */
export async function watchedPrices(app: App, gateway: Gateway): Promise<Watched> {
  const [quotes, peaks] = [new Map<Pair, Quote>(), new Map<Pair, Decimal>()];
  for (const position of await watchedPositions(app, gateway)) {
    const { tradingPair: pair } = position;
    const quote = await latestQuote(gateway, pair);
    if (quote !== null) quotes.set(pair, quote);
    const { trail, trailedAt } = position;
    const follows = trail !== null && trailedAt !== null && !gateway.can.trailing;
    const peak = follows ? await peakSince(gateway, position, trailedAt) : null;
    if (peak !== null) peaks.set(pair, peak);
  }
  return { quotes, peaks };
}

/** Empty where the venue watches all that there is to watch. */
export async function watchedPositions(
  { db }: Pick<App, "db">,
  { exchange, can }: Pick<Gateway, "exchange" | "can">,
): Promise<Position[]> {
  if (can.links && can.stops && can.trailing) return [];
  const open = await openPositionsOf(db.reader, exchange);
  return open.filter(({ stopLoss, takeProfit }) => stopLoss !== null || takeProfit !== null);
}
