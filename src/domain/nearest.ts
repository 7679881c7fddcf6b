/** "Did you mean …?": the candidate that a mistyped word is closest to, or null when none is close. Case is ignored. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const typed = letters(word);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed, letters(candidate), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

const LONGEST = 40;

function letters(word: string): string {
  return word
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

/** Levenshtein's distance; any value of at least `limit` means "further than that". */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
