/** The book against what the exchange says: what differs, what may explain it, and what would become of positions. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import { ownerOf } from "../../domain/client-order-id.ts";
import { type Decimal, isZero, less, sub, sum, ZERO } from "../../domain/money.ts";
import type { OrderReport } from "../../exchange/gateway.ts";
import { type Drift, driftsOf, isIgnored } from "../../models/drift.ts";
import { readTag } from "../../models/meta.ts";
import { Order } from "../../models/order.ts";
import { walletsOf } from "../../models/wallet.ts";
import { backedBy, type BackedShare } from "../backed.ts";
import { workingExits } from "../orders.ts";
import { type PositionDrift, positionDrifts } from "../perpetuals/compare.ts";
import type { DriftLook, FoundOrphan } from "./look.ts";
import { type Suspect, suspectsOf } from "./suspects.ts";

export interface AccountDrift {
  /** Of which either side holds some. */
  readonly assets: number;
  /** Open at the exchange, and in the book. */
  readonly orders: number;
  readonly differences: readonly Difference[];
  readonly positions: readonly PositionDrift[];
  readonly orphans: readonly FoundOrphan[];
  readonly foreign: readonly Foreign[];
  /** Live in the book, and not known to the exchange. */
  readonly missing: readonly Order[];
}

export interface Difference {
  readonly asset: string;
  /** Totals of the book and of the exchange. */
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** The exchange's less the book's. */
  readonly change: Decimal;
  /** Coins of no position, as the book has it. */
  readonly inventory: Decimal;
  /** The positions that the coin backs, in the order in which coins go from them. */
  readonly backed: readonly BackedShare[];
  /** Orders whose fate is open and which may be the cause. */
  readonly suspects: readonly Suspect[];
  /** Exits that would sell more than is left of their position. */
  readonly inTheWay: readonly Order[];
  /** Who wants to hear no more of it. */
  readonly ignored: Drift | null;
}

/** Whoever's it is, it is shown and never touched. */
export interface Foreign {
  readonly report: OrderReport;
  /** foreign: of no Outcry · other: of another desk · accepted: once an orphan, and a person has resumed */
  readonly whose: "foreign" | "other" | "accepted";
}

export async function compareAccount(db: Knex | Tx, look: DriftLook): Promise<AccountDrift> {
  const { gateway, truth, orphans } = look;
  const { exchange } = gateway;
  const known = await Order.query(db).where({ exchange, send_count: 1 }).whereIn("client_order_id", openIds(look));
  const ids = new Set<string>(known.map(({ clientOrderId }) => clientOrderId));
  const suspects = await suspectsOf(db, look);
  const totals = await totalsOf(db, look);
  const drifts = await driftsOf(db, exchange);
  const differences: Difference[] = [];
  for (const { asset, ours, theirs } of totals) {
    const drift = drifts.get(asset);
    const change = sub(theirs, ours);
    if (isZero(change)) continue;
    const backed = await backedBy(db, exchange, asset, theirs);
    const held = sum(backed.map(({ position }) => position.quantity));
    const may = suspects.filter(({ assets }) => assets.includes(asset));
    const ignored = drift !== undefined && isIgnored(drift, change) ? drift : null;
    const inTheWay = await exitsInTheWay(db, backed);
    const inventory = sub(ours, held);
    differences.push({ asset, ours, theirs, change, inventory, backed, suspects: may, inTheWay, ignored });
  }
  return {
    assets: totals.length,
    orders: truth.open.filter((report) => isKnown(report, ids)).length,
    differences,
    positions: await positionDrifts(db, exchange, truth.positions),
    orphans,
    foreign: await foreignOf(db, look, ids),
    missing: await missingOf(db, look, suspects),
  };
}

const openIds = ({ truth }: DriftLook): string[] => truth.open.flatMap(({ clientOrderId }) => clientOrderId ?? []);

const isKnown = ({ clientOrderId }: OrderReport, ids: ReadonlySet<string>): boolean =>
  clientOrderId !== null && ids.has(clientOrderId);

interface Totals {
  readonly asset: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

/** A coin that one side leaves out is one of which it holds nothing. */
async function totalsOf(db: Knex | Tx, { gateway, truth }: DriftLook): Promise<Totals[]> {
  const wallets = await walletsOf(db, gateway.exchange);
  const ours = new Map(wallets.map(({ asset, totalBalance }) => [asset, totalBalance]));
  const theirs = new Map(truth.balances.map(({ asset, total }) => [asset, total]));
  const assets = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  return assets
    .map((asset) => ({ asset, ours: ours.get(asset) ?? ZERO, theirs: theirs.get(asset) ?? ZERO }))
    .filter((totals) => !isZero(totals.ours) || !isZero(totals.theirs));
}

/** An exit that sells more than its position holds sells another one's coins. What protects a position follows it. */
async function exitsInTheWay(db: Knex | Tx, shares: readonly BackedShare[]): Promise<Order[]> {
  const inTheWay: Order[] = [];
  for (const { position, gone, left, isDust } of shares) {
    if (isZero(gone)) continue;
    const exits = (await workingExits(db, position)).filter(({ leg }) => leg === null);
    const wanted = sum(exits.map(({ quantity, filledQuantity }) => sub(quantity, filledQuantity)));
    if (less(isDust ? ZERO : left, wanted)) inTheWay.push(...exits);
  }
  return inTheWay;
}

async function foreignOf(db: Knex | Tx, { truth, orphans }: DriftLook, known: ReadonlySet<string>): Promise<Foreign[]> {
  const tag = await readTag(db);
  const undecided = new Set<string | null>(orphans.map(({ clientOrderId }) => clientOrderId));
  return truth.open
    .filter((report) => !isKnown(report, known) && !undecided.has(report.clientOrderId))
    .map((report) => {
      const owner = ownerOf(report.clientOrderId, tag);
      return { report, whose: owner === "ours" ? "accepted" : owner };
    });
}

/** Of what may just be moving nothing is said. */
async function missingOf(
  db: Knex | Tx,
  { truth, gateway: { exchange } }: DriftLook,
  suspects: readonly Suspect[],
): Promise<Order[]> {
  const absent = [...truth.reports].flatMap(([id, report]) => (report === null ? [id] : []));
  const orders = await Order.query(db)
    .where({ exchange })
    .whereIn("client_order_id", absent)
    .whereIn("state", ["open", "partial", "canceling"])
    .orderBy("id");
  return orders.filter(({ id }) => !suspects.some((suspect) => suspect.order === id));
}
