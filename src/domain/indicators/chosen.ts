/** Indicators as somebody chose them, with their numbers, and the lines that they draw. */
import type { CandleColumns } from "../candle-columns.ts";
import type { ChartLine } from "../chart.ts";
import { type Indicator, INDICATORS, type Parameter } from "./catalog.ts";

export interface ChosenIndicator {
  readonly indicator: Indicator;
  /** One for each of its parameters, in range. */
  readonly numbers: readonly number[];
}

/** With the usual numbers where none are given. */
export function chosen(indicator: Indicator, given: readonly number[]): ChosenIndicator {
  return { indicator, numbers: indicator.parameters.map(({ usual }, i) => given[i] ?? usual) };
}

/** By its word, as code names it. */
export function shown(word: string, ...numbers: readonly number[]): ChosenIndicator {
  const indicator = INDICATORS.find((each) => each.word === word);
  if (indicator === undefined) throw new RangeError(`there is no indicator ${word}`);
  return chosen(indicator, numbers);
}

export function isTaken({ least, most, isWhole }: Parameter, number: number): boolean {
  return number >= least && number <= most && (!isWhole || Number.isInteger(number));
}

/** As it is typed: `bollinger:20,2`. */
export function wordOf({ indicator, numbers }: ChosenIndicator): string {
  return numbers.length === 0 ? indicator.word : `${indicator.word}:${numbers.join(",")}`;
}

/** As it is shown: `Bollinger 20,2`. */
function labelOf({ indicator, numbers }: ChosenIndicator): string {
  return numbers.length === 0 ? indicator.name : `${indicator.name} ${numbers.join(",")}`;
}

/** Those of one word share a panel. */
export function panelWords(all: readonly ChosenIndicator[]): readonly string[] {
  const inPanels = all.filter(({ indicator }) => indicator.place === "panel");
  return [...new Set(inPanels.map(({ indicator }) => indicator.word))];
}

/** What an indicator has more digits than a price: an average lies between two ticks. */
const MORE_PLACES = 2;

/** Of the newest `count` candles, with no digits that nobody sees; `places` are those of the market's tick. */
export function chartLines(
  all: readonly ChosenIndicator[],
  columns: CandleColumns,
  { count, places }: { readonly count: number; readonly places: number },
): readonly ChartLine[] {
  const panels = panelWords(all);
  const rounded = (value: number): number | null =>
    Number.isFinite(value) ? Number(value.toFixed(places + MORE_PLACES)) : null;
  return all.flatMap((each) =>
    each.indicator.compute(columns, each.numbers).map(({ label, role, values }) => ({
      label: label === "" ? labelOf(each) : label,
      role,
      where: each.indicator.place === "price" ? "price" : panels.indexOf(each.indicator.word),
      values: Array.from(values.subarray(-count), rounded),
    })),
  );
}
