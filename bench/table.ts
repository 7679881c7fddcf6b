/** The figures for people, in columns. */
import type { Figure, Part } from "./figures.ts";

const COLUMNS = ["", "median", "p95", "p99", "", "n"] as const;

export function tableOf(parts: readonly Part[]): string {
  const widest = Math.max(...parts.flatMap(({ figures }) => figures.map(({ name }) => name.length)));
  const line = ([name = "", median = "", p95 = "", p99 = "", unit = "", samples = ""]: readonly string[]): string => {
    const values = [median, p95, p99].map((value) => value.padStart(9));
    return [`  ${name.padEnd(widest)}`, ...values, unit.padEnd(9), samples.padStart(6)].join("  ");
  };
  return parts
    .flatMap(({ title, figures }) => {
      const head = figures.length === 0 ? [] : [line(COLUMNS)]; // what was left out has its reason in its title
      return ["", title, ...head, ...figures.map((each) => line(cells(each)))];
    })
    .join("\n");
}

function cells({ name, unit, samples, median, p95, p99 }: Figure): string[] {
  return [name, ...[median, p95, p99].map(rounded), unit, String(samples)];
}

function rounded(value: number | null): string {
  if (value === null) return "";
  return value.toFixed(Number.isInteger(value) ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0);
}
