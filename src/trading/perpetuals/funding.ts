/** What positions pay and receive at each funding time: booked once for an account, a pair and a time (EXECUTION §5). */
import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { linesOfFunding } from "../../domain/ledger.ts";
import { add } from "../../domain/money.ts";
import type { VenueFunding } from "../../exchange/gateway.ts";
import { LedgerLine } from "../../models/ledger-line.ts";
import { Position } from "../../models/position.ts";
import { writeLines } from "../ledger.ts";

/** False where it was booked before. `at`: people's time. */
export async function bookFunding(tx: Tx, exchange: ExchangeName, funding: VenueFunding, at: number): Promise<boolean> {
  const { pair, asset, amount } = funding;
  const entry = `funding:${exchange}:${pair}:${funding.at}`;
  if ((await LedgerLine.query(tx).findOne({ entry })) !== undefined) return false;
  const position = await holderOf(tx, exchange, funding);
  const event = { entry, kind: "funding" as const, exchange, tradeId: null, positionId: position?.id ?? null };
  await writeLines(tx, linesOfFunding(asset, amount), { ...event, at: funding.at });
  if (position !== undefined)
    await position.$query(tx).patch({ realizedPnl: add(position.realizedPnl, amount), lastUpdateTime: at });
  return true;
}

/** Fills and payments are booked in the order of their time, so that it is the position that stands now, or the last one that did. */
async function holderOf(tx: Tx, exchange: ExchangeName, { pair }: VenueFunding): Promise<Position | undefined> {
  const ofPair = () => Position.query(tx).where({ exchange, trading_pair: pair }).orderBy("id", "desc");
  return (await ofPair().where({ closed_time: null }).first()) ?? ofPair().first();
}
