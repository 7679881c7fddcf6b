/** A chart's picture, and which chart a message shows: an edit that keeps it uploads nothing. */
import { createHash } from "node:crypto";

import type { ChartSpec } from "../../../domain/chart.ts";
import { Refusal } from "../../../domain/errors.ts";
import type { Log } from "../../../runtime/log.ts";

export interface Pictures {
  /** Where it cannot be drawn: a sentence in its place. */
  drawn(chart: ChartSpec, zone: string): Promise<Uint8Array | string>;
  isShown(message: string, chart: ChartSpec, zone: string): boolean;
  remember(message: string, chart: ChartSpec, zone: string): void;
}

export type Draw = (chart: ChartSpec, zone: string) => Promise<Uint8Array>;

const MOST_REMEMBERED = 1_000;
const NOT_DRAWN = "The chart could not be drawn.";

export function createPictures(draw: Draw, log: Log): Pictures {
  const shown = new Map<string, string>();
  return {
    async drawn(chart, zone) {
      try {
        return await draw(chart, zone);
      } catch (error) {
        if (error instanceof Refusal) return error.message;
        log.error({ error }, "a chart could not be drawn");
        return NOT_DRAWN;
      }
    },
    isShown: (message, chart, zone) => shown.get(message) === digestOf(chart, zone),
    remember(message, chart, zone) {
      shown.delete(message);
      shown.set(message, digestOf(chart, zone));
      const [oldest] = shown.keys();
      if (shown.size > MOST_REMEMBERED && oldest !== undefined) shown.delete(oldest);
    },
  };
}

function digestOf(chart: ChartSpec, zone: string): string {
  return createHash("sha256")
    .update(JSON.stringify([chart, zone]))
    .digest("base64url");
}
