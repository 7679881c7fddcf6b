/** What is wrong with a file, by its lines: a few are named, the others counted. Nothing of such a file is read. */
import { Refusal } from "../../domain/errors.ts";

export interface Fault {
  /** The first that it concerns; a file's first line is 1. */
  readonly line: number;
  /** A clause that names its lines: `line 3: its high must be the highest of its prices`. */
  readonly what: string;
}

export interface Faults {
  readonly count: number;
  /** Those that are named. */
  readonly first: readonly Fault[];
}

const NAMED = 5;

/** Gathers what one look at the rows finds, in the order of the lines. */
export class FaultList implements Faults {
  count = 0;
  readonly first: Fault[] = [];

  add(line: number, what: string): void {
    this.count += 1;
    if (this.first.length < NAMED) this.first.push({ line, what });
  }
}

/** Throws a Refusal unless there is nothing to say. */
export function refuseFaulty(...lists: readonly Faults[]): void {
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  if (count === 0) return;
  const named = lists
    .flatMap(({ first }) => first)
    .toSorted((a, b) => a.line - b.line)
    .slice(0, NAMED)
    .map(({ what }) => what);
  const [head, it] = count === 1 ? ["Nothing was read", "it"] : [`Nothing was read, ${count} faults`, "them"];
  throw fileRefusal(`${head}: ${listed(named, count, "; ")}. Correct ${it} and try again.`);
}

/** The first few of something, and how many others there are. */
export function listed(named: readonly string[], count: number, mark = ", "): string {
  const others = count - named.length;
  if (others === 0) return named.join(mark);
  return `${named.join(mark)}${mark}and ${others} ${others === 1 ? "other" : "others"}`;
}

export function fileRefusal(sentence: string): Refusal {
  return new Refusal("file", sentence);
}
