/**
 * Double entry: every event is a set of lines that sum to zero per asset. The lines of account `wallet` are what the
 * exchange shows as balance; a balance is their sum and nothing else.
 */
import type { Side } from "./market.ts";
import { add, type Decimal, isZero, neg, ZERO } from "./money.ts";

export type LedgerAccount = "wallet" | "market" | "fees" | "external" | "position" | "inventory" | "pnl" | "funding";
export type LedgerKind = "fill" | "dust" | "opening" | "deposit" | "withdrawal" | "rounding" | "funding";

export interface LedgerEntry {
  readonly account: LedgerAccount;
  readonly asset: string;
  readonly amount: Decimal;
}

/** What a spot fill moves. `cost` is in quote; a fee below zero is a rebate. */
export interface SpotFill {
  readonly side: Side;
  readonly base: string;
  readonly quote: string;
  readonly quantity: Decimal;
  readonly cost: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
}

export function linesOfFill(fill: SpotFill): LedgerEntry[] {
  const bought = fill.side === "BUY";
  const base = bought ? fill.quantity : neg(fill.quantity);
  const quote = bought ? neg(fill.cost) : fill.cost;
  return [
    ...pair("wallet", "market", fill.base, base),
    ...pair("wallet", "market", fill.quote, quote),
    ...pair("wallet", "fees", fill.feeAsset, neg(fill.fee)),
  ];
}

/** What a perpetual's fill moves: what it realised and its fee; the quantity lives in the position. */
export function linesOfPerpetualFill(fill: {
  readonly settle: string;
  readonly pnl: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
}): LedgerEntry[] {
  return [...pair("wallet", "pnl", fill.settle, fill.pnl), ...pair("wallet", "fees", fill.feeAsset, neg(fill.fee))];
}

/** Above zero: received. */
export function linesOfFunding(asset: string, amount: Decimal): LedgerEntry[] {
  return pair("wallet", "funding", asset, amount);
}

/** Money that came or went by another hand than ours: the opening balance, a deposit, a withdrawal (below zero). */
export function linesOfExternal(asset: string, amount: Decimal): LedgerEntry[] {
  return pair("wallet", "external", asset, amount);
}

/** A remainder too small to sell leaves the position for the inventory; the coins stay in the wallet. */
export function linesOfDust(asset: string, quantity: Decimal): LedgerEntry[] {
  return pair("inventory", "position", asset, quantity);
}

/** The balance of each asset in the given account. */
export function balances(lines: Iterable<LedgerEntry>, account: LedgerAccount): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const line of lines) {
    if (line.account !== account) continue;
    totals.set(line.asset, add(totals.get(line.asset) ?? ZERO, line.amount));
  }
  return totals;
}

function pair(to: LedgerAccount, from: LedgerAccount, asset: string, amount: Decimal): LedgerEntry[] {
  if (isZero(amount)) return [];
  return [
    { account: to, asset, amount },
    { account: from, asset, amount: neg(amount) },
  ];
}
