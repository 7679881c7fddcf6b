/** What an entry at a close risks to a stop that lies so far off, and what people set of that. */
import { z } from "zod";

import type { PositionSide } from "../market.ts";

/** In quote, with the sign of the side: the stop is the close less it. Null where that is no price, or no distance. */
export function signedRisk(side: PositionSide, close: number, distance: number): number | null {
  const risk = side === "LONG" ? distance : -distance;
  return Number.isFinite(risk) && risk !== 0 && close - risk > 0 ? risk : null;
}

export const stopParameters = {
  atr: z.int().min(2).max(100).default(14).describe("candles of the average true range"),
  stop: z.number().min(0.5).max(20).default(2).describe("how far the stop lies off, in average true ranges"),
};

export const shortParameter = {
  short: z.boolean().default(false).describe("also sells short, on perpetuals"),
};
