/** Which account a command means. */
import type { App } from "../app.ts";
import { Refusal } from "../domain/errors.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { nearest } from "../domain/nearest.ts";
import type { Gateway } from "../exchange/gateway.ts";

/** Why the market of an account stands, to be told of: `paper2 rests while paper replays a file`; null while it runs. */
export function restOf({ feeds }: Pick<App, "feeds">, exchange: ExchangeName): string | null {
  const feed = feeds.get(exchange);
  return feed?.kind === "twin" && feed.rests !== null ? `${exchange} rests while ${feed.rests}` : null;
}

/** Why nothing is sent to an account, or fills there; null where all is well with it. */
export function standstillOf(
  app: Pick<App, "feeds" | "endedFeeds" | "compared">,
  exchange: ExchangeName,
): string | null {
  const rest = restOf(app, exchange);
  if (rest !== null) return rest;
  if (app.endedFeeds.has(exchange)) return "the feed has ended: nothing fills any more";
  return app.compared.has(exchange) ? null : "not yet compared with the book: nothing is sent there";
}

/** Throws a Refusal where the account's market does not run: an order there would wait for ever. */
export function checkFeed(app: Pick<App, "feeds" | "endedFeeds">, { exchange }: Gateway): void {
  const rest = restOf(app, exchange);
  if (rest !== null) throw new Refusal("feed", `${rest}: nothing fills there. Trade on another account.`, ["/status"]);
  if (!app.endedFeeds.has(exchange)) return;
  throw new Refusal(
    "feed",
    `The feed of ${exchange} has ended and nothing fills any more. Start with another OUTCRY_FEED.`,
    ["/status"],
  );
}

/** By name; without one, the first account. Throws a Refusal for a name that is none. */
export function gatewayOf(app: Pick<App, "gateways">, name?: string): Gateway {
  const [first] = app.gateways.values();
  if (first === undefined)
    throw new Refusal("exchange", "There is no active account. Start the desk with its paper account.");
  if (name === undefined) return first;
  const found = app.gateways.get(name.toLowerCase() as ExchangeName);
  if (found !== undefined) return found;
  const guess = nearest(name, app.gateways.keys());
  const hint = guess === null ? `There is only ${[...app.gateways.keys()].join(", ")}.` : `Did you mean ${guess}?`;
  throw new Refusal("exchange", `I don't know the account ${name}. ${hint}`);
}
