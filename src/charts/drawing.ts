/** The port to whoever draws a chart as a picture, and the bounds that hold for each. Its contract suite is test/contract/drawing.ts. */
import type { ChartSpec } from "../domain/chart.ts";
import { Refusal } from "../domain/errors.ts";
import { Overdue, within } from "../runtime/deadline.ts";

export interface Drawing {
  /** A PNG. Throws a Refusal with a sentence where it cannot be had now. */
  png(chart: ChartSpec, look: ChartLook): Promise<Uint8Array>;
  /** What is being drawn ends with a Refusal. Twice is once. */
  stop(): Promise<void>;
}

/** Whose eyes: the chat's zone (IANA). */
export interface ChartLook {
  readonly zone: string;
}

export interface Draughtsman {
  /** From asking to picture, the wait for others included. */
  readonly deadlineMs: number;
  /** Gives up when the signal says so. */
  draw(chart: ChartSpec, look: ChartLook, signal: AbortSignal): Promise<Uint8Array>;
  end(): Promise<void>;
}

export const MOST_WAITING = 20;

export function boundedDrawing({ deadlineMs, draw, end }: Draughtsman): Drawing {
  const stopping = new AbortController();
  let waiting = 0;

  const drawn = async (chart: ChartSpec, look: ChartLook): Promise<Uint8Array> => {
    try {
      return await within(deadlineMs, "drawing a chart", (late) =>
        draw(chart, look, AbortSignal.any([late, stopping.signal])),
      );
    } catch (error) {
      if (error instanceof Overdue) throw new Refusal("chart", tooLate(deadlineMs));
      throw stopping.signal.aborted ? new Refusal("chart", STOPPING) : error;
    }
  };

  return {
    async png(chart, look) {
      if (stopping.signal.aborted) throw new Refusal("chart", STOPPING);
      if (waiting >= MOST_WAITING) throw new Refusal("chart", TOO_MANY);
      waiting += 1;
      try {
        return await drawn(chart, look);
      } finally {
        waiting -= 1;
      }
    },
    async stop() {
      stopping.abort();
      await end();
    },
  };
}

const STOPPING = "The desk is stopping: ask for the chart again when it is back.";
const TOO_MANY = `${MOST_WAITING} charts are being drawn already: ask for it again in a moment.`;

function tooLate(ms: number): string {
  return `The chart took longer than ${ms / 1_000} s to draw: ask for it again.`;
}
