/** Series of equity for tests: one value a UTC day unless moments are given. */
import type { EquitySeries, Snapshot } from "../../src/domain/performance/daily.ts";
import type { RoundTrip } from "../../src/domain/performance/round-trips.ts";
import { add, type Decimal, from, sum, ZERO } from "../../src/domain/money.ts";

export const DAY_MS = 24 * 60 * 60_000;
/** 00:00 UTC, 5 January 2026. */
export const BEGIN = Date.UTC(2026, 0, 5);

export interface DailySeries {
  readonly start: string;
  readonly profits: readonly string[];
  /** By day, counted from 1: moved in at its start. */
  readonly flows?: Readonly<Record<number, string>>;
}

/** The day's profit and flow are seen when it ends, at 00:00 of the next. */
export function dailySeries({ start, profits, flows = {} }: DailySeries): EquitySeries {
  const later: Snapshot[] = [];
  let [equity, moved] = [from(start), ZERO];
  for (const [index, profit] of profits.entries()) {
    const flow = from(flows[index + 1] ?? "0");
    moved = add(moved, flow);
    equity = sum([equity, flow, from(profit)]);
    later.push({ at: BEGIN + (index + 1) * DAY_MS, equity, flows: moved });
  }
  return { start: snapshot(BEGIN, start), later, until: BEGIN + profits.length * DAY_MS };
}

export function snapshot(at: number, equity: string, flows = "0"): Snapshot {
  return { at, equity: from(equity), flows: from(flows) };
}

/** Each lasts an hour. */
export function tripsOf(profits: readonly (string | Decimal)[]): RoundTrip[] {
  return profits.map((profit, index) => {
    const closedAt = BEGIN + (index + 1) * DAY_MS - 1;
    return { openedAt: closedAt - 60 * 60_000, closedAt, profit: typeof profit === "string" ? from(profit) : profit };
  });
}
