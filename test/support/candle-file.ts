/** A made-up market as a CSV of one-minute candles, for desks that must meet just this one. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Bar {
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  /** In BTC: an order gets a twentieth of it a bar. */
  readonly volume?: number;
}

const START = Date.UTC(2022, 0, 1);
const MINUTE_MS = 60_000;

/** A market at 46,250 that does not move; `change` gives what is different in a bar. Returns the file. */
export function candleFile(dir: string, bars: number, change: (bar: number) => Bar = () => ({})): string {
  const file = join(dir, "candles.csv");
  const lines = Array.from({ length: bars }, (_, index) => {
    const { open = 46_250, close = 46_250, volume = 100, ...rest } = change(index);
    const { high = Math.max(open, close), low = Math.min(open, close) } = rest;
    return [START + index * MINUTE_MS, open, high, low, close, volume].join(",");
  });
  writeFileSync(file, ["timestamp,open,high,low,close,volume", ...lines, ""].join("\n"));
  return file;
}
