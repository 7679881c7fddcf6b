/** Compares the exchange's balances with the ledger (EXECUTION §4): what differs is booked and told, or halts. */
import { adoptedCard, driftCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { linesOfExternal, type LedgerKind } from "../domain/ledger.ts";
import { type Decimal, isZero, sign, sub } from "../domain/money.ts";
import type { Gateway, VenueBalance } from "../exchange/gateway.ts";
import { Exchange } from "../models/exchange.ts";
import { Order } from "../models/order.ts";
import { Position } from "../models/position.ts";
import { haltPair } from "./alarm.ts";
import { writeLines } from "./book.ts";
import { openWallet, saveBalance } from "./wallet.ts";

/** An order touched so recently may explain a difference: leave it for the next look. */
const TOUCHED_MS = 5_000;

export interface Comparison {
  /** People's time, ms. */
  readonly at: number;
  /** False while orders without a record, or fills without a trade, could be the cause. */
  readonly mayAdopt: boolean;
}

export async function compareBalances(
  tx: Tx,
  gateway: Gateway,
  balances: readonly VenueBalance[],
  comparison: Comparison,
): Promise<void> {
  const { exchange } = gateway;
  const { reconciledAt } = await Exchange.query(tx).findById(exchange).throwIfNotFound();
  for (const balance of balances) {
    const wallet = await openWallet(tx, exchange, balance.asset);
    const difference = sub(balance.total, wallet.totalBalance);
    if (!isZero(difference) && comparison.mayAdopt) {
      if (reconciledAt === null) await bookExternal(tx, exchange, balance.asset, difference, "opening", comparison.at);
      else await differs(tx, gateway, balance, difference, comparison.at);
    }
    await saveBalance(tx, exchange, balance, comparison.at);
  }
}

async function differs(
  tx: Tx,
  gateway: Gateway,
  balance: VenueBalance,
  difference: Decimal,
  at: number,
): Promise<void> {
  const { exchange, mode } = gateway;
  const { asset, total } = balance;
  const touched = await Order.query(tx)
    .where({ exchange })
    .where("updated_at", ">", at - TOUCHED_MS)
    .first();
  if (touched !== undefined) return;
  const backed = (await Position.query(tx).where({ exchange, closed_time: null })).find((p) =>
    p.tradingPair.startsWith(`${asset}/`),
  );
  if (backed !== undefined && sign(difference) < 0) {
    const isNew = await haltPair(tx, backed, `${asset} on ${exchange} is less than the book says`, at);
    if (!isNew) return; // told when it was halted
    const reply = driftCard({
      exchange,
      mode,
      asset,
      pair: backed.tradingPair,
      ours: sub(total, difference),
      theirs: total,
    });
    await post(tx, {
      type: "ERROR",
      source: "risk",
      severity: 5,
      reply,
      about: { kind: "position", id: backed.id },
      at,
    });
    return;
  }
  await bookExternal(tx, exchange, asset, difference, sign(difference) > 0 ? "deposit" : "withdrawal", at);
  const reply = adoptedCard({ exchange, mode, asset, change: difference, total });
  await post(tx, { type: "WARNING", source: "risk", severity: 3, reply, about: null, at });
}

async function bookExternal(
  tx: Tx,
  exchange: ExchangeName,
  asset: string,
  amount: Decimal,
  kind: LedgerKind,
  at: number,
): Promise<void> {
  const event = { entry: `${kind}:${exchange}:${asset}:${at}`, kind, exchange, tradeId: null, positionId: null, at };
  await writeLines(tx, linesOfExternal(asset, amount), event);
}
