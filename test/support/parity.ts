/** What a strategy did, in a run of the engine and at a desk that was stopped, as lines: the same where both did the same. */
import { join } from "node:path";

import Database from "better-sqlite3";

import type { Effect } from "../../src/domain/engine/book.ts";
import { linesOfDust, linesOfFill, type LedgerEntry } from "../../src/domain/ledger.ts";
import type { Market } from "../../src/domain/market.ts";
import { add, compare, type Decimal, from, sub, text, ZERO } from "../../src/domain/money.ts";
import type { Leg } from "../../src/domain/order.ts";

export interface Told {
  /** As the venue has them, in the order in which they came to it. */
  readonly orders: readonly string[];
  readonly ledger: readonly string[];
}

/** Moments are market time, ms UTC. */
interface Placed {
  /** Of an entry, when it was decided; null of an exit. */
  readonly decidedAt: number | null;
  /** When it came to the venue, or what it got there last. */
  readonly at: number;
  readonly side: string;
  readonly leg: Leg | null;
  readonly quantity: string;
  /** Of an exit its trigger or limit, null at market; of an entry the edge of its band. */
  readonly level: string | null;
  readonly status: string;
  readonly filled: string;
}

export function toldByEngine(effects: readonly Effect[], market: Market): Told {
  const orders = new Map<number, Placed>();
  const ledger: string[] = [];
  for (const effect of effects) {
    const { at } = effect;
    if (effect.kind === "placed") {
      const { id, leg, level, working } = effect.order;
      const edge = leg === null ? working.limit : level;
      orders.set(id, {
        ...{
          at,
          decidedAt: leg === null ? at : null,
          side: working.side,
          leg,
          quantity: text(working.remaining),
          level: edge && text(edge),
        },
        ...{ status: "open", filled: "0" },
      });
    }
    if (effect.kind === "ended") change(orders, effect.order.id, () => ({ at, status: effect.how }));
    if (effect.kind === "left") ledger.push(...ledgerLines(at, "dust", linesOfDust(market.base, effect.quantity)));
    if (effect.kind !== "filled") continue;
    const { quantity, cost, fee } = effect.fill;
    change(orders, effect.order.id, (order) => ({ at, ...filledBy(order, quantity) }));
    const { side } = effect.order.working;
    const { base, quote } = market;
    const entries = linesOfFill({ side, base, quote, quantity, cost, fee, feeAsset: quote });
    ledger.push(...ledgerLines(at, "fill", entries));
  }
  return { orders: [...orders.values()].map(orderLine), ledger };
}

function change(orders: Map<number, Placed>, id: number, by: (order: Placed) => Partial<Placed>): void {
  const order = orders.get(id);
  if (order !== undefined) orders.set(id, { ...order, ...by(order) });
}

function filledBy({ filled, quantity, status }: Placed, more: Decimal): Partial<Placed> {
  const now = add(from(filled), more);
  return { filled: text(now), status: compare(sub(from(quantity), now), ZERO) === 0 ? "filled" : status };
}

function ledgerLines(at: number, kind: string, entries: readonly LedgerEntry[]): string[] {
  return entries.map(({ account, asset, amount }) => ledgerLine({ at, kind, account, asset, amount: text(amount) }));
}

const ORDERS = `
  select placed.at, placed.side, orders.leg, placed.quantity, placed.status, placed.filled,
    case when orders.leg is null then orders.quote_at end as decidedAt,
    case when orders.leg is null then placed.bound else coalesce(orders.trigger_price, orders.price) end as level
  from venue.orders placed join orders on orders.client_order_id = placed.client_order_id
  where orders.exchange = 'paper' and orders.strategy_id = ? order by placed.id`;

const LINES = `
  select lines.at, lines.kind, lines.account, lines.asset, lines.amount from ledger_lines lines
  join positions on positions.id = lines.position_id
  where lines.exchange = 'paper' and positions.strategy_id = ? order by lines.id`;

export function toldByDesk(dataDir: string, strategy: string): Told {
  const db = new Database(join(dataDir, "outcry.db"), { readonly: true });
  try {
    db.prepare("attach database ? as venue").run(join(dataDir, "paper.db"));
    const orders = db.prepare(ORDERS).all(strategy) as Placed[];
    const lines = db.prepare(LINES).all(strategy) as Line[];
    return { orders: orders.map(orderLine), ledger: lines.map(ledgerLine) };
  } finally {
    db.close();
  }
}

interface Line {
  readonly at: number;
  readonly kind: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: string;
}

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16);
const plain = (figure: string): string => text(from(figure));

function orderLine({ decidedAt, at, side, leg, quantity, level, status, filled }: Placed): string {
  const where = level === null ? "at market" : `at ${plain(level)}`;
  const what = decidedAt === null ? leg : `entry of ${moment(decidedAt)}`;
  return `${moment(at)} ${what}: ${side} ${plain(quantity)} ${where}, ${status}, ${plain(filled)} filled`;
}

function ledgerLine({ at, kind, account, asset, amount }: Line): string {
  return `${moment(at)} ${kind}: ${account} ${plain(amount)} ${asset}`;
}
