/** The price that a command or a card may count on. */
import { Refusal } from "../domain/errors.ts";
import type { Pair } from "../domain/ids.ts";
import type { Quote } from "../domain/quote.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { within } from "../runtime/deadline.ts";

/** A chat waits for the answer, and so does what is typed after it. */
const QUOTE_MS = 5_000;

/** Null while there is none. Throws Overdue where the exchange does not answer. */
export function latestQuote(gateway: Gateway, pair: Pair): Promise<Quote | null> {
  return within(QUOTE_MS, `${gateway.exchange} telling the price of ${pair}`, gateway.quote(pair));
}

/** Throws a Refusal while there is none. */
export async function quoteOf(gateway: Gateway, pair: Pair): Promise<Quote> {
  const quote = await latestQuote(gateway, pair);
  if (quote !== null) return quote;
  throw noPrice(gateway, pair);
}

export function noPrice({ exchange }: Gateway, pair: Pair): Refusal {
  return new Refusal("price", `There is no price for ${pair} on ${exchange} yet. Try again in a moment.`, [
    `/price ${pair}`,
  ]);
}
