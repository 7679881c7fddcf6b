/** Which account a command means. */
import type { App } from "../app.ts";
import { Refusal } from "../domain/errors.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { nearest } from "../domain/nearest.ts";
import type { Gateway } from "../exchange/gateway.ts";

/** Throws a Refusal where the account's feed is over: an order there would wait for ever. */
export function checkFeed(app: Pick<App, "endedFeeds">, { exchange }: Gateway): void {
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
