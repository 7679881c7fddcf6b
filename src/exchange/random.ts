/** A seeded stream of numbers whose whole state is one 32-bit integer, so that it can be stored and gone on with. */
export interface Random {
  /** From 0 to below 1. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Give it to `randomFrom` to go on. */
  state(): number;
}

/** Mulberry32. */
export function randomFrom(state: number): Random {
  let now = state | 0;
  const uniform = (): number => {
    now = (now + 0x6d2b79f5) | 0;
    let mixed = Math.imul(now ^ (now >>> 15), now | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    // Box and Muller; 1 − u is never zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    state: () => now,
  };
}
