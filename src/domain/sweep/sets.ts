/** Which parameters are tried: `fast=5..20/5` is 5, 10, 15, 20; `atr=7,14` is both; all that vary are combined. */
import { Refusal } from "../errors.ts";
import { add, compare, from, sign, text } from "../money.ts";

/** What one run is given, by name. */
export type TriedSet<T> = Readonly<Record<string, T>>;

const RANGE = /^(-?\d{1,9}(?:\.\d{1,6})?)\.\.(-?\d{1,9}(?:\.\d{1,6})?)(?:\/(\d{1,9}(?:\.\d{1,6})?))?$/;
const MOST_VALUES = 1_000;

/** Throws a Refusal for a range that says nothing. */
export function valuesOf(name: string, typed: string): readonly string[] {
  const [, begin, end, step = "1"] = RANGE.exec(typed) ?? [];
  if (begin === undefined || end === undefined) return [...new Set(typed.split(",").filter((word) => word !== ""))];
  const [first, last, by] = [from(begin), from(end), from(step)];
  if (sign(by) === 0 || compare(first, last) > 0)
    throw new Refusal(
      "parameter",
      `${name}=${typed} is no range: type it like ${name}=5..20/5, from the smaller to the larger.`,
    );
  const values: string[] = [];
  for (let value = first; compare(value, last) <= 0; value = add(value, by)) {
    values.push(text(value));
    if (values.length > MOST_VALUES)
      throw new Refusal("parameter", `${name}=${typed} has more than ${MOST_VALUES} values: take a larger step.`);
  }
  return values;
}

/** So many combinations there are. */
export function countOf(values: ReadonlyMap<string, readonly unknown[]>): number {
  return [...values.values()].reduce((count, each) => count * each.length, 1);
}

/** The combination of a number from 0 on: the last name turns fastest. */
export function setAt<T>(values: ReadonlyMap<string, readonly T[]>, number: number): TriedSet<T> {
  const places = placesAt(values, number);
  return Object.fromEntries(
    [...values].flatMap(([name, own], i): [string, T][] => {
      const value = own[places[i] ?? -1];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Which value of each name it has, in the order of the names. */
export function placesAt(values: ReadonlyMap<string, readonly unknown[]>, number: number): readonly number[] {
  let rest = number;
  const places = [...values.values()].toReversed().map((own) => {
    const place = rest % own.length;
    rest = Math.floor(rest / own.length);
    return place;
  });
  return places.toReversed();
}

/** All numbers below `count`, or `most` of them by chance, each once; in their order. `uniform`: 0 ≤ x < 1. */
export function chosenNumbers(count: number, most: number, uniform: () => number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const chosen = new Set<number>();
  while (chosen.size < most) chosen.add(Math.floor(uniform() * count));
  return [...chosen].toSorted((a, b) => a - b);
}
