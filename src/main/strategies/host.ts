/**
 * The process of one file, see main/strategies/process.ts. Its strategy runs in a thread, so that this one sees, also while
 * the file loops, when the desk has gone, and goes too, and when the process takes too much memory.
 */
import { Worker } from "node:worker_threads";

import { MEMORY_MB, PROCESS_MB, type Sent, TOO_MUCH_MEMORY } from "./questions.ts";

const MODULE = new URL("./worker.ts", import.meta.url);

const LOOK_EVERY_MS = 250;

const [, , file = ""] = process.argv;
const worker = new Worker(MODULE, { workerData: file, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });

const send = (sent: Sent, then?: () => void): void => void process.send?.(sent, undefined, undefined, then);

process.on("message", (numbered) => worker.postMessage(numbered));
process.on("disconnect", () => process.exit());
worker.on("message", (said) => send({ said }));
worker.on("error", (error) => send({ ended: wordsOf(error) }));
worker.on("exit", () => process.exit());
setInterval(lookAtMemory, LOOK_EVERY_MS).unref();

function lookAtMemory(): void {
  if (process.memoryUsage.rss() <= PROCESS_MB * 1024 * 1024) return;
  send({ ended: TOO_MUCH_MEMORY }, () => process.exit());
}

function wordsOf(error: Error): string {
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return TOO_MUCH_MEMORY;
  return `fails: ${error.message.split("\n")[0]?.replace(/\.$/, "")}.`;
}
