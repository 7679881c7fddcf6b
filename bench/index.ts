/**
 * `npm run bench [-- NAME … --json]`: how long the desk takes for what people wait for, or a part of it by name. It measures
 * and judges nothing.
 */
import { cpus } from "node:os";

import { approving } from "./approving.ts";
import { backtesting } from "./backtesting.ts";
import { charting } from "./charting.ts";
import { chatting } from "./chatting.ts";
import { deciding } from "./deciding.ts";
import { digesting } from "./digesting.ts";
import type { Part } from "./figures.ts";
import { hanging } from "./hanging.ts";
import { indicators } from "./indicating.ts";
import { positions } from "./positions.ts";
import { replaying } from "./replaying.ts";
import { starting } from "./starting.ts";
import { storing } from "./storing.ts";
import { sweeping } from "./sweeping.ts";
import { tableOf } from "./table.ts";
import { typing } from "./typing.ts";
import { visiting } from "./visiting.ts";

const MEASURES: readonly (() => Promise<Part>)[] = [
  starting,
  positions,
  approving,
  deciding,
  replaying,
  backtesting,
  sweeping,
  storing,
  charting,
  digesting,
  indicators,
  visiting,
  typing,
  chatting,
  hanging,
];

const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? "unknown" };
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const parts: Part[] = [];
for (const measure of MEASURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.error(`measuring: ${measure.name} …`);
  parts.push(await measure());
}
if (process.argv.includes("--json")) console.log(JSON.stringify({ machine, parts }, null, 2));
else console.log(`Node ${machine.node}, ${machine.cores} × ${machine.processor}\n${tableOf(parts)}`);
