/** What was measured, summed up: a median and a tail, never a verdict. */
export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "MiB" | "kB" | "requests" | "candles/s" | "values/s" | "times" | "commands" | "chats";
  readonly samples: number;
  readonly median: number;
  /** Both null where too few samples have a tail. */
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Part {
  readonly title: string;
  readonly figures: readonly Figure[];
}

const ENOUGH_FOR_A_TAIL = 100;

export function figure(name: string, unit: Figure["unit"], samples: readonly number[]): Figure {
  const sorted = samples.toSorted((a, b) => a - b);
  const tail = (share: number): number | null => (sorted.length < ENOUGH_FOR_A_TAIL ? null : quantile(sorted, share));
  return { name, unit, samples: sorted.length, median: quantile(sorted, 0.5), p95: tail(0.95), p99: tail(0.99) };
}

/** One column of measurements taken together, all in ms. */
export function columnOf<Key extends string>(
  rows: readonly Readonly<Record<Key, number>>[],
): (name: string, key: Key) => Figure {
  return (name, key) =>
    figure(
      name,
      "ms",
      rows.map((row) => row[key]),
    );
}

/** How many times the median of one is that of another, which ran beside it: this says more than either on a busy machine. */
export function ratio(name: string, of: Figure, to: Figure): Figure {
  return { ...single(name, "times", of.median / to.median), samples: of.samples };
}

/** What is known by itself: a difference, a count. */
export function single(name: string, unit: Figure["unit"], value: number): Figure {
  return { name, unit, samples: 1, median: value, p95: null, p99: null };
}

/** The nearest rank. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
