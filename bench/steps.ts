/** Hears the named steps in the desk's debug log (`step`), so that what is measured need not know of it. */
import type { Log } from "../src/runtime/log.ts";

export class Steps {
  readonly log: Log;
  readonly #waiting = new Map<string, (at: number) => void>();

  constructor() {
    const fail = (fields: object, message: string): void => console.error(message, fields);
    this.log = {
      debug: (fields) => this.#take(fields),
      info: () => undefined,
      warn: fail,
      error: fail,
      child: () => this.log,
    };
  }

  /** When the step is reached next, in ms of `performance.now()`. */
  next(step: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(step, resolve);
    return promise;
  }

  #take(fields: object): void {
    if (!("step" in fields)) return;
    const step = String(fields.step);
    this.#waiting.get(step)?.(performance.now());
    this.#waiting.delete(step);
  }
}
