/** Daily returns: r = (E_d − E_(d−1) − F_d) / (E_(d−1) + F_d), as fractions. */
import { add, sub, toNumber } from "../money.ts";
import { type Day, flowsOf, type Snapshot } from "./daily.ts";

/** Not a number where it changed though nothing was there to change. */
export function returnOf(day: Day): number {
  return returnAt(day, day.end);
}

/** Of a moment in the day, as if what flows in it had flowed at its start. */
export function returnAt(day: Day, { equity, flows }: Snapshot): number {
  const { begin } = day;
  const change = toNumber(sub(sub(equity, begin.equity), sub(flows, begin.flows)));
  if (change === 0) return 0;
  const base = toNumber(add(begin.equity, flowsOf(day)));
  return base > 0 ? change / base : NaN;
}

/** Π(1 + r); 1 for none. */
export function growthOf(returns: readonly number[]): number {
  return returns.reduce((product, each) => product * (1 + each), 1);
}
