/** What an entry at a close risks to a stop that lies so far off. */
import type { PositionSide } from "../market.ts";

/** In quote, with the sign of the side: the stop is the close less it. Null where that is no price, or no distance. */
export function signedRisk(side: PositionSide, close: number, distance: number): number | null {
  const risk = side === "LONG" ? distance : -distance;
  return Number.isFinite(risk) && risk !== 0 && close - risk > 0 ? risk : null;
}
