/** Several desks on one database, each started again as soon as it ends, as a service manager does: one works, the others are refused. */
import { setTimeout as pause } from "node:timers/promises";

import { DeskProcess, type DeskOptions } from "./process.ts";
import { until } from "./until.ts";

/** What a desk ends with that may be started again: another one has the database. */
const TRY_AGAIN = 75;
/** Between the end of one and the start of the next. */
const AGAIN_MS = 1_000;
const PATIENCE_MS = 120_000;

export class Lanes {
  readonly #lanes: readonly Promise<void>[];
  readonly #working = new Set<DeskProcess>();
  readonly #running = new Set<DeskProcess>();
  #isOver = false;
  starts = 0;
  /** Starts that met another desk on the database. */
  refusals = 0;
  /** How many desks have got the database, and how many of those found out that another one has taken it. */
  terms = 0;
  losses = 0;
  /** What ended otherwise than it should, in its own words. */
  readonly faults: string[] = [];

  /** All at once. */
  constructor(lanes: readonly DeskOptions[]) {
    this.#lanes = lanes.map((options) => this.#run(options));
  }

  /** The desk that works: none of the others does. */
  leader(): Promise<DeskProcess> {
    const look = (): DeskProcess | undefined => {
      const [leader, ...others] = this.#working;
      if (others.length > 0) this.faults.push(`${others.length + 1} desks work at once`);
      return leader;
    };
    return until("a desk to take over", look, PATIENCE_MS);
  }

  /** Stops the one that works, and gives the code that it ends with. */
  async end(): Promise<number | null> {
    const leader = await this.leader();
    this.#isOver = true;
    const code = await leader.stop();
    await this.close();
    return code;
  }

  /** Starts none any more, and kills what runs. Twice is once. */
  async close(): Promise<void> {
    this.#isOver = true;
    for (const desk of this.#running) await desk.kill();
    await Promise.all(this.#lanes);
  }

  async #run(options: DeskOptions): Promise<void> {
    while (!this.#isOver) {
      const desk = DeskProcess.launch(options);
      this.starts += 1;
      this.#running.add(desk);
      await this.#live(desk);
      this.#running.delete(desk);
      if (!this.#isOver) await pause(AGAIN_MS);
    }
  }

  async #live(desk: DeskProcess): Promise<void> {
    void desk.exited.then(() => this.#working.delete(desk));
    const works = await desk.ready();
    if (works) {
      this.terms += 1;
      this.#working.add(desk);
    }
    const { code, signal } = await desk.exited;
    if (code === TRY_AGAIN && works) this.losses += 1;
    else if (code === TRY_AGAIN) this.refusals += 1;
    else if (signal !== "SIGKILL" && !this.#isOver) this.faults.push(`ended with ${code}: ${desk.output}`);
  }
}
