/** Charts as pictures, as the adapters send them. */
import { createHash } from "node:crypto";

import type { ChartSpec } from "../domain/chart.ts";

/** A chart as PNG; times in it are of the zone (IANA). Throws a Refusal with a sentence where it cannot be had now. */
export type Draw = (chart: ChartSpec, zone: string) => Promise<Uint8Array>;

/** The same for the same picture: what a message shows already need not be drawn and sent again. */
export function pictureOf(charts: readonly ChartSpec[], zone: string): string {
  return createHash("sha256")
    .update(JSON.stringify([charts, zone]))
    .digest("base64url");
}
