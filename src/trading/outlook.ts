/** What an account is worth and what an order does to it: for the card that asks, never for a booking. */
import type { App } from "../app.ts";
import type { AfterFacts } from "../cards/order/facts.ts";
import type { Tx } from "../db/transact.ts";
import type { Pair } from "../domain/ids.ts";
import { add, type Decimal, div, HUNDRED, isZero, mul, ONE, sub, ZERO } from "../domain/money.ts";
import { middle } from "../domain/quote.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { latestQuote } from "../market/quotes.ts";
import { Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";
import { freeBalance } from "./funds.ts";
import type { Intent } from "./guard.ts";

export interface Outlook {
  readonly equity: Decimal | null;
  readonly exposure: Decimal | null;
}

/** Read before the transaction opens: it asks the gateway for prices. */
export async function outlookOf(app: App, gateway: Gateway): Promise<Outlook> {
  const { equity } = await equityOf(app, gateway);
  return { equity, exposure: await exposureOf(app, gateway) };
}

/** What the order does to the account, in percent of equity and free quote currency. */
export async function afterOf(tx: Tx, wish: Intent, outlook: Outlook): Promise<AfterFacts> {
  const cost = mul(wish.quantity, wish.price);
  const fee = mul(cost, wish.market.taker);
  const bought = wish.side === "BUY";
  const free = await freeBalance(tx, wish.market.exchange, wish.market.quote);
  const later = outlook.exposure === null ? null : bought ? add(outlook.exposure, cost) : sub(outlook.exposure, cost);
  return {
    exposureBefore: percentOf(outlook.exposure, outlook.equity),
    exposureAfter: percentOf(later, outlook.equity),
    free: bought ? sub(free, add(cost, fee)) : add(free, sub(cost, fee)),
  };
}

/** The price of one unit of an asset in the currency, null where nothing prices it. */
async function priceIn(gateway: Gateway, asset: string, currency: string): Promise<Decimal | null> {
  if (asset === currency) return ONE;
  const quote = await latestQuote(gateway, `${asset}/${currency}` as Pair);
  return quote === null ? null : middle(quote);
}

export interface Equity {
  /** In the desk's currency; null when an asset has no price. */
  readonly equity: Decimal | null;
  readonly unpriced: readonly string[];
}

export async function equityOf(app: App, gateway: Gateway): Promise<Equity> {
  const wallets = await Wallet.query(app.db.reader).where({ exchange: gateway.exchange });
  let equity = ZERO;
  const unpriced: string[] = [];
  for (const wallet of wallets) {
    if (isZero(wallet.totalBalance)) continue;
    const price = await priceIn(gateway, wallet.asset, app.settings.currency);
    if (price === null) unpriced.push(wallet.asset);
    else equity = add(equity, mul(price, wallet.totalBalance));
  }
  return { equity: unpriced.length === 0 ? equity : null, unpriced };
}

/** Gross value of the open positions in quote at their marks; null when one has no price. */
async function exposureOf(app: App, gateway: Gateway): Promise<Decimal | null> {
  const positions = await Position.query(app.db.reader).where({ exchange: gateway.exchange, closed_time: null });
  let exposure = ZERO;
  for (const position of positions) {
    const quote = await latestQuote(gateway, position.tradingPair);
    if (quote === null) return null;
    exposure = add(exposure, mul(middle(quote), position.quantity));
  }
  return exposure;
}

/** part / whole in percent, two places; null where the whole is unknown or zero. */
export function percentOf(part: Decimal | null, whole: Decimal | null): Decimal | null {
  if (part === null || whole === null || isZero(whole)) return null;
  return div(mul(part, HUNDRED), whole, 2);
}
