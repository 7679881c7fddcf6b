/** A figure that may be missing: then it says why, and is never shown as 0. */
export type Figure<T = number> =
  | { readonly value: T; readonly reason: null }
  | { readonly value: null; readonly reason: string };

export function known<T>(value: T): Figure<T> {
  return { value, reason: null };
}

export function missing(reason: string): Figure<never> {
  return { value: null, reason };
}
