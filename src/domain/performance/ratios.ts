/** What daily returns (fractions, whole days alone) say of risk; formulas and their gaps are METRICS' (docs/performance.md). */
import { type Figure, known, missing } from "./figure.ts";
import { growthOf } from "./returns.ts";

const DAYS_A_YEAR = 365;
const FEWEST_DAYS = 2;
const FEWEST_DAYS_OF_A_YEAR = 30;
/** Below it all returns are the same but for rounding. */
const NO_SPREAD = 1e-12;

/** Percent a year. */
export function volatility(returns: readonly number[]): Figure {
  return tooFew(returns, FEWEST_DAYS) ?? known(deviation(returns) * Math.sqrt(DAYS_A_YEAR) * 100);
}

/** Risk-free rate 0. */
export function sharpe(returns: readonly number[]): Figure {
  const few = tooFew(returns, FEWEST_DAYS);
  if (few !== null) return few;
  const spread = deviation(returns);
  if (spread < NO_SPREAD) return missing("all days were the same");
  return known((mean(returns) / spread) * Math.sqrt(DAYS_A_YEAR));
}

/** Against the losing days; n counts all days. */
export function sortino(returns: readonly number[]): Figure {
  const few = tooFew(returns, FEWEST_DAYS);
  if (few !== null) return few;
  const losses = returns.filter((each) => each < 0);
  if (losses.length === 0) return missing("no losing day");
  const downside = Math.sqrt(sumOf(losses.map((each) => each * each)) / returns.length);
  return known((mean(returns) / downside) * Math.sqrt(DAYS_A_YEAR));
}

/** Growth a year, as a fraction. */
export function cagr(returns: readonly number[]): Figure {
  const few = tooFew(returns, FEWEST_DAYS_OF_A_YEAR);
  return few ?? known(growthOf(returns) ** (DAYS_A_YEAR / returns.length) - 1);
}

/** CAGR over the largest relative fall, a fraction. */
export function calmar(returns: readonly number[], fall: number): Figure {
  const yearly = cagr(returns);
  if (yearly.reason !== null) return yearly;
  return fall > 0 ? known(yearly.value / fall) : missing("no fall");
}

function tooFew(returns: readonly number[], needed: number): Figure | null {
  return returns.length < needed ? missing(`needs ${needed} days, has ${returns.length}`) : null;
}

function mean(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Of a sample: n − 1. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(sumOf(values.map((each) => (each - middle) ** 2)) / (values.length - 1));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
