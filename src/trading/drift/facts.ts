/** What was compared, as the cards say it. */
import type { Knex } from "knex";

import type { ComparedFacts, DifferenceFacts, ForeignFacts, OrphanFacts, StrayFacts } from "../../cards/drift/facts.ts";
import type { Tx } from "../../db/transact.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { less, max, min, neg, sum, text, ZERO } from "../../domain/money.ts";
import type { OrderReport } from "../../exchange/gateway.ts";
import { MarketRow, toMarket } from "../../models/market.ts";
import { nameOf } from "../halts/card.ts";
import { purposeOf } from "../order-purpose.ts";
import type { AccountDrift, Difference, Foreign } from "./compare.ts";
import type { DriftLook, FoundOrphan } from "./look.ts";

export async function accountFacts(db: Knex | Tx, look: DriftLook, drift: AccountDrift): Promise<ComparedFacts> {
  const { exchange, mode } = look.gateway;
  const differences: DifferenceFacts[] = [];
  for (const difference of drift.differences) differences.push(await differenceFacts(db, difference));
  const orphans: OrphanFacts[] = [];
  for (const orphan of drift.orphans) orphans.push(await orphanFacts(db, exchange, orphan));
  const foreign: ForeignFacts[] = [];
  for (const order of drift.foreign) foreign.push(await foreignFacts(db, exchange, order));
  const { assets, orders, positions } = drift;
  const missing = drift.missing.map(({ id }) => id);
  return { exchange, mode, at: look.truth.askedAt, assets, orders, differences, positions, orphans, foreign, missing };
}

export async function differenceFacts(db: Knex | Tx, difference: Difference): Promise<DifferenceFacts> {
  const { asset, ours, theirs, change, inventory, ignored } = difference;
  return {
    asset,
    ours,
    theirs,
    change,
    fromInventory: max(min(neg(change), inventory), ZERO),
    positions: difference.backed.map(({ position, left, canBeSold, isDust }) => ({
      pair: position.tradingPair,
      strategy: position.strategyId,
      quantity: position.quantity,
      left,
      canBeSold,
      isDust,
    })),
    suspects: difference.suspects.map(({ words }) => words),
    inTheWay: difference.inTheWay.map(({ id }) => id),
    ignored:
      ignored === null ? null : { by: await nameOf(db, ignored.ignoredBy), at: ignored.ignoredAt ?? ignored.foundAt },
  };
}

/** How people name it. */
export function refOf({ report, clientOrderId }: FoundOrphan): string {
  return report?.exchangeOrderId ?? clientOrderId;
}

export async function orphanFacts(db: Knex | Tx, exchange: ExchangeName, orphan: FoundOrphan): Promise<OrphanFacts> {
  const { report } = orphan;
  return {
    ref: refOf(orphan),
    order: report === null ? null : await strayFacts(db, exchange, report),
    told: sum(orphan.fills.map(({ quantity }) => quantity)),
    lacksTrades: lacksTrades(orphan),
  };
}

/** It is over, so that nothing would ever ask for them again. */
export function lacksTrades({ report, fills }: FoundOrphan): boolean {
  if (report === null || report.status === "open") return false;
  return less(sum(fills.map(({ quantity }) => quantity)), report.filled);
}

async function foreignFacts(db: Knex | Tx, exchange: ExchangeName, { report, whose }: Foreign): Promise<ForeignFacts> {
  return { ref: report.exchangeOrderId, order: await strayFacts(db, exchange, report), whose };
}

async function strayFacts(db: Knex | Tx, exchange: ExchangeName, report: OrderReport): Promise<StrayFacts> {
  const { side, pair, quantity, filled, price, status } = report;
  const market = await MarketRow.query(db).findOne({ exchange, pair });
  const pricePlaces = market?.tick.places ?? price?.places ?? 0;
  const purpose = market === undefined ? "entry" : (await purposeOf(db, toMarket(market), side)).purpose;
  return { side, purpose, pair, quantity, filled, price, pricePlaces, status, isOpen: status === "open" };
}

/** The figures that a question names; its yes is good while they are these. */
export function shownOf(target: Difference | FoundOrphan): string {
  if ("asset" in target) {
    const shares = target.backed.map(({ id, left, isDust }) => `${id}:${text(isDust ? ZERO : left)}`);
    return [text(target.change), ...shares].join("/");
  }
  const { report, fills } = target;
  const told = sum(fills.map(({ quantity }) => quantity));
  return report === null ? "gone" : [report.status, text(report.filled), text(told)].join("/");
}
