/** Runs in a thread of its own, see charts/painter.ts: a request in, a picture or the reason why not out. */
import { parentPort } from "node:worker_threads";

import { pngOf } from "./canvas.ts";
import { configOf, heightOf } from "./config/config.ts";
import type { PaintAnswer, PaintRequest } from "./painter.ts";

async function answer({ chart, zone }: PaintRequest): Promise<PaintAnswer> {
  try {
    return { png: await pngOf(configOf(chart, { zone }), heightOf(chart)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", (request: PaintRequest) => {
  void answer(request).then((given) => parentPort?.postMessage(given));
});
