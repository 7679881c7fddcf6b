/** "Did you mean …?" Distances are counted in letters and digits alone, and case is ignored. */

/** The candidate that a mistyped word is closest to, or null when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  return nearestOf(word, spelt(candidates));
}

/** A name with what is compared of it. */
export interface Spelt {
  readonly name: string;
  readonly letters: string;
}

/** For long lists that many words are held against. */
export function spelt(candidates: Iterable<string>): readonly Spelt[] {
  return Array.from(candidates, (name) => ({ name, letters: letters(name) }));
}

/** As `nearest`, of a list that is spelt already. */
export function nearestOf(word: string, candidates: readonly Spelt[]): string | null {
  const typed = letters(word);
  return closest(typed, candidates, Math.max(1, Math.floor(typed.length / 3)));
}

/**
 * The pair that was meant, or null: one slip in all, so that no other coin is offered. `BTC` alone means the first pair
 * that trades it.
 */
export function nearestPair(word: string, pairs: readonly string[]): string | null {
  const typed = letters(word);
  return pairs.find((pair) => letters(baseOf(pair)) === typed) ?? closest(typed, spelt(pairs), 1);
}

const LONGEST = 40;

function closest(typed: string, candidates: readonly Spelt[], most: number): string | null {
  let best: string | null = null;
  let bestDistance = most + 1;
  for (const { name, letters: own } of candidates) {
    const distance = editDistance(typed, own, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

function letters(word: string): string {
  return word
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

const baseOf = (pair: string): string => pair.split("/")[0] ?? pair;

/** Levenshtein's, with two letters swapped as one slip; any value of at least `limit` means "further than that". */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? limit;
}
