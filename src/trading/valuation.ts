/** What an account is worth: its coins at the mids of the latest quotes, in the desk's currency. */
import type { App } from "../app.ts";
import type { Pair } from "../domain/ids.ts";
import { add, type Decimal, isZero, mul, ONE, sum, ZERO } from "../domain/money.ts";
import { middle } from "../domain/quote.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { latestQuote } from "../market/quotes.ts";
import { Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";

/** Asked of the gateway at once, before a transaction opens; null where the market has none. */
export interface Prices {
  /** The price of one unit of an asset in the desk's currency. */
  ofAsset(asset: string): Decimal | null;
  ofPair(pair: Pair): Decimal | null;
}

export interface Equity {
  /** In the desk's currency; null when an asset has no price. */
  readonly equity: Decimal | null;
  readonly unpriced: readonly string[];
}

export async function pricesOf({ db, settings }: App, gateway: Gateway): Promise<Prices> {
  const { exchange } = gateway;
  const { currency } = settings;
  const wallets = await Wallet.query(db.reader).where({ exchange });
  const positions = await Position.query(db.reader).where({ exchange, closed_time: null });
  const held = wallets.filter(({ asset, totalBalance }) => asset !== currency && !isZero(totalBalance));
  const pairs = new Set([
    ...held.map(({ asset }) => pairOf(asset, currency)),
    ...positions.map(({ tradingPair }) => tradingPair),
  ]);
  const mids = new Map(await Promise.all([...pairs].map(async (pair) => [pair, await midOf(gateway, pair)] as const)));
  return {
    ofAsset: (asset) => (asset === currency ? ONE : (mids.get(pairOf(asset, currency)) ?? null)),
    ofPair: (pair) => mids.get(pair) ?? null,
  };
}

export function equityFrom(wallets: readonly Wallet[], prices: Prices): Equity {
  let equity = ZERO;
  const unpriced: string[] = [];
  for (const { asset, totalBalance } of wallets) {
    if (isZero(totalBalance)) continue;
    const price = prices.ofAsset(asset);
    if (price === null) unpriced.push(asset);
    else equity = add(equity, mul(price, totalBalance));
  }
  return { equity: unpriced.length === 0 ? equity : null, unpriced };
}

/** What open positions are worth together, in the desk's currency; null where one has no price. */
export function exposureFrom(positions: readonly Position[], prices: Prices): Decimal | null {
  const values = positions.map(({ tradingPair, quantity }) => {
    const price = prices.ofAsset(tradingPair.split("/")[0] ?? "");
    return price === null ? null : mul(price, quantity);
  });
  return values.includes(null) ? null : sum(values.filter((value) => value !== null));
}

export async function equityOf(app: App, gateway: Gateway): Promise<Equity> {
  const prices = await pricesOf(app, gateway);
  return equityFrom(await Wallet.query(app.db.reader).where({ exchange: gateway.exchange }), prices);
}

const pairOf = (asset: string, currency: string): Pair => `${asset}/${currency}` as Pair;

async function midOf(gateway: Gateway, pair: Pair): Promise<Decimal | null> {
  const quote = await latestQuote(gateway, pair);
  return quote === null ? null : middle(quote);
}
