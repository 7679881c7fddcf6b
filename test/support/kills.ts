/**
 * How often the proofs of a pulled plug pull it: a spread of all instants in each run, and at every one of them where
 * `PROOF_KILLS=all` says so, which takes half an hour.
 */
const ALL = process.env["PROOF_KILLS"] === "all";

export function killsOf(all: number, usual: number): number {
  return ALL ? all : Math.min(all, usual);
}

/** So many of them, evenly spread. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  return items.filter(
    (_, index) => Math.floor((index * count) / items.length) !== Math.floor(((index - 1) * count) / items.length),
  );
}
