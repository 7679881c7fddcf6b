/** Equity as days: what each began with, what flowed in or out of it, how it ended. Days are UTC's for ratios, a reader's for people. */
import { dayIn, nextDayIn } from "../day.ts";
import { type Decimal, sub } from "../money.ts";

export interface Snapshot {
  /** Market time, ms UTC. */
  readonly at: number;
  /** Open profit in. */
  readonly equity: Decimal;
  /** Moved in since the series began (below zero: out). */
  readonly flows: Decimal;
}

export interface EquitySeries {
  /** Before the first trade. */
  readonly start: Snapshot;
  /** Oldest first. */
  readonly later: readonly Snapshot[];
  /** Up to when it is known, ms UTC. */
  readonly until: number;
}

export interface Day {
  /** 2022-01-04 */
  readonly day: string;
  /** When it begins, the first one with the series; ms UTC. */
  readonly from: number;
  /** What it begins with: the last snapshot before it. */
  readonly begin: Snapshot;
  /** Its own, oldest first; none where nothing changed or nobody looked. */
  readonly snapshots: readonly Snapshot[];
  /** The last of them, or `begin`. */
  readonly end: Snapshot;
  readonly isOver: boolean;
}

/** Oldest first, none left out. A snapshot stamped 00:00 closes the day before; the first day counts however late it began. */
export function daysOf({ start, later, until }: EquitySeries, zone: string): Day[] {
  const days: Day[] = [];
  let [begin, from, next] = [start, start.at, 0];
  for (;;) {
    const ends = nextDayIn(from, zone);
    const first = next;
    while ((later[next]?.at ?? Infinity) <= ends) next += 1;
    const snapshots = later.slice(first, next);
    const end = snapshots.at(-1) ?? begin;
    days.push({ day: dayIn(from, zone), from, begin, snapshots, end, isOver: ends <= until });
    if (until <= ends) return days;
    [begin, from] = [end, ends];
  }
}

/** Moved in during the day: it counts at its start. */
export function flowsOf({ begin, end }: Pick<Day, "begin" | "end">): Decimal {
  return sub(end.flows, begin.flows);
}

/** What it gained or lost; money that came or went is neither. */
export function profitOf({ begin, end }: Pick<Day, "begin" | "end">): Decimal {
  return sub(sub(end.equity, begin.equity), flowsOf({ begin, end }));
}

/** What was known by then: the snapshots up to a moment, ms UTC. */
export function upTo(series: EquitySeries, at: number): EquitySeries {
  return { ...series, later: series.later.filter((snapshot) => snapshot.at <= at), until: at };
}

/** From a moment on: it begins with what was there then. */
export function since(series: EquitySeries, at: number): EquitySeries {
  if (at <= series.start.at) return series;
  const before = series.later.findLast((snapshot) => snapshot.at <= at) ?? series.start;
  return { ...series, start: { ...before, at }, later: series.later.filter((snapshot) => snapshot.at > at) };
}
