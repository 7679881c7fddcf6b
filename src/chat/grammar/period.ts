/** A stretch of the past as people type it: 2022 · 2022-01 · 2022-01-05 · 2022-01-05..2022-02-01 · all. In UTC days. */
import { Refusal } from "../../domain/errors.ts";
import type { ArgType } from "../command.ts";
import { short } from "./spelling.ts";

/** from ≤ moment < to, ms UTC. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const PART = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Null: all that there is. */
export const pastArg: ArgType<Period | null> = {
  placeholder: "PERIOD",
  question: "which period?",
  complete: async () => ["all"],
  parse(word) {
    if (word.toLowerCase() === "all") return null;
    const [begin = "", end = begin, ...others] = word.split("..");
    const [first, last] = [partOf(begin), partOf(end)];
    if (first !== null && last !== null && others.length === 0 && first.from < last.to)
      return { from: first.from, to: last.to };
    throw new Refusal(
      "grammar",
      `"${short(word)}" is not a period: type it like 2022, 2022-01, 2022-01-05..2022-02-01, or all.`,
    );
  },
};

/** As it is typed. */
export function periodText(period: Period | null): string {
  if (period === null) return "all";
  const [first, last] = [period.from, period.to - 1].map((at) => new Date(at).toISOString().slice(0, 10));
  return first === last ? String(first) : `${first}..${last}`;
}

function partOf(text: string): Period | null {
  const [, year, month, day] = (PART.exec(text) ?? []).map(Number);
  if (year === undefined || Number.isNaN(year)) return null;
  const [m, d] = [month ?? Number.NaN, day ?? Number.NaN];
  if (Number.isNaN(m)) return { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
  if (m < 1 || m > 12) return null;
  if (Number.isNaN(d)) return { from: Date.UTC(year, m - 1), to: Date.UTC(year, m) };
  const from = Date.UTC(year, m - 1, d);
  const isThere = d >= 1 && new Date(from).getUTCDate() === d;
  return isThere ? { from, to: Date.UTC(year, m - 1, d + 1) } : null;
}
