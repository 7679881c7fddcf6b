/** Words that the desk knows at the moment of typing, for completion and menus. The best come first. */
import type { Desk } from "../../db/desk.ts";
import { formatMoney } from "../../domain/format.ts";
import { isZero } from "../../domain/money.ts";
import { nearestPair } from "../../domain/nearest.ts";
import { PENDING_STATES, type State } from "../../domain/order.ts";
import { MarketRow } from "../../models/market.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { Wallet } from "../../models/wallet.ts";

const MOST_ORDERS = 50;

export async function knownPairs({ db }: Desk): Promise<string[]> {
  const rows = await MarketRow.query(db.reader).select("pair").where({ is_active: true }).orderBy("id");
  return [...new Set(rows.map((row) => row.pair))];
}

/** What could be sold: the pairs whose coin is held. */
export async function heldPairs({ db }: Desk): Promise<string[]> {
  const wallets = await Wallet.query(db.reader);
  const held = new Set(wallets.filter((each) => !isZero(each.totalBalance)).map((each) => each.asset));
  const rows = await MarketRow.query(db.reader).select("pair", "base").where({ is_active: true }).orderBy("id");
  return [...new Set(rows.filter((row) => held.has(row.base)).map((row) => row.pair))];
}

/** Those with an open position, the newest first. */
export async function openPairs({ db }: Desk): Promise<string[]> {
  const rows = await Position.query(db.reader).where({ closed_time: null }).orderBy("id", "desc");
  return [...new Set(rows.map((row) => row.tradingPair))];
}

export async function meantPair(desk: Desk, word: string): Promise<string | null> {
  const pairs = await knownPairs(desk);
  return pairs.includes(word.toUpperCase()) ? null : nearestPair(word, pairs);
}

/** What waits for a yes, the newest first. */
export const waitingOrders = (desk: Desk, typed: string): Promise<string[]> => orders(desk, typed, ["proposed"]);
export const pendingOrders = (desk: Desk, typed: string): Promise<string[]> => orders(desk, typed, PENDING_STATES);
export const recentOrders = (desk: Desk, typed: string): Promise<string[]> => orders(desk, typed, null);

/** As they are being typed: `#4` goes on to `#42`. The exits that wait with an entry go by its number. */
async function orders({ db }: Desk, typed: string, states: readonly State[] | null): Promise<string[]> {
  const newest = Order.query(db.reader).select("id").orderBy("id", "desc").limit(MOST_ORDERS);
  const ofStates = (all: readonly State[]) =>
    newest.whereIn("state", [...all]).where((each) => {
      void each.whereNot({ state: "proposed" }).orWhere({ leg: null });
    });
  const rows = await (states === null ? newest : ofStates(states));
  return rows.map((row) => (typed.startsWith("#") ? `#${row.id}` : String(row.id)));
}

/** `#42 BUY 0.0125 BTC` */
export async function orderLabels({ db }: Desk, numbers: readonly string[]): Promise<string[]> {
  const rows = await Order.query(db.reader).findByIds(numbers.map(Number));
  const labels = new Map(rows.map((row) => [String(row.id), labelOf(row)]));
  return numbers.map((number) => labels.get(number) ?? `#${number}`);
}

const labelOf = (row: Order): string => `#${row.id} ${row.side} ${formatMoney(row.quantity, row.baseAsset)}`;
