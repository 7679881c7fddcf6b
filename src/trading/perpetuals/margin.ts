/** Isolated margin, one position a pair and the right leverage: set and read back before each entry in a perpetual. */
import type { App } from "../../app.ts";
import { assetsOf, isPerpetual } from "../../domain/market.ts";
import { type Decimal, equal, text } from "../../domain/money.ts";
import { leverageOf } from "../../domain/risk/limits.ts";
import { type Gateway, type MarginTerms, PlacementRefused } from "../../exchange/gateway.ts";
import type { Order } from "../../models/order.ts";
import { within } from "../../runtime/deadline.ts";
import { limitsOf } from "../guards/limits.ts";

/** Exits wait behind it: no longer than this. */
const MARGIN_MS = 3_000;

/**
 * Gives why an entry must not go; null where it may. Throws where the exchange does not answer: then the entry waits.
 */
export async function refusedMargin(app: App, gateway: Gateway, order: Order): Promise<string | null> {
  const { exchange, tradingPair: pair, purpose } = order;
  const { reader } = app.db;
  if (purpose === "exit" || !isPerpetual(assetsOf(pair))) return null;
  const leverage = leverageOf(await limitsOf(reader, exchange));
  try {
    const terms = await within(
      MARGIN_MS,
      `${exchange} setting the margin of ${pair}`,
      gateway.setMargin(pair, leverage),
    );
    return isAsAsked(terms, leverage)
      ? null
      : `${exchange} did not set ${pair} to isolated, one-way, ${text(leverage)}×.`;
  } catch (error) {
    if (error instanceof PlacementRefused)
      return `${exchange} did not set ${pair} to ${text(leverage)}×, as /limits has it: ${error.message}`;
    throw error;
  }
}

function isAsAsked({ isIsolated, isOneWay, leverage }: MarginTerms, asked: Decimal): boolean {
  return isIsolated && isOneWay && equal(leverage, asked);
}
