/** What the coins of an account cost now: asked of its market at once, before a transaction opens. */
import type { App } from "../app.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { type Decimal, isZero, ONE } from "../domain/money.ts";
import { markOf } from "../domain/quote.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { latestQuote } from "../market/quotes.ts";
import { newestEquity } from "../models/equity.ts";
import { flowsSince } from "../models/ledger-line.ts";
import { openPositionsOf } from "../models/position.ts";
import { walletsOf } from "../models/wallet.ts";

/** Null where the market has none that can be trusted. */
export interface Prices {
  /** The price of one unit of an asset in the desk's currency. */
  ofAsset(asset: string): Decimal | null;
  ofPair(pair: Pair): Decimal | null;
}

export async function pricesOf(app: App, gateway: Gateway): Promise<Prices> {
  const { currency } = app.settings;
  const pairs = await pairsOf(app, gateway.exchange);
  const marks = new Map(
    await Promise.all(pairs.map(async (pair) => [pair, await tryMark(app, gateway, pair)] as const)),
  );
  return {
    ofAsset: (asset) => (asset === currency ? ONE : (marks.get(pairOf(asset, currency)) ?? null)),
    ofPair: (pair) => marks.get(pair) ?? null,
  };
}

/** Of what is held, and of what came or went since the last look at it: a coin that was withdrawn is in no wallet. */
async function pairsOf({ db: { reader }, settings: { currency } }: App, exchange: ExchangeName): Promise<Pair[]> {
  const wallets = await walletsOf(reader, exchange);
  const positions = await openPositionsOf(reader, exchange);
  const last = await newestEquity(reader, exchange);
  const flows = last === null ? [] : await flowsSince(reader, exchange, last.ledgerId);
  const coins = [...wallets.filter(({ totalBalance }) => !isZero(totalBalance)), ...flows]
    .filter(({ asset }) => asset !== currency)
    .map(({ asset }) => pairOf(asset, currency));
  return [...new Set([...coins, ...positions.map(({ tradingPair }) => tradingPair)])];
}

const pairOf = (asset: string, currency: string): Pair => `${asset}/${currency}` as Pair;

/** A call that fails leaves its own coin without a price, not the account without a look. */
async function tryMark({ log }: App, gateway: Gateway, pair: Pair): Promise<Decimal | null> {
  try {
    const quote = await latestQuote(gateway, pair);
    return quote === null ? null : markOf(quote);
  } catch (error) {
    log.warn({ error, exchange: gateway.exchange, pair }, "a coin could not be priced");
    return null;
  }
}
