/** How good each place of the first two ranges is, with the best of all that else varied there. */
import type { HeatChart, HeatAxis } from "../chart.ts";
import { placesAt } from "./sets.ts";

/** A picture has room for so many; neighbours are put together, and the best of them is shown. */
const MOST_ACROSS = 24;
const MOST_UP = 16;

/** `numbers`: which combinations were tried, and beside them their figures. Throws a RangeError where nothing varies. */
export function heatOf(
  name: string,
  values: ReadonlyMap<string, readonly unknown[]>,
  numbers: readonly number[],
  figures: readonly (number | null)[],
): HeatChart {
  const [across, up] = [...values];
  if (across === undefined) throw new RangeError("nothing varies");
  const x = axisOf(across, MOST_ACROSS);
  const y = up === undefined ? null : axisOf(up, MOST_UP);
  const cells = Array.from({ length: y?.labels.length ?? 1 }, () => Array<number | null>(x.labels.length).fill(null));
  numbers.forEach((number, i) => {
    const [placeAcross = 0, placeUp = 0] = placesAt(values, number);
    const [row, figure] = [cells[up === undefined ? 0 : groupOf(placeUp, up[1].length, MOST_UP)], figures[i] ?? null];
    const column = groupOf(placeAcross, across[1].length, MOST_ACROSS);
    if (row === undefined || figure === null) return;
    row[column] = Math.max(row[column] ?? Number.NEGATIVE_INFINITY, figure);
  });
  return { kind: "heat", name, x, y, cells };
}

/** A group goes by its first value. */
function axisOf([name, values]: readonly [string, readonly unknown[]], most: number): HeatAxis {
  const labels = values.filter((_, place) => {
    return place === 0 || groupOf(place, values.length, most) !== groupOf(place - 1, values.length, most);
  });
  return { name, labels: labels.map(String) };
}

function groupOf(place: number, count: number, most: number): number {
  return count <= most ? place : Math.floor((place * most) / count);
}
