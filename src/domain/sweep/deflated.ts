/**
 * How much of the best of many is luck: the deflated Sharpe ratio (Bailey and López de Prado, "The Deflated Sharpe Ratio", 2014).
 * The best of N tries without any skill has a Sharpe ratio above zero; it says how likely the true one lies above what that would be.
 */
const EULER = 0.577_215_664_901_532_9;

export interface Trials {
  /** Daily returns of the one that is judged, fractions. */
  readonly returns: readonly number[];
  /** Sharpe ratios a day (not a year) of all that were tried. */
  readonly sharpes: readonly number[];
}

/** A probability from 0 to 1; null where there are too few days or tries to tell. */
export function deflatedSharpe({ returns, sharpes }: Trials): number | null {
  const days = returns.length;
  if (days < 3 || sharpes.length < 2) return null;
  const { mean, deviation, skew, kurtosis } = momentsOf(returns);
  if (!(deviation > 0)) return null;
  const sharpe = mean / deviation;
  const spread = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  if (!(spread > 0)) return null;
  return normal(((sharpe - bestByLuck(sharpes)) * Math.sqrt(days - 1)) / Math.sqrt(spread));
}

/** The Sharpe ratio a day that the best of so many tries is expected to have where none has any skill. */
export function bestByLuck(sharpes: readonly number[]): number {
  const count = sharpes.length;
  const { deviation } = momentsOf(sharpes);
  return deviation * ((1 - EULER) * quantile(1 - 1 / count) + EULER * quantile(1 - 1 / (count * Math.E)));
}

interface Moments {
  readonly mean: number;
  /** Of a sample: n − 1. */
  readonly deviation: number;
  readonly skew: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
}

function momentsOf(values: readonly number[]): Moments {
  const count = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / count;
  const moment = (power: number): number => values.reduce((total, value) => total + (value - mean) ** power, 0) / count;
  const variance = moment(2);
  return {
    mean,
    deviation: Math.sqrt((variance * count) / (count - 1)),
    skew: variance > 0 ? moment(3) / variance ** 1.5 : 0,
    kurtosis: variance > 0 ? moment(4) / variance ** 2 : 3,
  };
}

/** Of the standard normal distribution; to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
export function normal(x: number): number {
  const t = 1 / (1 + (0.327_591_1 * Math.abs(x)) / Math.SQRT2);
  const series =
    ((((1.061_405_429 * t - 1.453_152_027) * t + 1.421_413_741) * t - 0.284_496_736) * t + 0.254_829_592) * t;
  const erf = 1 - series * Math.exp((-x * x) / 2);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

const PRECISE = 1e-12;

/** Of the standard normal distribution: where it reaches a probability. By halving, for it is asked twice. */
export function quantile(probability: number): number {
  let [low, high] = [-10, 10];
  while (high - low > PRECISE) {
    const middle = (low + high) / 2;
    if (normal(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
