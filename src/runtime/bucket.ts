/** How fast somebody may come: so many at once, then so many a second. Kept by name, and forgotten when full again. */
export interface Pace {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Buckets {
  /** 0: go ahead; else how many ms from now there is room for one. */
  take(name: string): number;
  /** As `take`, without taking. */
  due(name: string): number;
  /** Takes the next room there is, and says how many ms from now that is: who waits so long need not ask again. */
  book(name: string): number;
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
  const withOneMore = (name: string, at: number): number => Math.max(fullAt.get(name) ?? 0, at) + each;
  const early = (full: number, at: number): number => Math.max(0, Math.ceil(full - (at + burst * each)));

  const due = (name: string): number => {
    const at = now();
    return early(withOneMore(name, at), at);
  };
  const book = (name: string): number => {
    const at = now();
    const full = withOneMore(name, at);
    forget(at);
    fullAt.set(name, full);
    return early(full, at);
  };
  return {
    due,
    book,
    take: (name) => due(name) || book(name),
  };
}
