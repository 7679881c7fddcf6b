/** Compares the exchange's balances with the ledger (EXECUTION §4): what differs is booked and told, or halts. */
import { adoptedCard, driftCard } from "../cards/alarms.ts";
import { post } from "../chat/outbox.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { linesOfExternal, type LedgerKind } from "../domain/ledger.ts";
import { assetsOf, isBackedBy } from "../domain/market.ts";
import { type Decimal, equal, isZero, sign, sub, ZERO } from "../domain/money.ts";
import type { Gateway, VenueBalance } from "../exchange/gateway.ts";
import { type Drift, driftsOf, forgetDrift, isIgnored, noteDrift } from "../models/drift.ts";
import { Exchange } from "../models/exchange.ts";
import { haltOnce } from "../models/halt.ts";
import { Order } from "../models/order.ts";
import { openPositionsOf, type Position } from "../models/position.ts";
import { Wallet } from "../models/wallet.ts";
import { openWallet, saveBalance, writeLines } from "./ledger.ts";

/** An order touched so recently may explain a difference: leave it for the next look. */
export const TOUCHED_MS = 5_000;

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
  const drifts = await driftsOf(tx, exchange);
  for (const balance of await withUnlisted(tx, exchange, balances)) {
    const wallet = await openWallet(tx, exchange, balance.asset);
    const difference = sub(balance.total, wallet.totalBalance);
    const drift = drifts.get(balance.asset);
    if (isZero(difference)) {
      if (drift !== undefined) await forgetDrift(tx, drift);
    } else if (comparison.mayAdopt) {
      if (reconciledAt === null) await bookExternal(tx, exchange, balance.asset, difference, "opening", comparison.at);
      else await differs(tx, gateway, balance, { difference, drift }, comparison.at);
    }
    await saveBalance(tx, exchange, balance, comparison.at);
  }
}

/** A coin that the exchange no longer names is one of which it holds nothing. */
async function withUnlisted(
  tx: Tx,
  exchange: ExchangeName,
  balances: readonly VenueBalance[],
): Promise<VenueBalance[]> {
  const listed = new Set(balances.map((balance) => balance.asset));
  const wallets = await Wallet.query(tx).where({ exchange });
  const unlisted = wallets.filter((wallet) => !listed.has(wallet.asset) && !isZero(wallet.totalBalance));
  return [...balances, ...unlisted.map(({ asset }) => ({ asset, total: ZERO, available: ZERO, locked: ZERO }))];
}

interface Difference {
  /** The exchange's total less the book's. */
  readonly difference: Decimal;
  /** What was known of it. */
  readonly drift: Drift | undefined;
}

async function differs(
  tx: Tx,
  gateway: Gateway,
  balance: VenueBalance,
  { difference, drift }: Difference,
  at: number,
): Promise<void> {
  const { exchange } = gateway;
  if ((await wasJustTouched(tx, exchange, at)) || isIgnored(drift, difference)) return;
  const open = await openPositionsOf(tx, exchange);
  if (mayBeFunding(open, balance.asset, gateway.now())) return;
  const backed = open.find(({ tradingPair }) => isBackedBy(tradingPair, balance.asset));
  if (backed !== undefined && sign(difference) < 0) {
    // One that was ignored is another one now: it is told though its pair may be halted still.
    const wasIgnored = drift !== undefined && drift.ignoredAt !== null;
    const isNew = await halted(tx, gateway, balance.asset, backed, at);
    if (drift === undefined || !equal(drift.difference, difference))
      await noteDrift(tx, { exchange, asset: balance.asset, difference, foundAt: at });
    if (isNew || wasIgnored) await tellDrift(tx, gateway, balance, difference, backed, at);
    return;
  }
  if (drift !== undefined) await forgetDrift(tx, drift);
  await adopt(tx, gateway, balance, difference, at);
}

/** Funding falls on a whole hour, and is listed a while after it has moved the balance. */
const LISTED_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;

/** The next look tells. `now`: market time, ms UTC. */
function mayBeFunding(open: readonly Position[], asset: string, now: number): boolean {
  return now % HOUR_MS < LISTED_MS && open.some(({ tradingPair }) => assetsOf(tradingPair).settle === asset);
}

/** An order at work a moment ago may explain it. */
export async function wasJustTouched(tx: Tx, exchange: ExchangeName, at: number): Promise<boolean> {
  const touched = Order.query(tx)
    .where({ exchange })
    .where("updated_at", ">", at - TOUCHED_MS);
  return (await touched.first()) !== undefined;
}

/** How the halt of a pair says why. */
export function reasonOfDrift(exchange: ExchangeName, asset: string): string {
  return `${asset} on ${exchange} is less than the book says`;
}

/** False where it was halted for this before. */
async function halted(tx: Tx, { exchange }: Gateway, asset: string, position: Position, at: number): Promise<boolean> {
  const { tradingPair } = position;
  const reason = reasonOfDrift(exchange, asset);
  return (await haltOnce(tx, { scope: "pair", exchange, tradingPair, reason, createdAt: at })) !== null;
}

async function tellDrift(
  tx: Tx,
  { exchange, mode }: Gateway,
  { asset, total }: VenueBalance,
  difference: Decimal,
  { id, tradingPair }: Position,
  at: number,
): Promise<void> {
  const reply = driftCard({ exchange, mode, asset, pair: tradingPair, ours: sub(total, difference), theirs: total });
  await post(tx, { type: "ERROR", source: "risk", severity: 5, reply, about: { kind: "position", id }, at });
}

async function adopt(
  tx: Tx,
  { exchange, mode }: Gateway,
  { asset, total }: VenueBalance,
  change: Decimal,
  at: number,
): Promise<void> {
  await bookExternal(tx, exchange, asset, change, kindOfFlow(change), at);
  const reply = adoptedCard({ exchange, mode, asset, change, total });
  await post(tx, { type: "WARNING", source: "risk", severity: 3, reply, about: null, at });
}

export function kindOfFlow(amount: Decimal): "deposit" | "withdrawal" {
  return sign(amount) > 0 ? "deposit" : "withdrawal";
}

/** What came or went by another hand. Gives the entry of its lines. */
export async function bookExternal(
  tx: Tx,
  exchange: ExchangeName,
  asset: string,
  amount: Decimal,
  kind: LedgerKind,
  at: number,
): Promise<string> {
  const entry = `${kind}:${exchange}:${asset}:${at}`;
  const event = { entry, kind, exchange, tradeId: null, positionId: null, at };
  await writeLines(tx, linesOfExternal(asset, amount), event);
  return entry;
}
