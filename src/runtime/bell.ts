/** Wakes loops: whoever commits work rings its name; whoever does that work listens. people: who may be here has changed. */
export const LOOPS = [
  "send",
  "deliver",
  "reconcile",
  "stops",
  "people",
  "account",
  "collect",
  "tick",
  "digest",
  "metrics",
  "optimise",
] as const;
export type LoopName = (typeof LOOPS)[number];

export interface Bell {
  ring(name: LoopName): void;
  /** Returns its own end. */
  listen(name: LoopName, wake: () => void): () => void;
}

export function createBell(): Bell {
  const listeners = new Map<LoopName, Set<() => void>>(LOOPS.map((name) => [name, new Set()]));
  return {
    ring: (name) => listeners.get(name)?.forEach((wake) => wake()),
    listen(name, wake) {
      listeners.get(name)?.add(wake);
      return () => listeners.get(name)?.delete(wake);
    },
  };
}
