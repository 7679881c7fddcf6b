/** `npm run bench [-- --json]`: how long the desk takes for what people wait for. It measures and judges nothing. */
import { cpus } from "node:os";

import { approving } from "./approving.ts";
import { charting } from "./charting.ts";
import type { Part } from "./figures.ts";
import { positions } from "./positions.ts";
import { replaying } from "./replaying.ts";
import { starting } from "./starting.ts";
import { tableOf } from "./table.ts";
import { typing } from "./typing.ts";
import { visiting } from "./visiting.ts";

const MEASURES: readonly (() => Promise<Part>)[] = [
  starting,
  positions,
  approving,
  replaying,
  charting,
  visiting,
  typing,
];

const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? "unknown" };
const parts: Part[] = [];
for (const measure of MEASURES) {
  console.error(`measuring: ${measure.name} …`);
  parts.push(await measure());
}
if (process.argv.includes("--json")) console.log(JSON.stringify({ machine, parts }, null, 2));
else console.log(`Node ${machine.node}, ${machine.cores} × ${machine.processor}\n${tableOf(parts)}`);
