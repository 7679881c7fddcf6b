/** One long life of a desk on a fast replay, with a person who types at random, and a plug that is pulled at random instants. */
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { randomFrom, type Random } from "../../src/exchange/random.ts";
import { Order } from "../../src/models/order.ts";
import { wrongInAudit, wrongInBooks } from "./books-check.ts";
import { DeskProcess } from "./process.ts";
import { TwoBooks } from "./two-books.ts";
import { until } from "./until.ts";

const ENTRY = new URL("crash-desk.ts", import.meta.url).pathname;
const PATIENCE_MS = 120_000;
/** Steps that a desk may take before its plug is pulled: few of them end in its start, many in the thick of it. */
const LEAST_STEPS = 2;
const MOST_STEPS = 500;
/** Where nothing happens any more, the plug is pulled all the same. */
const LONGEST_MS = 3_000;

export interface BusyOptions {
  readonly dataDir: string;
  readonly feed: string;
  readonly seed: number;
  /** How many orders there are before its market starts. */
  readonly startsAt?: number;
}

interface Line {
  readonly id: string;
  readonly line: string;
}

export class BusyLife {
  readonly #options: BusyOptions;
  readonly #random: Random;
  #kills = 0;
  #typed = 0;
  /** Was not answered: a client sends it again, under the same id. */
  #owed: Line | null = null;

  constructor(options: BusyOptions) {
    this.#options = options;
    this.#random = randomFrom(options.seed);
  }

  get typed(): number {
    return this.#typed;
  }

  /** Starts, types and kills so many times. Gives what was wrong, with its seed and instant. */
  async kill(times: number, next: (random: Random) => string): Promise<string[]> {
    const wrong: string[] = [];
    for (let left = times; left > 0; left -= 1) wrong.push(...(await this.#killOnce(next)));
    return wrong;
  }

  /** A start that is not killed: types these lines, again while it is not over, and stops. */
  async end(lines: readonly string[], isOver: (books: TwoBooks) => boolean): Promise<string[]> {
    const desk = this.#launch();
    if (!(await desk.ready())) return [`${this.#where("the last start")}: ${desk.output}`];
    const books = new TwoBooks(this.#options.dataDir);
    try {
      if (this.#owed !== null) await this.#say(desk, this.#owed, () => false);
      const last = performance.now() + PATIENCE_MS;
      do for (const line of lines) await this.#say(desk, this.#line(line), () => false);
      while (!(await soon(() => isOver(books))) && performance.now() < last);
      if (!isOver(books)) return [`${this.#where("the end")}: not over in ${books.state()}`];
      const { text } = await desk.ask("/audit verify");
      const code = await desk.stop();
      const wrong = [
        ...printed(desk),
        ...(text.includes("audit is whole") ? [] : [text]),
        ...(code === 0 ? [] : [`ended ${code}`]),
      ];
      return [...wrong, ...(await this.#wrongInDesk()), ...books.alwaysWrong(), ...books.wrongTelling()].map(
        (fault) => `${this.#where("the end")}: ${fault}`,
      );
    } finally {
      books.close();
    }
  }

  async #killOnce(next: (random: Random) => string): Promise<string[]> {
    this.#kills += 1;
    const steps = Math.round(LEAST_STEPS * (MOST_STEPS / LEAST_STEPS) ** this.#random.uniform());
    const desk = this.#launch();
    let isDead = false;
    void desk.exited.then(() => (isDead = true));
    const plug = setInterval(() => {
      if (stepsOf(desk) >= steps) desk.child.kill("SIGKILL");
    }, 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      if (await desk.ready()) {
        timer = setTimeout(() => desk.child.kill("SIGKILL"), LONGEST_MS);
        await this.#typeUntil(desk, () => isDead, next);
      }
      await desk.exited;
    } finally {
      clearInterval(plug);
      clearTimeout(timer);
      await desk.kill();
    }
    return this.#wrongAfterKill(desk, `step ${stepsOf(desk)} of start ${this.#kills}`);
  }

  async #typeUntil(desk: DeskProcess, isDead: () => boolean, next: (random: Random) => string): Promise<void> {
    if (this.#owed !== null) await this.#say(desk, this.#owed, isDead);
    const books = new TwoBooks(this.#options.dataDir);
    try {
      while (!isDead()) {
        const proposed = books.proposed();
        const verdict = this.#random.uniform() < 0.85 ? "approve" : "reject";
        await this.#say(desk, this.#line(proposed === null ? next(this.#random) : `/${verdict} ${proposed}`), isDead);
      }
    } finally {
      books.close();
    }
  }

  #line(line: string): Line {
    return { id: `busy-${this.#options.startsAt ?? 1}-${(this.#typed += 1)}`, line };
  }

  /** Typed too fast, it is typed again when the desk said it may be. */
  async #send(desk: DeskProcess, said: Line): Promise<void> {
    for (;;) {
      try {
        await desk.send(said);
        return;
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith("429"))) throw error;
        await pause(1_000);
      }
    }
  }

  async #say(desk: DeskProcess, said: Line, isDead: () => boolean): Promise<void> {
    this.#owed = said;
    try {
      await this.#send(desk, said);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await desk.exited;
      return;
    }
    const isAnswered = (): boolean => desk.messages().some(({ inReplyTo }) => inReplyTo === said.id);
    await until(`an answer to ${said.line}`, () => isDead() || isAnswered(), PATIENCE_MS);
    if (isAnswered()) this.#owed = null;
  }

  #launch(): DeskProcess {
    const { dataDir, feed, startsAt = 1 } = this.#options;
    return DeskProcess.launch({
      dataDir,
      entry: [ENTRY, "0", "watched", String(startsAt)],
      env: { OUTCRY_FEED: feed },
    });
  }

  #where(instant: string): string {
    return `seed ${this.#options.seed}, ${instant}`;
  }

  /** At every commit the desk's own books are even; the venue may be ahead of them until it is looked at. */
  async #wrongAfterKill(desk: DeskProcess, instant: string): Promise<string[]> {
    const books = new TwoBooks(this.#options.dataDir);
    try {
      const wrong = [...printed(desk), ...books.alwaysWrong(), ...books.toldTwice(), ...(await this.#wrongInDesk())];
      return wrong.map((fault) => `${this.#where(instant)}: ${fault}`);
    } finally {
      books.close();
    }
  }

  async #wrongInDesk(): Promise<string[]> {
    const db = await connect(`sqlite:${join(this.#options.dataDir, "outcry.db")}`);
    try {
      const orders = await Order.query(db.reader);
      return [...(await wrongInBooks(db.reader)), ...(await wrongInAudit(db.reader, orders))];
    } finally {
      await db.destroy();
    }
  }
}

const SOON_MS = 3_000;

async function soon(look: () => boolean): Promise<boolean> {
  const end = performance.now() + SOON_MS;
  return until("the end", () => look() || (performance.now() > end && "later"), PATIENCE_MS).then(
    (seen) => seen === true,
  );
}

const stepsOf = ({ output }: DeskProcess): number => output.split("\nstep ").length - 1;

/** What the desk itself saw: faults at any step, and what its first look left wrong. */
function printed({ output }: DeskProcess): string[] {
  const faults = [...output.matchAll(/^fault (.+)$/gm)].map(([, fault = ""]) => fault);
  const looks = [...output.matchAll(/^look (.+)$/gm)].flatMap(([, look = "[]"]) => JSON.parse(look) as string[]);
  return [...new Set(faults), ...looks.map((fault) => `after the first look: ${fault}`)];
}
