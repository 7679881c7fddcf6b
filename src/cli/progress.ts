/** How far a long command is, in one line that is written over. */
import type { Clock } from "../runtime/clock.ts";

export interface Progress {
  /** Shown once a second at most. */
  tell(how: string): void;
  /** Takes the line away. */
  end(): void;
}

const EVERY_MS = 1_000;
const CLEAR_LINE = "\r\u001B[K";

/** On a terminal alone: in a file the lines would be noise. */
export function progressOn(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">, clock: Pick<Clock, "now">): Progress {
  let toldAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    tell(how) {
      if (!stream.isTTY || clock.now() - toldAt < EVERY_MS) return;
      stream.write(CLEAR_LINE + how);
      [toldAt, isShown] = [clock.now(), true];
    },
    end() {
      if (isShown) stream.write(CLEAR_LINE);
    },
  };
}
