import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { OwnStrategies } from "../../support/own-strategies.ts";
import { ROOT } from "../../support/project.ts";
import { until } from "../../support/until.ts";

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
const DEADLINE_MS = 60_000;
const MODULE = pathToFileURL(join(ROOT, "src", "main", "strategies", "process.ts")).href;

let own: OwnStrategies;
beforeEach(() => void (own = new OwnStrategies()));
afterEach(() => own.remove());

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
