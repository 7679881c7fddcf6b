/** A month of candles read in another way than the desk's, for what is compared with it. */
import { readFileSync } from "node:fs";

import { Decimal as Oracle } from "decimal.js";

const Exact = Oracle.clone({ precision: 100 });

export const MINUTE_MS = 60_000;

export interface Bar {
  /** Its open, ms UTC. */
  readonly at: number;
  readonly open: Oracle;
  readonly high: Oracle;
  readonly low: Oracle;
  readonly close: Oracle;
}

export function readBars(file: string): Bar[] {
  const [, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [time = "", open = "", high = "", low = "", close = ""] = line.split(",");
    const at = Date.parse(`${time.slice(0, 19).replace(" ", "T")}Z`);
    return { at, open: new Exact(open), high: new Exact(high), low: new Exact(low), close: new Exact(close) };
  });
}
