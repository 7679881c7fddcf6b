/** Where a strategy trades before somebody says otherwise. */
import type { ExchangeName, Pair } from "../ids.ts";

export const FIRST_ACCOUNT = "paper" as ExchangeName;
export const FIRST_PAIRS: readonly Pair[] = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT"].map(
  (pair) => pair as Pair,
);
