/** Charts as pictures, as the adapters send them. */
import { createHash } from "node:crypto";

import type { ChartSpec } from "../domain/chart.ts";
import { Refusal } from "../domain/errors.ts";
import type { Log } from "../runtime/log.ts";

/** A chart as PNG; times in it are of the zone (IANA). Throws a Refusal with a sentence where it cannot be had now. */
export type Draw = (chart: ChartSpec, zone: string) => Promise<Uint8Array>;

const NOT_DRAWN = "The chart could not be drawn.";

/** The PNG, or what is said in its place. */
export async function drawnOrWhy(
  draw: Draw,
  { chart, zone }: { readonly chart: ChartSpec; readonly zone: string },
  log: Log,
): Promise<Uint8Array | string> {
  try {
    return await draw(chart, zone);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    log.error({ error }, "a chart could not be drawn");
    return NOT_DRAWN;
  }
}

/** The same for the same picture: what a message shows already need not be drawn and sent again. */
export function pictureOf(charts: readonly ChartSpec[], zone: string): string {
  return createHash("sha256")
    .update(JSON.stringify([charts, zone]))
    .digest("base64url");
}
