/** Ledger lines and the wallets that they move: a total is the sum of its lines, what is locked is the exchange's figure. */
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { add, type Decimal, ZERO } from "../domain/money.ts";
import type { LedgerEntry } from "../domain/ledger.ts";
import type { VenueBalance } from "../exchange/gateway.ts";
import { insertLedgerLines, type NewLedgerLine } from "../models/ledger-line.ts";
import { Wallet } from "../models/wallet.ts";

/** Ledger lines and the wallets that they move; a wallet line names its wallet. */
export async function writeLines(
  tx: Tx,
  entries: readonly LedgerEntry[],
  event: Omit<NewLedgerLine, "account" | "asset" | "amount" | "walletId">,
): Promise<void> {
  const lines: NewLedgerLine[] = [];
  for (const entry of entries) {
    const walletId =
      entry.account === "wallet" ? await moveWallet(tx, event.exchange, entry.asset, entry.amount) : null;
    lines.push({ ...event, ...entry, walletId });
  }
  await insertLedgerLines(tx, lines);
}

/** Adds to the total (below zero: takes from it); what is available follows at the next balance of the exchange. */
async function moveWallet(tx: Tx, exchange: ExchangeName, asset: string, amount: Decimal): Promise<Wallet["id"]> {
  const wallet = await openWallet(tx, exchange, asset);
  await Wallet.query(tx)
    .findById(wallet.id)
    .patch({ totalBalance: add(wallet.totalBalance, amount) });
  return wallet.id;
}

/** Takes over what the exchange says is available and locked, at a moment of people's time. */
export async function saveBalance(tx: Tx, exchange: ExchangeName, balance: VenueBalance, at: number): Promise<void> {
  const wallet = await openWallet(tx, exchange, balance.asset);
  await Wallet.query(tx)
    .findById(wallet.id)
    .patch({ availableBalance: balance.available, lockedBalance: balance.locked, lastUpdateTime: at });
}

export async function openWallet(tx: Tx, exchange: ExchangeName, asset: string): Promise<Wallet> {
  const account = "spot" as const;
  const wallet = await Wallet.query(tx).findOne({ exchange, account, asset });
  if (wallet !== undefined) return wallet;
  const empty = { totalBalance: ZERO, availableBalance: ZERO, lockedBalance: ZERO, lastUpdateTime: 0 };
  return Wallet.query(tx).insert({ exchange, account, asset, ...empty });
}
