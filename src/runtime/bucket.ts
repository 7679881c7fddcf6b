/** How fast somebody may come: so many at once, then so many a second. Kept by name, and forgotten when full again. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Buckets {
  /** 0: go ahead; else how many ms from now there is room for one. */
  take(name: string): number;
}

const SECOND = 1_000;

/** `now` in ms, of a clock that never jumps: a pace is no business of wall time. */
export function createBuckets({ burst, perSecond }: Pace, now: () => number = () => performance.now()): Buckets {
  /** By name: when its bucket is full again. What is in the past says nothing more than what is absent. */
  const fullAt = new Map<string, number>();
  const each = SECOND / perSecond;

  const forget = (at: number): void => {
    for (const [name, full] of fullAt) if (full <= at) fullAt.delete(name);
  };

  return {
    take(name) {
      const at = now();
      const full = Math.max(fullAt.get(name) ?? 0, at) + each;
      const tooEarly = full - (at + burst * each);
      if (tooEarly > 0) return Math.ceil(tooEarly);
      forget(at);
      fullAt.set(name, full);
      return 0;
    },
  };
}
