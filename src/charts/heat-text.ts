/** A heat map in characters: two a cell, the fuller the better; values of the parameters below and at the right. */
import type { HeatChart } from "../domain/chart.ts";
import { heatAxes, type HeatCell, heatCells, heatWords } from "./heat.ts";

/** From the worst to the best; what has no figure is empty. */
const SHADES = ["·", "░", "▒", "▓", "█"] as const;
const BEST = "◆";
const CELL = 2;

export function heatText(chart: HeatChart, columns: number): readonly string[] {
  const cells = heatCells(chart);
  const most = Math.floor(columns / CELL);
  const rows = chart.cells.map((row, y) => {
    const drawn = row.slice(0, most).map((_, x) =>
      characterOf(
        cells.find((cell) => cell.x === x && cell.y === y),
        cells,
      ),
    );
    const label = chart.y?.labels[y] ?? "";
    const line = drawn.map((character) => character.repeat(CELL)).join("");
    return (line.length + label.length < columns ? `${line} ${label}` : line).trimEnd();
  });
  const { labels } = chart.x;
  const ends = `${labels[0] ?? ""} to ${labels.at(-1) ?? ""}`;
  const words = [
    `${heatAxes(chart)}: ${ends}`,
    ...heatWords(chart, cells).map((word, i) => (i === 0 ? `${BEST} ${word}` : word)),
  ];
  return [...rows.toReversed(), ...words.map((line) => line.slice(0, columns))];
}

function characterOf(cell: HeatCell | undefined, cells: readonly HeatCell[]): string {
  if (cell === undefined) return " ";
  if (cell.isBest) return BEST;
  const values = cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = high > low ? Math.floor(((cell.value - low) / (high - low)) * SHADES.length) : 0;
  return SHADES[Math.min(step, SHADES.length - 1)] ?? " ";
}
