/** One start of a desk that is killed or lives to the end of what is typed, and what its books say afterwards. */
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { Order } from "../../src/models/order.ts";
import { wrongInAudit, wrongInBooks } from "./books-check.ts";
import type { Typed } from "./bracket-lives.ts";
import { DeskProcess } from "./process.ts";
import { TwoBooks } from "./two-books.ts";
import { until } from "./until.ts";

const ENTRY = new URL("crash-desk.ts", import.meta.url).pathname;
const PATIENCE_MS = 120_000;

export interface CrashOptions {
  readonly dataDir: string;
  readonly feed: string;
  /** As crash-desk.ts has it. */
  readonly killAt: string;
}

export interface Lived {
  readonly isDead: boolean;
  /** In their order, each as often as it came. */
  readonly states: readonly string[];
  /** What the first look at the exchange left wrong; null where it died before. */
  readonly look: readonly string[] | null;
  readonly faults: readonly string[];
  /** All that the chat has shown. */
  readonly texts: readonly string[];
}

export class CrashDesk {
  readonly #options: CrashOptions;
  readonly #desk: DeskProcess;
  readonly #books: TwoBooks;
  #isDead = false;

  private constructor(options: CrashOptions, desk: DeskProcess) {
    this.#options = options;
    this.#desk = desk;
    this.#books = new TwoBooks(options.dataDir);
    void desk.exited.then(() => (this.#isDead = true));
  }

  /** As a person who types each line when its time has come, under the same id again where it was not answered. */
  static async run(options: CrashOptions, lines: readonly Typed[]): Promise<Lived> {
    const { dataDir, feed, killAt } = options;
    const started = DeskProcess.launch({ dataDir, entry: [ENTRY, killAt, "watched"], env: { OUTCRY_FEED: feed } });
    const isUp = await started.ready();
    if (!isUp) return livedBy(started, true);
    const crash = new CrashDesk(options, started);
    try {
      await crash.#type(lines);
      return await crash.#end();
    } finally {
      crash.#books.close();
    }
  }

  async #type(lines: readonly Typed[]): Promise<void> {
    for (const [index, { line, when }] of lines.entries()) {
      const isTime = (): boolean => when === undefined || when.test(this.#books.state()) || this.#books.isQuiet();
      await this.#until(`the time for ${line}`, isTime);
      if (this.#isDead) return;
      await this.#say(`line-${index}`, line);
    }
    await this.#until("all to be done", () => this.#books.isQuiet());
  }

  async #say(id: string, line: string): Promise<void> {
    try {
      await this.#desk.send({ id, line });
    } catch (error) {
      if (!isBrokenOff(error)) throw error;
      await this.#until("the end of a desk that broke off", () => false);
    }
    await this.#until(`an answer to ${line}`, () => this.#desk.messages().some(({ inReplyTo }) => inReplyTo === id));
  }

  async #until(what: string, look: () => boolean): Promise<void> {
    try {
      await until(what, () => this.#isDead || look(), PATIENCE_MS);
    } catch (error) {
      const told = this.#desk.texts().slice(-5).join("\n");
      throw new Error(`${String(error)} in ${this.#books.state()}, to die at "${this.#options.killAt}"\n${told}`, {
        cause: error,
      });
    }
  }

  async #end(): Promise<Lived> {
    if (!this.#isDead) {
      const check = await this.#desk.ask("/audit verify");
      const code = await this.#desk.stop();
      const wrong = [
        ...(code === 0 ? [] : [`ended with ${code}`]),
        ...(/audit is whole/.test(check.text) ? [] : [check.text]),
      ];
      return { ...livedBy(this.#desk, false), faults: [...livedBy(this.#desk, false).faults, ...wrong] };
    }
    await this.#desk.exited;
    return livedBy(this.#desk, true);
  }
}

function isBrokenOff(error: unknown): boolean {
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}

function livedBy(desk: DeskProcess, isDead: boolean): Lived {
  const { output } = desk;
  const linesOf = (word: string): string[] =>
    [...output.matchAll(new RegExp(`^${word} (.+)$`, "gm"))].map(([, rest = ""]) => rest);
  const [look] = linesOf("look");
  return {
    isDead,
    states: linesOf("state"),
    look: look === undefined ? null : (JSON.parse(look) as string[]),
    faults: linesOf("fault"),
    texts: desk.texts(),
  };
}

/** What is wrong in the books of a desk that has stopped, with nothing under way. */
export async function wrongAfterwards(dataDir: string): Promise<string[]> {
  const both = new TwoBooks(dataDir);
  const db = await connect(`sqlite:${join(dataDir, "outcry.db")}`);
  try {
    const orders = await Order.query(db.reader);
    return [...both.wrongAtEnd(), ...(await wrongInBooks(db.reader)), ...(await wrongInAudit(db.reader, orders))];
  } finally {
    both.close();
    await db.destroy();
  }
}
