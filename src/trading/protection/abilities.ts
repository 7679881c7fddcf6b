/** What a venue does for the exits of a position. */
import { isPerpetual, type Market } from "../../domain/market.ts";
import type { Capabilities } from "../../exchange/gateway.ts";

/** Exits of a perpetual lock nothing and can only shrink it, so that both rest side by side wherever it is (EXECUTION §6). */
export function abilitiesOn(market: Market, can: Capabilities): Capabilities {
  return isPerpetual(market) ? { ...can, links: true } : can;
}
