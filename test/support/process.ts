/** A real desk in a process of its own: started by the command, spoken to over its own protocol, killed by its id. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Database from "better-sqlite3";

import { type Address, LocalChat } from "./chat.ts";
import { ROOT } from "./project.ts";
import { until } from "./until.ts";

export type { Message } from "./chat.ts";

const READY = /(http:\/\/127\.0\.0\.1:\d+)\/#(\S+)/;
const START_MS = 60_000;

export interface DeskOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another entry than the command `outcry start`, for tests that build the desk with other parts. */
  readonly entry?: readonly string[];
  /** Strategies trade too. Left out: they are paused as soon as the desk is ready, and people alone trade. */
  readonly hasStrategies?: boolean;
}

export function temporaryDir(): string {
  return mkdtempSync(join(tmpdir(), "outcry-test-"));
}

const started: { readonly dataDir: string; readonly child: ChildProcess }[] = [];

/** And ends the desks that run in it: a test that fails half-way leaves none behind. */
export function removeDir(dir: string): void {
  for (const { dataDir, child } of started) if (dataDir.startsWith(dir)) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
}

export class DeskProcess extends LocalChat {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output = "";

  readonly #options: DeskOptions;

  private constructor(options: DeskOptions) {
    super();
    this.#options = options;
    const { dataDir, env = {}, entry = [join(ROOT, "outcry.cjs"), "start"] } = options;
    this.child = spawn(process.execPath, entry, {
      env: { ...process.env, OUTCRY_HTTP_PORT: "0", OUTCRY_DATA_DIR: dataDir, ...env },
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exited = new Promise((resolve) => this.child.once("close", (code, signal) => resolve({ code, signal })));
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    started.push({ dataDir, child: this.child });
  }

  /** Resolves when the desk says where to chat, and listens to the chat from its first message on. */
  static async start(options: DeskOptions): Promise<DeskProcess> {
    const desk = new DeskProcess(options);
    if (!(await desk.ready())) throw new Error(`the desk ended: ${desk.output}`);
    return desk;
  }

  /** For one that may end by itself before it is ready. */
  static launch(options: DeskOptions): DeskProcess {
    return new DeskProcess(options);
  }

  /** As the plug: no chance to tidy up. */
  async kill(): Promise<void> {
    this.hangUp();
    this.child.kill("SIGKILL");
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.hangUp();
    this.child.kill("SIGTERM");
    return (await this.exited).code;
  }

  override address(): Address {
    const [, url, token] = READY.exec(this.output) ?? [];
    if (url === undefined || token === undefined) throw new Error(`not ready: ${this.output}`);
    return { url, token };
  }

  /** False where it ended before. Else it is listened to, from the first message on. */
  async ready(): Promise<boolean> {
    let isOver = false;
    void this.exited.then(() => (isOver = true));
    await until("the desk to be ready", () => isOver || READY.test(this.output), START_MS);
    if (!READY.test(this.output)) return false;
    if (this.#options.hasStrategies !== true) pauseStrategies(this.#options);
    void this.listen();
    return true;
  }
}

function pauseStrategies({ dataDir, env = {} }: DeskOptions): void {
  if (env["DATABASE_URL"] !== undefined) return;
  const db = new Database(join(dataDir, "outcry.db"));
  try {
    db.prepare("update strategies set status = 'PAUSED' where id <> 'manual' and status = 'ACTIVE'").run();
  } finally {
    db.close();
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `outcry` to its end. */
export async function outcry(args: readonly string[], { dataDir, env = {} }: DeskOptions): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, "outcry.cjs"), ...args], {
    env: { ...process.env, OUTCRY_HTTP_PORT: "0", OUTCRY_DATA_DIR: dataDir, ...env },
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}
