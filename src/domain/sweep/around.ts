/** What to try around parameters as they are set. */
import type { Parameters, Strategy } from "../strategy/strategy.ts";

const FACTORS = [0.5, 0.75, 1, 1.5, 2];
const PLACES = 100;
const HALF = 0.5;

/** `fast=6,9,12,18,24 slow=13,20,26,39,52`: half to double of what the strategy says can vary, as far as it may be that. */
export function rangesAround({ varies, schema }: Strategy, parameters: Parameters): string {
  const ranges = varies.flatMap((name) => {
    const [value, field] = [parameters[name], schema.shape[name]];
    if (typeof value !== "number" || field === undefined) return [];
    const isWhole = [value - HALF, value + HALF].every((each) => !field.safeParse(each).success);
    const scale = isWhole ? 1 : PLACES;
    const values = new Set(FACTORS.map((factor) => Math.round(value * factor * scale) / scale));
    const taken = [...values].filter((each) => field.safeParse(each).success);
    return taken.length < 2 ? [] : [`${name}=${taken.join(",")}`];
  });
  return ranges.join(" ");
}
