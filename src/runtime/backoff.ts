/** How long to wait before trying again: doubled each time, and up to a half less, so that two programs do not go on in step. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** `failures` so far without a success between them, the one just now included: 1, 2, … */
export function backoffMs(failures: number, { firstMs, longestMs }: Backoff): number {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs) * (1 - Math.random() / 2);
}
