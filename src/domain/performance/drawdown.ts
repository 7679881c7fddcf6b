/** The largest falls from a running peak, over all snapshots: in money, and relative, which may be another fall. */
import { type Decimal, max, sub, ZERO } from "../money.ts";
import type { Day, EquitySeries } from "./daily.ts";
import { returnAt, returnOf } from "./returns.ts";

/** Of equity without what flowed in or out; the peak starts at what the series began with. */
export function largestFall({ start, later }: Pick<EquitySeries, "start" | "later">): Decimal {
  let peak = sub(start.equity, start.flows);
  let fall = ZERO;
  for (const { equity, flows } of later) {
    const own = sub(equity, flows);
    peak = max(peak, own);
    fall = max(fall, sub(peak, own));
  }
  return fall;
}

/** Of Π(1 + r), starting at 1: a fraction. */
export function largestRelativeFall(days: readonly Day[]): number {
  return fallsOf(days).reduce((largest, { fall }) => Math.max(largest, fall), 0);
}

/** How far below its peak it was at each snapshot: a fraction ≥ 0. */
export function fallsOf(days: readonly Day[]): { readonly at: number; readonly fall: number }[] {
  let [growth, peak] = [1, 1];
  return days.flatMap((day) => {
    const falls = day.snapshots.map((snapshot) => {
      const value = growth * (1 + returnAt(day, snapshot));
      peak = Math.max(peak, value);
      return { at: snapshot.at, fall: 1 - value / peak };
    });
    growth *= 1 + returnOf(day);
    return falls;
  });
}
