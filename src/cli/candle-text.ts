/** What `outcry candles` says: facts in, lines out. All times are UTC. */
import { TIMEFRAME_MS } from "../domain/candle.ts";
import { momentText } from "../series/csv/checks.ts";
import type { CandleRows } from "../series/csv/parse.ts";
import type { Appended, CandleKey, Coverage, Span } from "../series/store.ts";

export interface Imported {
  readonly file: string;
  readonly key: CandleKey;
  readonly rows: Pick<CandleRows, "length" | "pair" | "notes" | "candle">;
  readonly appended: Appended;
  /** Of all that is stored under the key. */
  readonly coverage: Coverage | null;
}

export function importedText({ file, key, rows, appended, coverage }: Imported): string {
  const { pair, timeframe, exchange } = key;
  const other = rows.pair === null || rows.pair === pair ? [] : [`Its own column says ${rows.pair}.`];
  return [
    `${file}: ${rows.length} candles of ${pair} ${timeframe} for ${exchange}.`,
    ...[...other, ...rows.notes],
    outcomeText(appended),
    ...(coverage === null ? [] : [coverageText(key, coverage)]),
    nextText(key, coverage),
  ].join("\n");
}

/** A backtest runs on minutes without a hole. */
function nextText({ pair, timeframe, exchange }: CandleKey, coverage: Coverage | null): string {
  if (timeframe !== "1m") return `A backtest runs on minutes: import a file of 1m for one.`;
  const period = (coverage?.gaps.length ?? 0) === 0 ? "all" : "PERIOD";
  const account = exchange === "paper" ? "" : ` exchange=${exchange}`;
  return `Run a strategy on them: npx outcry run '/backtest trend ${pair} ${period}${account}'`;
}

function outcomeText({ added, same, replaced, kept }: Appended): string {
  const parts = [
    `${added} added`,
    ...(same === 0 ? [] : [`${same} there already`]),
    ...(replaced === 0 ? [] : [`${replaced} replaced, which were there with other figures`]),
    ...(kept === 0 ? [] : [`${kept} there with other figures, which stay: --replace takes those of the file`]),
  ];
  return `${parts.join("; ")}.`;
}

function coverageText({ timeframe }: CandleKey, { first, last, count, gaps }: Coverage): string {
  const end = last + TIMEFRAME_MS[timeframe];
  const stored = `Stored now: ${count} candles from ${momentText(first)} to ${momentText(end)} UTC`;
  const longest = longestOf(gaps);
  if (longest === null) return `${stored}, without a gap.`;
  const missing = (longest.to - longest.from) / TIMEFRAME_MS[timeframe];
  const many = gaps.length === 1 ? "1 gap" : `${gaps.length} gaps, the longest`;
  const candles = missing === 1 ? "1 candle" : `${missing} candles`;
  return `${stored}, with ${many} of ${candles} (${momentText(longest.from)} to ${momentText(longest.to)}).`;
}

function longestOf(gaps: readonly Span[]): Span | null {
  return gaps.reduce<Span | null>(
    (longest, gap) => (longest !== null && longest.to - longest.from >= gap.to - gap.from ? longest : gap),
    null,
  );
}

export interface Stored {
  readonly key: CandleKey;
  readonly coverage: Coverage | null;
}

const HEAD = ["pair", "timeframe", "exchange", "source", "from (UTC)", "to (UTC)", "candles", "gaps"];

export function tableText(stored: readonly Stored[]): string {
  if (stored.length === 0) return "No candles are stored yet: npx outcry candles import FILE brings some.";
  const rows = [HEAD, ...stored.flatMap(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** None where it has been removed meanwhile. */
function rowOf({ key, coverage }: Stored): string[][] {
  if (coverage === null) return [];
  const { first, last, count, gaps } = coverage;
  const span = [momentText(first), momentText(last + TIMEFRAME_MS[key.timeframe])];
  return [[key.pair, key.timeframe, key.exchange, key.source, ...span, String(count), String(gaps.length)]];
}
