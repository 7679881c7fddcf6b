/** Every figure of METRICS as tables, over how much each was taken, and why one is missing. */
import type { Figure } from "../../domain/performance/figure.ts";
import type { Performance } from "../../domain/performance/metrics.ts";
import type { Block, Inline, Line } from "../../domain/reply.ts";
import { CHANGE, money } from "../values.ts";
import { counted } from "../words.ts";
import { asChange, asPercent, asRatio, shown } from "./words.ts";

export interface Figures {
  readonly currency: string;
  readonly performance: Performance;
  /** Percent of the time in which something was held. */
  readonly exposure: Figure;
}

export function figureBlocks(facts: Figures): Block[] {
  const { days, totalTrades } = facts.performance;
  const [byDays, byTrips] = [dayRows(facts), tripRows(facts)];
  return [
    table(counted(days, "UTC day", "UTC days"), byDays),
    table(counted(totalTrades, "round trip", "round trips"), byTrips),
    ...gaps([...byDays, ...byTrips]),
  ];
}

/** Over how much its figures were taken stands above them. */
function table(over: string, rows: readonly Row[]): Block {
  return {
    kind: "table",
    columns: [
      { title: over, align: "left" },
      { title: "Value", align: "right" },
    ],
    rows: rows.map(({ name, value }): Line[] => [[name], [value]]),
  };
}

interface Row {
  readonly name: string;
  readonly value: Inline;
  /** Why it is missing. */
  readonly reason: string | null;
}

function dayRows({ performance: told, currency }: Figures): Row[] {
  return [
    { name: "Largest fall", value: money(told.maxDrawdown, currency), reason: null },
    row("Of a peak", told.maxDrawdownPercent, asPercent),
    row("Volatility, year", told.volatility, asPercent),
    row("Sharpe", told.sharpeRatio, asRatio),
    row("Sortino", told.sortinoRatio, asRatio),
    row("CAGR", told.cagr, asChange),
    row("Calmar", told.calmar, asRatio),
  ];
}

function tripRows({ performance: told, exposure, currency }: Figures): Row[] {
  const { winningTrades, losingTrades } = told;
  return [
    { name: "Won, lost", value: `${winningTrades}, ${losingTrades}`, reason: null },
    row("Win rate", told.winRate, asPercent),
    row("Profit factor", told.profitFactor, asRatio),
    row("Expectancy", told.expectancy, (value) => money(value, currency, CHANGE)),
    row("Duration", told.averageDuration, durationWords),
    row("Time in market", exposure, asPercent),
  ];
}

function row<T>(name: string, figure: Figure<T>, show: (value: T) => Inline): Row {
  return { name, value: shown(figure, show), reason: figure.reason };
}

/** `CAGR, Calmar: needs 30 days, has 6` */
function gaps(rows: readonly Row[]): Block[] {
  const byReason = Map.groupBy(
    rows.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  );
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, own]): Line => [`${own.map(({ name }) => name).join(", ")}: ${reason}`]);
  return [{ kind: "fields", fields: [{ label: "n/a", lines }] }];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `12.5 min`, `3.2 h`, `4.1 d` */
function durationWords(ms: number): string {
  const [unit, word] = ms < 2 * HOUR ? [MINUTE, "min"] : ms < 2 * DAY ? [HOUR, "h"] : [DAY, "d"];
  return `${(ms / unit).toFixed(1)} ${word}`;
}
