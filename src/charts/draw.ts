/** Draws on this machine: nothing leaves it. */
import type { Log } from "../runtime/log.ts";
import { boundedDrawing, type Drawing } from "./drawing.ts";
import { createPainter } from "./painter.ts";

export interface DrawingOptions {
  readonly deadlineMs?: number;
  readonly idleMs?: number;
  readonly module?: URL;
}

const DEADLINE_MS = 10_000;
const IDLE_MS = 60_000;
const MODULE = new URL("./worker.ts", import.meta.url);

export function createDrawing(log: Log, options: DrawingOptions = {}): Drawing {
  const { deadlineMs = DEADLINE_MS, idleMs = IDLE_MS, module = MODULE } = options;
  const painter = createPainter({ log, idleMs, module });
  let last: Promise<unknown> = Promise.resolve();
  return boundedDrawing({
    deadlineMs,
    draw(chart, { zone }, signal) {
      const turn = last.then(() => painter.paint({ chart, zone }, signal));
      last = turn.catch(() => undefined);
      return turn;
    },
    end: painter.end,
  });
}
