/**
 * What an empty database starts with: two paper accounts, the assets they trade, the strategy that trades by hand belong
 * to, and those that decide by themselves.
 */
import { randomInt } from "node:crypto";

import type { Knex } from "knex";

import { FIRST_ACCOUNT, FIRST_PAIRS } from "../src/domain/strategy/first-markets.ts";
import { wallClock } from "../src/runtime/clock.ts";

const ASSETS = [
  { symbol: "BTC", name: "Bitcoin", decimal_places: 8, min_order_size: "0.00001" },
  { symbol: "ETH", name: "Ether", decimal_places: 8, min_order_size: "0.0001" },
  { symbol: "SOL", name: "Solana", decimal_places: 8, min_order_size: "0.001" },
  { symbol: "BNB", name: "BNB", decimal_places: 8, min_order_size: "0.001" },
  { symbol: "USDT", name: "Tether", decimal_places: 8, min_order_size: "0.01" },
];

const PAPER_SETTINGS = { feePercent: "0.1", spreadPercent: "0.02", slippagePercent: "0.01" };
/** So that a new desk has something to decide soon; its stop lies so far off that the fees do not eat the target. */
const IN_MINUTES = { timeframe: "1m", stop: 6 };
const TAG_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** `now`: ms UTC. Into an empty database only. */
export async function seed(knex: Knex, now = wallClock.now()): Promise<void> {
  await knex("assets").insert(
    ASSETS.map((asset) => ({ ...asset, max_order_size: null, trading_fee: "0.1", is_active: true })),
  );
  await knex("exchanges").insert([paperAccount("paper", null), paperAccount("paper2", "twin:paper")]);
  await knex("strategies").insert([
    { ...strategyRow("manual", "By hand", "MANUAL", now), target_exchanges: "[]", target_pairs: "[]" },
    { ...strategyRow("trend", "Trend following", "TREND_FOLLOWING", now), parameters: JSON.stringify(IN_MINUTES) },
    { ...strategyRow("reversion", "Mean reversion", "MEAN_REVERSION", now), status: "PAUSED" },
    { ...strategyRow("breakout", "Breakout", "BREAKOUT", now), status: "PAUSED" },
    { ...strategyRow("dca", "DCA", "DCA", now), status: "PAUSED" },
    { ...strategyRow("grid", "Grid", "GRID", now), status: "PAUSED" },
  ]);
  await knex("meta").insert({ key: "tag", value: randomTag() });
  await knex("lease").insert({ id: 1, epoch: 0, owner: "", taken_at: now });
}

/** On the first account, asking. */
function strategyRow(id: string, name: string, type: string, now: number) {
  return {
    ...{ id, name, type, status: "ACTIVE", parameters: "{}", risk_parameters: "{}" },
    target_exchanges: JSON.stringify([FIRST_ACCOUNT]),
    target_pairs: JSON.stringify(FIRST_PAIRS),
    ...{ created_at: now, updated_at: now },
  };
}

/** `source`: what it runs on; null: OUTCRY_FEED. */
function paperAccount(name: string, source: string | null) {
  return {
    ...{ name, venue: "paper", mode: "paper", exchange_type: "CEX", source },
    ...{ rate_limits: "{}", supported_assets: "[]", trading_pairs: "[]", is_active: true },
    ...{ settings: JSON.stringify(PAPER_SETTINGS), fills_cursor: 0 },
  };
}

/** Tells this desk's orders from another's on the same account at an exchange. */
function randomTag(): string {
  return Array.from({ length: 3 }, () => TAG_LETTERS[randomInt(TAG_LETTERS.length)]).join("");
}
