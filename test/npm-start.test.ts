/** However npm ends, the desk ends too, and gives its port back. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { OUTER_PATH, ROOT } from "./support/project.ts";

const PATIENT = { timeout: 15_000, interval: 50 };

let folder: string;
let npm: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-npm-"));
});
afterEach(() => {
  npm?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves to the address of the desk when it is ready. */
async function npmStart(): Promise<string> {
  const env = { ...process.env, PATH: OUTER_PATH, OUTCRY_DATA_DIR: folder, OUTCRY_HTTP_PORT: "0" };
  const started = spawn("npm", ["start"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  npm = started;
  let said = "";
  for (const stream of [started.stdout, started.stderr]) stream.on("data", (part: Buffer) => (said += part.toString()));
  return vi.waitFor(() => {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (address === undefined) throw new Error(`not ready: ${said}`);
    return address;
  }, PATIENT);
}

it.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)("a %s to npm ends the desk", async (signal) => {
  const address = await npmStart();
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  npm?.kill(signal);
  await vi.waitFor(() => expect(fetch(`${address}/healthz`)).rejects.toThrow("fetch failed"), PATIENT);
});
