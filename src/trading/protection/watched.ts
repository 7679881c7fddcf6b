/** The prices that the bot watches, since the venue does not: looked at before the transaction. */
import type { App } from "../../app.ts";
import type { Pair } from "../../domain/ids.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { latestQuote } from "../../market/quotes.ts";
import { Position } from "../../models/position.ts";
import { peakSince } from "./trail.ts";

export interface Watched {
  /** A pair without a price is left out. */
  readonly quotes: ReadonlyMap<Pair, Quote>;
  readonly peaks: ReadonlyMap<Pair, Decimal>;
}

/** Of the open positions with a level that is not the venue's to watch. */
export async function watchedPrices(app: App, gateway: Gateway): Promise<Watched> {
  const { can, exchange } = gateway;
  const [quotes, peaks] = [new Map<Pair, Quote>(), new Map<Pair, Decimal>()];
  if (can.links && can.stops && can.trailing) return { quotes, peaks };
  for (const { tradingPair: pair, ...position } of await Position.query(app.db.reader).where({
    exchange,
    closed_time: null,
  })) {
    if (position.stopLoss === null && position.takeProfit === null) continue;
    const quote = await latestQuote(gateway, pair);
    if (quote !== null) quotes.set(pair, quote);
    const follows = position.trail !== null && !can.trailing;
    const peak = follows ? await peakSince(gateway, pair, position.trailedAt ?? position.openTime) : null;
    if (peak !== null) peaks.set(pair, peak);
  }
  return { quotes, peaks };
}
