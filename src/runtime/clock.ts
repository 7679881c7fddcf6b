/** People's time. The only place that reads the wall clock; market time is a gateway's. */
export interface Clock {
  /** ms UTC */
  now(): number;
}

export const wallClock: Clock = { now: () => Date.now() };
