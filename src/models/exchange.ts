import { z } from "zod";

import type { ExchangeName, Pair } from "../domain/ids.ts";
import { table } from "./base.ts";
import { flag, json, name, nullable, oneOf, time, word } from "./schema.ts";

type Fault =
  | "rejectPercent"
  | "rejectCode"
  | "lostRequestPercent"
  | "lostAnswerPercent"
  | "latencyMs"
  | "requestsPerMinute"
  | "downPercent"
  | "stalePercent"
  | "depthPercent"
  | "faultSeed";

/** Of a paper account; percents as plain decimals: "0.1" = 0.1 %. What they mean: exchange/paper/settings.ts. */
export type PaperSettings = Readonly<
  Record<"feePercent" | "spreadPercent" | "slippagePercent", string> &
    Partial<Record<"makerFeePercent" | "takerFeePercent" | "feeAsset" | "fundingPercent", string>> &
    Partial<Record<"stops" | "trailing" | "links" | "amends", "yes" | "no">> &
    Partial<Record<Fault, string>>
>;

const schema = z.strictObject({
  name: name<ExchangeName>(),
  venue: word(),
  mode: oneOf(["paper", "live"]),
  exchangeType: oneOf(["CEX", "DEX"]),
  baseUrl: nullable(word()),
  websocketUrl: nullable(word()),
  /** Encrypted, as the two below. */
  apiKey: nullable(word()),
  apiSecret: nullable(word()),
  apiPassword: nullable(word()),
  rateLimits: json<Readonly<Record<string, unknown>>>().default({}),
  supportedAssets: json<readonly string[]>().default([]),
  tradingPairs: json<readonly Pair[]>().default([]),
  isActive: flag().default(true),
  /** The feed that a paper account runs on; null: OUTCRY_FEED. */
  source: nullable(word()),
  settings: json<PaperSettings | Readonly<Record<string, never>>>().default({}),
  /** Market time up to which own fills were read, ms UTC. */
  fillsCursor: time().default(0),
  reconciledAt: nullable(time()),
});

export class Exchange extends table("exchanges", schema, "name") {}
