/** Every wait has an end. */
export class Overdue extends Error {
  override readonly name = "Overdue";
  readonly what: string;
  readonly ms: number;

  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.what = what;
    this.ms = ms;
  }
}

/**
 * The work's own result, or Overdue after `ms`. What can be given up gets a signal that is then aborted; a plain promise
 * is left to itself, its late failure is taken in silence since Overdue has been thrown for it.
 */
export async function within<T>(
  ms: number,
  what: string,
  work: Promise<T> | ((signal: AbortSignal) => Promise<T>),
): Promise<T> {
  const giveUp = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const overdue = new Overdue(what, ms); // not before: its stack costs more than most waits
    reject(overdue);
    giveUp.abort(overdue);
  }, ms);
  try {
    return await Promise.race([typeof work === "function" ? work(giveUp.signal) : work, late]);
  } finally {
    clearTimeout(timer);
  }
}
