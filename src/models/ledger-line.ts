/** One line of the double-entry ledger. All lines of an entry sum to zero per asset (domain/ledger.ts makes them). */
import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName, PositionId, TradeId } from "../domain/ids.ts";
import { text } from "../domain/money.ts";
import { table } from "./base.ts";
import { generated, id, money, name, nullable, oneOf, time, word } from "./schema.ts";
import { Trade } from "./trade.ts";
import { Wallet } from "./wallet.ts";

const schema = z.strictObject({
  id: generated(),
  /** One id for all lines of one event. */
  entry: word(),
  kind: oneOf(["fill", "dust", "opening", "deposit", "withdrawal", "rounding", "funding"]),
  exchange: name<ExchangeName>(),
  account: oneOf(["wallet", "market", "fees", "external", "position", "inventory", "pnl", "funding"]),
  asset: word(),
  amount: money(),
  /** Set if and only if the account is `wallet`. */
  walletId: nullable(id()),
  tradeId: nullable(id<TradeId>()),
  positionId: nullable(id<PositionId>()),
  at: time(),
});

export class LedgerLine extends table("ledger_lines", schema) {
  declare wallet?: Wallet;
  declare trade?: Trade;

  static override relationMappings = (): RelationMappings => ({
    wallet: {
      relation: Model.BelongsToOneRelation,
      modelClass: Wallet,
      join: { from: "ledger_lines.wallet_id", to: "wallets.id" },
    },
    trade: {
      relation: Model.BelongsToOneRelation,
      modelClass: Trade,
      join: { from: "ledger_lines.trade_id", to: "trades.id" },
    },
  });
}

const INSERT = prepared(
  `insert into ledger_lines (entry, kind, exchange, account, asset, amount, wallet_id, trade_id, position_id, at)
   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);

export type NewLedgerLine = Pick<
  LedgerLine,
  "entry" | "kind" | "exchange" | "account" | "asset" | "amount" | "walletId" | "tradeId" | "positionId" | "at"
>;

export async function insertLedgerLines(tx: Tx, lines: readonly NewLedgerLine[]): Promise<void> {
  for (const line of lines) {
    const keys = [line.entry, line.kind, line.exchange, line.account, line.asset];
    await INSERT.rows(tx, [...keys, text(line.amount), line.walletId, line.tradeId, line.positionId, line.at]);
  }
}

/** The number of the account's newest line; 0 before its first. */
export async function newestLine(db: Knex | Tx, exchange: ExchangeName): Promise<number> {
  return (await LedgerLine.query(db).where({ exchange }).orderBy("id", "desc").first())?.id ?? 0;
}

/** Market time of the newest funding that was booked, ms UTC; null before the first. */
export async function newestFunding(db: Knex | Tx, exchange: ExchangeName): Promise<number | null> {
  const newest = LedgerLine.query(db).where({ exchange, account: "funding" }).orderBy("at", "desc").first();
  return (await newest)?.at ?? null;
}

const FLOWS = ["opening", "deposit", "withdrawal"];

/** Money that came or went (below zero) by another hand, in the lines after that number. */
export async function flowsSince(db: Knex | Tx, exchange: ExchangeName, line: number): Promise<Flow[]> {
  return LedgerLine.query(db).where({ exchange, account: "wallet" }).whereIn("kind", FLOWS).where("id", ">", line);
}

export type Flow = Readonly<Pick<LedgerLine, "asset" | "amount">>;

const QUARTER_MS = 15 * 60_000;

/**
 * By their moment (market time, ms UTC) the first line of the fills that fell on a quarter of an hour, where a day of some zone
 * may begin: they belong to that day, though a look in the same moment closes the day before.
 */
export async function fillsOnTheQuarter(db: Knex | Tx, exchange: ExchangeName): Promise<ReadonlyMap<number, number>> {
  const lines = await LedgerLine.query(db)
    .where({ exchange, kind: "fill" })
    .whereRaw("at % ? = 0", [QUARTER_MS])
    .groupBy("at")
    .select("at")
    .min("id as id");
  return new Map(lines.map(({ at, id: line }) => [at, line]));
}
