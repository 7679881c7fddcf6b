/** A desk with files of one's own, whole: it starts and stops whatever they are. */
import { fork } from "node:child_process";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { loadConfig } from "../../src/config.ts";
import type { StrategyId } from "../../src/domain/ids.ts";
import { openDesk, type OpenDesk } from "../../src/main.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { wallClock } from "../../src/runtime/clock.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";
import { fileText, OwnStrategies } from "../support/own-strategies.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";

vi.mock("node:child_process", { spy: true });
// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const DEADLINE_MS = 60_000;

let dataDir: string;
let own: OwnStrategies;
beforeEach(() => {
  dataDir = temporaryDir();
  own = new OwnStrategies();
});
afterEach(() => {
  own.remove();
  removeDir(dataDir);
});

async function opened(lines: string[]): Promise<OpenDesk> {
  const env = { OUTCRY_DATA_DIR: dataDir, OUTCRY_HTTP_PORT: "0" };
  const config = { ...loadConfig(env, join(dataDir, ".env")), strategiesDir: own.folder };
  const log = createLog({
    level: "warn",
    destination: { write: (line) => lines.push(line) },
    secrets: createSecrets(),
  });
  return openDesk({ config, log, clock: wallClock, version: "1", onLost: () => undefined });
}

it("takes in what is good, logs what is wrong, once, and stops while a file loops", async () => {
  own.write("rising.ts", fileText());
  own.write("broken.ts", 'throw new Error("too bad");');
  own.write("trend.ts", fileText({ id: "trend" }));
  const lines: string[] = [];
  const desk = await opened(lines);
  desk.startFeeds();
  const { reader } = desk.app.db;
  const row = await until("its row", async () => Strategy.query(reader).findById("rising"), DEADLINE_MS);
  expect(row.status).toBe("PAUSED");
  await until("the log", () => lines.some((line) => line.includes("too bad")), DEADLINE_MS);
  const faults = lines.filter((line) => line.includes("is not taken in"));
  expect(faults.map((line) => (JSON.parse(line) as { strategy: string }).strategy).toSorted()).toEqual([
    "broken",
    "trend",
  ]);
  own.write("loops.ts", "for (;;);");
  const asked = desk.app.strategies.faults();
  await desk.stop();
  await asked;
});

it("starts no process before something needs one", async () => {
  own.write("rising.ts", fileText());
  const desk = await opened([]);
  vi.mocked(fork).mockClear();
  expect(await desk.app.strategies.find("trend" as StrategyId)).toMatchObject({ name: "Trend following" });
  expect(fork).not.toHaveBeenCalled();
  await desk.app.strategies.find("rising" as StrategyId);
  expect(fork).toHaveBeenCalledOnce();
  await desk.stop();
});
