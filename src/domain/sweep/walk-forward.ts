/**
 * Walk-forward: each part of the past is traded with what was best on all before it. What that earns nobody has fitted, so it
 * says more than the best of all.
 */
export interface Part {
  /** Daily returns in it, fractions. */
  readonly returns: readonly number[];
  readonly trips: number;
}

export interface Step {
  /** Which of the sets was best on the parts before; null: none had a figure. */
  readonly chosen: number | null;
  /** Of the part that was traded with it. */
  readonly part: number;
}

export interface WalkForward {
  readonly steps: readonly Step[];
  /** Daily returns of all parts that were traded, in their order. */
  readonly returns: readonly number[];
  readonly trips: number;
}

/** `parts[set][part]`: each set on each part. */
export function walkForward(parts: readonly (readonly Part[])[]): WalkForward {
  const count = parts[0]?.length ?? 0;
  const steps = Array.from({ length: Math.max(0, count - 1) }, (_, i): Step => {
    const learnt = parts.map((own) => sharpeOver(own.slice(0, i + 1)));
    return { chosen: bestOf(learnt), part: i + 1 };
  });
  const traded = steps.flatMap(({ chosen, part }) => (chosen === null ? [] : (parts[chosen]?.[part] ?? [])));
  return {
    steps,
    returns: traded.flatMap(({ returns }) => returns),
    trips: traded.reduce((total, { trips }) => total + trips, 0),
  };
}

/** The first of the largest; null where there is none. */
export function bestOf(figures: readonly (number | null)[]): number | null {
  let best: number | null = null;
  figures.forEach((figure, i) => {
    if (figure !== null && (best === null || figure > (figures[best] ?? Number.NEGATIVE_INFINITY))) best = i;
  });
  return best;
}

/** A day, not a year; null for fewer than two days, or where all were the same. */
export function sharpeOf(returns: readonly number[]): number | null {
  return sharpeOver([{ returns }]);
}

/** Of all days of some parts. They are not joined: a sweep asks it of each set for each step. */
export function sharpeOver(parts: readonly Pick<Part, "returns">[]): number | null {
  const own = parts.map(({ returns }) => momentsOf(returns));
  const days = own.reduce((total, each) => total + each.days, 0);
  if (days < 2) return null;
  const mean = own.reduce((total, each) => total + each.days * each.mean, 0) / days;
  const squares = own.reduce((total, each) => total + each.squares + each.days * (each.mean - mean) ** 2, 0);
  const variance = squares / (days - 1);
  return variance > 1e-24 ? mean / Math.sqrt(variance) : null;
}

interface Moments {
  readonly days: number;
  readonly mean: number;
  /** Of what each lies off the mean, summed up. */
  readonly squares: number;
}

/** A part belongs to most of the steps: its days are walked once. */
const known = new WeakMap<readonly number[], Moments>();

function momentsOf(returns: readonly number[]): Moments {
  const before = known.get(returns);
  if (before !== undefined) return before;
  const days = returns.length;
  const mean = days === 0 ? 0 : returns.reduce((total, each) => total + each, 0) / days;
  const squares = returns.reduce((total, each) => total + (each - mean) ** 2, 0);
  const made = { days, mean, squares };
  known.set(returns, made);
  return made;
}

/** Of equity at the ends of days, the first one beside what it began with. */
export function returnsOf(capital: number, dayEnds: readonly number[]): number[] {
  return dayEnds.map((end, i) => end / (i === 0 ? capital : (dayEnds[i - 1] ?? Number.NaN)) - 1);
}
