/** The figures for people, in columns. */
import type { Figure, Part } from "./figures.ts";

const COLUMNS = ["", "median", "p99", "", "n"] as const;

export function tableOf(parts: readonly Part[]): string {
  const widest = Math.max(...parts.flatMap(({ figures }) => figures.map(({ name }) => name.length)));
  const line = ([name = "", median = "", p99 = "", unit = "", samples = ""]: readonly string[]): string =>
    [`  ${name.padEnd(widest)}`, median.padStart(9), p99.padStart(9), unit.padEnd(9), samples.padStart(6)].join("  ");
  return parts
    .flatMap(({ title, figures }) => {
      const head = figures.length === 0 ? [] : [line(COLUMNS)]; // what was left out has its reason in its title
      return ["", title, ...head, ...figures.map((each) => line(cells(each)))];
    })
    .join("\n");
}

function cells({ name, unit, samples, median, p99 }: Figure): string[] {
  return [name, rounded(median), p99 === null ? "" : rounded(p99), unit, String(samples)];
}

function rounded(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
