/** What a desk is built with. */
import type { Config } from "../config.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";

export interface Parts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly version: string;
  /** Another process has taken over the database: nothing more is written, and this one should end. */
  readonly onLost: (reason: string) => void;
}

/** What was opened is closed in reverse order. */
export type OnStop = (close: () => unknown) => void;
