/** A real desk in a process of its own: started by the command, spoken to over its own protocol, killed by its id. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Shown } from "../../src/domain/reply.ts";
import { until } from "./until.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const READY = /http:\/\/127\.0\.0\.1:(\d+)\/#(\S+)/;

/** One message of the chat's stream. */
export interface Message {
  readonly seq: number;
  readonly ref: string;
  readonly revision: number;
  readonly inReplyTo: string | null;
  readonly reply: Shown;
  readonly text: string;
}

export interface DeskOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another entry than the command `outcry start`, for tests that build the desk with other parts. */
  readonly entry?: readonly string[];
}

export function temporaryDir(): string {
  return mkdtempSync(join(tmpdir(), "outcry-test-"));
}

export class DeskProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output = "";
  #streaming = new AbortController();
  #messages: Message[] = [];
  #next = 0;

  private constructor(options: DeskOptions) {
    const env = { ...process.env, OUTCRY_HTTP_PORT: "0", OUTCRY_DATA_DIR: options.dataDir, ...options.env };
    const entry = options.entry ?? [join(ROOT, "outcry.cjs"), "start"];
    this.child = spawn(process.execPath, entry, { env, cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    this.exited = new Promise((resolve) => this.child.once("exit", (code, signal) => resolve({ code, signal })));
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Resolves when the desk says where to chat, and listens to the chat from its first message on. */
  static async start(options: DeskOptions): Promise<DeskProcess> {
    const desk = new DeskProcess(options);
    await desk.#ready();
    void desk.#listen();
    return desk;
  }

  /** For one that is expected to end by itself. */
  static launch(options: DeskOptions): DeskProcess {
    return new DeskProcess(options);
  }

  /** Types a line and gives the first message that answers it. */
  async ask(line: string, id = `test-${process.pid}-${this.#next++}`): Promise<Message> {
    await this.send({ id, line });
    return until(`an answer to ${line}`, () => this.#messages.find((message) => message.inReplyTo === id));
  }

  /** Presses a button by its label on the newest message that has it. */
  async press(label: string): Promise<void> {
    await this.send({ id: `press-${process.pid}-${this.#next++}`, press: this.tokenOf(label) });
  }

  tokenOf(label: string): string {
    for (const message of this.#messages.toReversed()) {
      for (const block of message.reply.blocks) {
        if (block.kind !== "buttons") continue;
        const button = block.buttons.find((each) => each.label === label);
        if (button !== undefined) return button.token;
      }
    }
    throw new Error(`no button ${label}`);
  }

  async send(body: object): Promise<Response> {
    const { port, token } = this.#address();
    const response = await fetch(`http://127.0.0.1:${port}/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response;
  }

  /** Waits for a message, now or later, whose text has all these parts. */
  async told(...parts: readonly string[]): Promise<Message> {
    return until(`a message with ${parts.join(" and ")}; there is ${JSON.stringify(this.texts(), null, 1)}`, () =>
      this.#messages.find((message) => parts.every((part) => message.text.includes(part))),
    );
  }

  messages(): readonly Message[] {
    return this.#messages;
  }

  texts(): string[] {
    return this.#messages.map((message) => message.text);
  }

  /** As the plug: no chance to tidy up. */
  async kill(): Promise<void> {
    this.#streaming.abort();
    this.child.kill("SIGKILL");
    await this.exited;
  }

  async stop(): Promise<number | null> {
    this.#streaming.abort();
    this.child.kill("SIGTERM");
    return (await this.exited).code;
  }

  url(): string {
    return `http://127.0.0.1:${this.#address().port}`;
  }

  token(): string {
    return this.#address().token;
  }

  #address(): { port: string; token: string } {
    const [, port, token] = READY.exec(this.output) ?? [];
    if (port === undefined || token === undefined) throw new Error(`not ready: ${this.output}`);
    return { port, token };
  }

  async #ready(): Promise<void> {
    let isOver = false;
    void this.exited.then(() => (isOver = true));
    await until("the desk to be ready", () => isOver || READY.test(this.output), 20_000);
    if (!READY.test(this.output)) throw new Error(`the desk ended: ${this.output}`);
  }

  async #listen(): Promise<void> {
    try {
      const { port, token } = this.#address();
      const response = await fetch(`http://127.0.0.1:${port}/chat/stream?after=0`, {
        headers: { authorization: `Bearer ${token}` },
        signal: this.#streaming.signal,
      });
      let rest = "";
      for await (const chunk of response.body ?? []) {
        const lines = (rest + Buffer.from(chunk).toString()).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line);
      }
    } catch {
      // The desk has ended: what was told so far stands.
    }
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    const message = JSON.parse(line) as Partial<Message>;
    if (message.seq !== undefined) this.#messages.push(message as Message);
  }
}

export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}
