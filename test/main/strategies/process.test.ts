import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { NoAnswer, startProcess } from "../../../src/main/strategies/process.ts";
import { fileText, OwnStrategies } from "../../support/own-strategies.ts";
import { ROOT } from "../../support/project.ts";
import { until } from "../../support/until.ts";

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
const DEADLINE_MS = 60_000;
const MODULE = pathToFileURL(join(ROOT, "src", "main", "strategies", "process.ts")).href;

let own: OwnStrategies;
beforeEach(() => void (own = new OwnStrategies()));
afterEach(() => own.remove());

/** Looks without giving this process a turn, in which it would hear of it. */
function waitForEnd(pid: number): void {
  const deadline = performance.now() + DEADLINE_MS;
  while (!/^(Z|$)/.test(spawnSync("ps", ["-o", "stat=", "-p", `${pid}`], { encoding: "utf8" }).stdout.trim()))
    if (performance.now() > deadline) throw new Error(`${pid} does not end`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("a file that loops is gone when its desk is killed", async () => {
  const [file, pidFile] = [join(own.folder, "loops.js"), join(own.folder, "pid")];
  own.write(
    "loops.js",
    `import { renameSync, writeFileSync } from "node:fs";
    writeFileSync("${pidFile}.new", String(process.pid));
    renameSync("${pidFile}.new", "${pidFile}");
    for (;;);`,
  );
  const asking = `import { startProcess } from "${MODULE}"; await startProcess("${file}").ask({ ask: "describe" }, 600000);`;
  const desk = spawn(process.execPath, ["--input-type=module", "-e", asking], { stdio: "ignore" });
  await until("the file to run", () => existsSync(pidFile), DEADLINE_MS);
  const pid = Number(readFileSync(pidFile, "utf8"));
  expect(isAlive(pid)).toBe(true);
  desk.kill("SIGKILL");
  await until("its process to go", () => !isAlive(pid), DEADLINE_MS);
});

it("a process that cannot be started is a sentence, and has ended", async () => {
  const { execPath } = process;
  process.execPath = join(own.folder, "no-node");
  const file = startProcess(join(own.folder, "rising.ts"));
  process.execPath = execPath;
  await expect(file.ask({ ask: "describe" }, DEADLINE_MS)).rejects.toThrow(/^could not be run: .*ENOENT/);
  await file.end();
  expect(file.hasEnded()).toBe(true);
});

it("a process that has gone before it is asked is a sentence", async () => {
  const pidFile = join(own.folder, "pid");
  const text = `import { writeFileSync } from "node:fs";\nwriteFileSync("${pidFile}", String(process.pid));\n${fileText()}`;
  own.write("rising.ts", text);
  const file = startProcess(join(own.folder, "rising.ts"));
  await file.ask({ ask: "describe" }, DEADLINE_MS);
  const pid = Number(readFileSync(pidFile, "utf8"));
  process.kill(pid, "SIGKILL");
  waitForEnd(pid);
  await expect(file.ask({ ask: "describe" }, DEADLINE_MS)).rejects.toThrow("could not be asked: write EPIPE.");
  await file.end();
});

it.each<[what: string, posted: string]>([
  ["a word", '"loaded"'],
  ["nothing", "null"],
  ["an answer", '{ answer: { id: "rising", name: "Forged" } }'],
  ["an end", '{ ended: "was ended." }'],
  ["a number that it made up", '{ number: "1", reply: { answer: { id: "rising", name: "Forged" } } }'],
])("a file that posts %s by itself has answered what was not asked", async (_what, posted) => {
  const text = `import { parentPort } from "node:worker_threads";\nparentPort.postMessage(${posted});\n${fileText()}`;
  own.write("rising.ts", text);
  const file = startProcess(join(own.folder, "rising.ts"));
  const asked = file.ask({ ask: "describe" }, DEADLINE_MS);
  await expect(asked).rejects.toEqual(new NoAnswer("answered what was not asked."));
  await file.end();
});
