/** What of a heat map is seen, whoever draws it: how far each cell lies from nothing, which is the best, and the words for it. */
import type { HeatChart } from "../domain/chart.ts";
import { figureText } from "../domain/chart-words.ts";

export interface HeatCell {
  /** Column from the left, row from the bottom. */
  readonly x: number;
  readonly y: number;
  readonly value: number;
  /** −1 to 1: of the largest there is, either way. */
  readonly share: number;
  readonly isBest: boolean;
}

/** Those that have a figure. */
export function heatCells({ cells }: HeatChart): readonly HeatCell[] {
  const own = cells.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [{ x, y, value }])));
  const largest = Math.max(...own.map(({ value }) => Math.abs(value))) || 1;
  const best = own.reduce<number>((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const place = own.findIndex(({ value }) => value === best);
  return own.map((cell, i) => ({ ...cell, share: cell.value / largest, isBest: i === place }));
}

/** `fast across, slow up` */
export function heatAxes({ x, y }: HeatChart): string {
  return y === null ? `${x.name} across` : `${x.name} across, ${y.name} up`;
}

/** `best 1.23 at fast 10, slow 30` and `worst −0.41` */
export function heatWords(chart: HeatChart, cells: readonly HeatCell[]): readonly string[] {
  const best = cells.find(({ isBest }) => isBest);
  if (best === undefined) return ["nothing has a figure"];
  const at = [chart.x, ...(chart.y === null ? [] : [chart.y])].map(
    ({ name, labels }, i) => `${name} ${labels[i === 0 ? best.x : best.y] ?? ""}`,
  );
  const worst = Math.min(...cells.map(({ value }) => value));
  return [`best ${figureText(best.value)} at ${at.join(", ")}`, `worst ${figureText(worst)}`];
}
