/**
 * The process of one file, see main/strategies/process.ts. Its strategy runs in a thread, so that this one sees when the
 * desk has gone and goes too, also while the file loops.
 */
import { Worker } from "node:worker_threads";

import { MEMORY_MB, type Sent } from "./questions.ts";

const MODULE = new URL("./worker.ts", import.meta.url);

const [, , file = ""] = process.argv;
const worker = new Worker(MODULE, { workerData: file, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });

const send = (sent: Sent): void => void process.send?.(sent);

process.on("message", (numbered) => worker.postMessage(numbered));
process.on("disconnect", () => process.exit());
worker.on("message", (said) => send({ said }));
worker.on("error", (error) => send({ ended: wordsOf(error) }));
worker.on("exit", () => process.exit());

function wordsOf(error: Error): string {
  if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return `took more than ${MEMORY_MB} MB of memory.`;
  return `fails: ${error.message.split("\n")[0]?.replace(/\.$/, "")}.`;
}
