/** So many streams a person may hold: who comes late gets a seat, and the one who sat longest loses theirs. */
export interface Seat {
  /** Aborted when another has taken it. */
  readonly signal: AbortSignal;
  leave(): void;
}

export interface Seats {
  sit(name: string): Seat;
}

export function createSeats(most: number): Seats {
  /** The longest sitting first. */
  const taken = new Map<string, Set<AbortController>>();

  const leave = (name: string, sitter: AbortController): void => {
    const sitters = taken.get(name);
    sitters?.delete(sitter);
    if (sitters?.size === 0) taken.delete(name);
  };

  return {
    sit(name) {
      const sitters = taken.get(name) ?? new Set();
      const [longest] = sitters;
      if (longest !== undefined && sitters.size >= most) {
        sitters.delete(longest);
        longest.abort();
      }
      const sitter = new AbortController();
      taken.set(name, sitters.add(sitter));
      return { signal: sitter.signal, leave: () => leave(name, sitter) };
    },
  };
}
