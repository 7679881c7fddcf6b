/** The market as it is looked at before a transaction opens: inside, nothing waits for an exchange. */
import type { App } from "../app.ts";
import type { Pair } from "../domain/ids.ts";
import type { Sight } from "../domain/risk/price.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { checkFeed } from "../market/gateways.ts";
import { quoteOf } from "../market/quotes.ts";
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
