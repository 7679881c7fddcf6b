/** From the spawn of the command to its ready line, each time beside a Node that does nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DeskProcess, removeDir, temporaryDir } from "../test/support/process.ts";
import { ownSettings } from "./desk.ts";
import { figure, type Part, ratio } from "./figures.ts";

const ROUNDS = 5;
const KIB_PER_MIB = 1024;

export async function starting(): Promise<Part> {
  const samples = { bare: [], first: [], empty: [], again: [], rss: [] } as Record<Sample, number[]>;
  for (let round = 0; round < ROUNDS; round++) await measureRound(samples);
  const bare = figure("bare node -e 0", "ms", samples.bare);
  const first = figure("first start after an install: no compile cache, empty data folder", "ms", samples.first);
  const empty = figure("start on an empty data folder", "ms", samples.empty);
  const again = figure("start again", "ms", samples.again);
  const memory = samples.rss.length === 0 ? [] : [figure("resident memory when ready", "MiB", samples.rss)];
  return {
    title: "Cold start: spawn to ready line",
    figures: [bare, first, empty, again, ratio("start again : bare", again, bare), ...memory],
  };
}

type Sample = "bare" | "first" | "empty" | "again" | "rss";

async function measureRound(samples: Record<Sample, number[]>): Promise<void> {
  const [cache, dataDir, otherDir] = [temporaryDir(), temporaryDir(), temporaryDir()];
  try {
    samples.bare.push(await bareNode());
    samples.first.push((await startOnce(otherDir, cache)).ms);
    samples.empty.push((await startOnce(dataDir, cache)).ms);
    const again = await startOnce(dataDir, cache);
    samples.again.push(again.ms);
    if (again.rss !== null) samples.rss.push(again.rss);
  } finally {
    [cache, dataDir, otherDir].forEach(removeDir);
  }
}

async function bareNode(): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, ["-e", "0"]), "exit");
  return performance.now() - begun;
}

async function startOnce(dataDir: string, cache: string): Promise<{ ms: number; rss: number | null }> {
  const begun = performance.now();
  const desk = DeskProcess.launch({ dataDir, env: { ...ownSettings(dataDir), NODE_COMPILE_CACHE: cache } });
  const ready = Promise.withResolvers<number>();
  desk.child.stdout?.on("data", () => {
    if (desk.output.includes("is ready")) ready.resolve(performance.now() - begun);
  });
  void desk.exited.then(() => ready.reject(new Error(`the desk ended: ${desk.output}`)));
  const ms = await ready.promise;
  const rss = residentMib(desk.child.pid ?? 0);
  await desk.stop();
  return { ms, rss };
}

/** Null where the system does not tell it in a file. */
function residentMib(pid: number): number | null {
  const status = join("/proc", String(pid), "status");
  if (!existsSync(status)) return null;
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8")) ?? [];
  return kib === undefined ? null : Number(kib) / KIB_PER_MIB;
}
