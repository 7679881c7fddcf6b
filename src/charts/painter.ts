/**
 * The worker that draws, so that nobody waits for a chart but who asked for it. It is started when it is first needed, again
 * after it broke, and ended when nobody has asked for a while: what it loads is as large as the rest of the desk.
 */
import { Worker } from "node:worker_threads";

import type { ChartSpec } from "../domain/chart.ts";
import type { Log } from "../runtime/log.ts";

export interface PaintRequest {
  readonly chart: ChartSpec;
  readonly zone: string;
}

export type PaintAnswer = { readonly png: Uint8Array } | { readonly error: string };

export interface PainterOptions {
  readonly log: Log;
  /** The module that runs in the worker. */
  readonly module: URL;
  readonly idleMs: number;
}

/** The collector sees a canvas as a few bytes; a small nursery makes it look before they have become hundreds of megabytes. */
const LIMITS = { maxYoungGenerationSizeMb: 4 } as const;

export interface Painter {
  /** One at a time. An aborted one ends the worker: nothing else stops a drawing. */
  paint(request: PaintRequest, signal: AbortSignal): Promise<Uint8Array>;
  end(): Promise<void>;
}

export function createPainter({ log, module, idleMs }: PainterOptions): Painter {
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;

  const begin = (): Worker => {
    const begun = new Worker(module, { execArgv: [], resourceLimits: LIMITS });
    // A chart keeps no process alive.
    begun.unref();
    begun.on("error", (error) => log.warn({ error }, "the worker that draws charts broke"));
    begun.on("exit", () => {
      if (worker === begun) worker = null;
    });
    return begun;
  };

  const end = async (): Promise<void> => {
    const ending = worker;
    worker = null;
    clearTimeout(rest);
    await ending?.terminate();
  };

  return {
    async paint(request, signal) {
      signal.throwIfAborted();
      clearTimeout(rest);
      const giveUp = (): void => void end();
      signal.addEventListener("abort", giveUp);
      try {
        const answer = await answerOf((worker ??= begin()), request);
        if ("error" in answer) throw new Error(`the chart could not be drawn: ${answer.error}`);
        return answer.png;
      } finally {
        signal.removeEventListener("abort", giveUp);
        rest = setTimeout(giveUp, idleMs).unref();
      }
    },
    end,
  };
}

async function answerOf(worker: Worker, request: PaintRequest): Promise<PaintAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PaintAnswer>();
  const ended = (): void => reject(new Error("the worker that draws charts ended"));
  worker.once("message", resolve);
  worker.once("exit", ended);
  try {
    worker.postMessage(request);
    return await promise;
  } finally {
    worker.off("message", resolve);
    worker.off("exit", ended);
  }
}
