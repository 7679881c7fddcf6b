/** What an account of the paper venue trades by. */
import type { Pair } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import type { MatchRules } from "../../domain/matching/order.ts";
import type { Decimal } from "../../domain/money.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Capabilities } from "../gateway.ts";
import type { Tariff } from "./settings.ts";

export interface Rulebook {
  readonly can: Capabilities;
  readonly tariff: Tariff;
  /** Of perpetuals, a fraction for each funding time. */
  readonly interest: Decimal;
  readonly listings: ReadonlyMap<Pair, Listing>;
}

export interface Listing {
  readonly market: Market;
  readonly rules: MatchRules;
}

/** A moment of the venue's market. */
export interface Moment {
  /** Market time, ms UTC. */
  readonly at: number;
  readonly quotes: ReadonlyMap<Pair, Quote>;
}
