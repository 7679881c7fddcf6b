/**
 * What an account has gained, computed anew from its fills, its flows and the prices of the looks at it: plain rows, another
 * arithmetic, days by counting milliseconds. Written apart from src/domain/performance and src/reports.
 */
import { Decimal as Oracle } from "decimal.js";
import type { Knex } from "knex";

const Exact = Oracle.clone({ precision: 60 });
const DAY = 86_400_000;
const BASE = "BTC";

export interface PlainPerformance {
  readonly profit: string;
  readonly profitPercent: number;
  readonly largestFall: string;
  readonly largestFallPercent: number;
  /** Of whole days. */
  readonly returns: readonly number[];
  readonly trips: readonly string[];
}

interface Line {
  readonly id: number;
  readonly kind: string;
  readonly asset: string;
  readonly amount: string;
}

interface Seen {
  readonly at: number;
  readonly worth: Oracle;
  readonly moved: Oracle;
}

/** `priceAt`: of the base coin, by market time. `price`, `now`: at the end. */
export async function plainPerformance(
  db: Knex,
  begun: string,
  priceAt: ReadonlyMap<number, string>,
  { now, price }: { readonly now: number; readonly price: string },
): Promise<PlainPerformance> {
  const lines: Line[] = await db("ledger_lines").where({ account: "wallet" }).orderBy("id");
  const looks: { at: number; ledger_id: number }[] = await db("equity").orderBy("id");
  const worthAt = (line: number, of: string): Oracle =>
    lines.filter(({ id }) => id <= line).reduce((sum, each) => sum.plus(valueOf(each, of)), new Exact(0));
  const movedAt = (line: number): Oracle =>
    lines
      .filter(({ id, kind }) => id <= line && (kind === "deposit" || kind === "withdrawal"))
      .reduce((sum, { amount }) => sum.plus(amount), new Exact(0));
  const seen: Seen[] = looks.map(({ at, ledger_id: line }) => {
    const then = priceAt.get(at);
    if (then === undefined) throw new Error(`nobody knows the price of ${at}`);
    return { at, worth: worthAt(line, then), moved: movedAt(line) };
  });
  seen.push({ at: now, worth: worthAt(Infinity, price), moved: movedAt(Infinity) });
  return { ...figuresOf(new Exact(begun), seen, now), trips: tripsOf(await db("trades").orderBy("id")) };
}

function valueOf({ asset, amount }: Line, price: string): Oracle {
  return asset === BASE ? new Exact(amount).times(price) : new Exact(amount);
}

function figuresOf(begun: Oracle, [first, ...later]: readonly Seen[], now: number): Omit<PlainPerformance, "trips"> {
  if (first === undefined || !first.worth.eq(begun)) throw new Error("it did not begin with what it began with");
  const dayOf = (at: number): number => Math.max(Math.floor(first.at / DAY), Math.ceil(at / DAY) - 1);
  let [previous, growth, growthPeak, fallPercent] = [first, new Exact(1), new Exact(1), new Exact(0)];
  const returns: number[] = [];
  for (let day = dayOf(first.at); day <= dayOf(now); day += 1) {
    const own = later.filter(({ at }) => dayOf(at) === day);
    const last = own.at(-1) ?? previous;
    const base = previous.worth.plus(last.moved.minus(previous.moved));
    const gainOf = ({ worth, moved }: Seen): Oracle =>
      worth.minus(previous.worth).minus(moved.minus(previous.moved)).div(base);
    for (const each of own) {
      const value = growth.times(gainOf(each).plus(1));
      growthPeak = Exact.max(growthPeak, value);
      fallPercent = Exact.max(fallPercent, growthPeak.minus(value).div(growthPeak).times(100));
    }
    growth = growth.times(gainOf(last).plus(1));
    if ((day + 1) * DAY <= now) returns.push(gainOf(last).toNumber());
    previous = last;
  }
  const own = [first, ...later].map(({ worth, moved }) => worth.minus(moved));
  const falls = own.map((value, index) => Exact.max(...own.slice(0, index + 1)).minus(value));
  return {
    profit: (own.at(-1) ?? begun).minus(begun).toFixed(),
    profitPercent: growth.minus(1).times(100).toNumber(),
    largestFall: Exact.max(...falls).toFixed(),
    largestFallPercent: fallPercent.toNumber(),
    returns,
  };
}

interface Fill {
  readonly side: string;
  readonly quantity: string;
  readonly cost: string;
  readonly fee_quote: string;
}

/** Of one pair by one strategy, fees in quote: money out and in between two moments at which nothing was held. */
function tripsOf(fills: readonly Fill[]): string[] {
  const trips: string[] = [];
  let [held, gained] = [new Exact(0), new Exact(0)];
  for (const { side, quantity, cost, fee_quote: fee } of fills) {
    const way = side === "BUY" ? 1 : -1;
    held = held.plus(new Exact(quantity).times(way));
    gained = gained.minus(new Exact(cost).times(way)).minus(fee);
    if (!held.isZero()) continue;
    trips.push(gained.toFixed());
    gained = new Exact(0);
  }
  return trips;
}
