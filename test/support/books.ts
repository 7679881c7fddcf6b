/** Looks into the two books of a stopped desk: its own database and the paper venue's, in another arithmetic. */
import { join } from "node:path";

import Database from "better-sqlite3";
import { Decimal as Oracle } from "decimal.js";

const Exact = Oracle.clone({ precision: 100 });

export interface Books {
  readonly orders: readonly {
    id: number;
    client_order_id: string;
    state: string;
    send_count: number;
    filled_quantity: string;
  }[];
  readonly placed: readonly { client_order_id: string; status: string; filled: string }[];
  readonly trades: readonly {
    order_id: number;
    quantity: string;
    price: string;
    timestamp: number;
    liquidity: string;
  }[];
  /** Per asset: what the desk's wallet, the sum of its ledger lines and the venue say. */
  readonly totals: readonly { asset: string; wallet: string; ledger: string; venue: string }[];
  /** Ledger entries that do not sum to zero. */
  readonly unbalanced: readonly string[];
}

export function readBooks(dataDir: string): Books {
  const desk = new Database(join(dataDir, "outcry.db"), { readonly: true });
  const venue = new Database(join(dataDir, "paper.db"), { readonly: true });
  try {
    const lines = desk
      .prepare("select entry, account, asset, amount from ledger_lines where exchange = 'paper'")
      .all() as Line[];
    return {
      orders: desk
        .prepare("select id, client_order_id, state, send_count, filled_quantity from orders order by id")
        .all() as Books["orders"],
      placed: venue.prepare("select client_order_id, status, filled from orders order by id").all() as Books["placed"],
      trades: desk
        .prepare("select order_id, quantity, price, timestamp, liquidity from trades order by id")
        .all() as Books["trades"],
      totals: totalsOf(desk, venue, lines),
      unbalanced: unbalancedOf(lines),
    };
  } finally {
    desk.close();
    venue.close();
  }
}

interface Line {
  readonly entry: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: string;
}

function totalsOf(desk: Database.Database, venue: Database.Database, lines: readonly Line[]): Books["totals"] {
  const wallets = desk.prepare("select asset, total_balance as total from wallets where exchange = 'paper'").all() as {
    asset: string;
    total: string;
  }[];
  const balances = venue.prepare("select asset, total from balances where exchange = 'paper'").all() as {
    asset: string;
    total: string;
  }[];
  return wallets.map(({ asset, total }) => ({
    asset,
    wallet: total,
    ledger: sumOf(lines.filter((line) => line.account === "wallet" && line.asset === asset)),
    venue: new Exact(balances.find((balance) => balance.asset === asset)?.total ?? "0").toFixed(),
  }));
}

function unbalancedOf(lines: readonly Line[]): string[] {
  const entries = Map.groupBy(lines, (line) => `${line.entry} ${line.asset}`);
  return [...entries].filter(([, ofEntry]) => sumOf(ofEntry) !== "0").map(([name]) => name);
}

function sumOf(lines: readonly Line[]): string {
  return lines.reduce((sum, line) => sum.plus(line.amount), new Exact(0)).toFixed();
}
