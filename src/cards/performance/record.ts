/** /performance: every figure of an account or a strategy, over how much it was taken, and why one is missing. */
import { formatValue } from "../../domain/format.ts";
import { type Decimal } from "../../domain/money.ts";
import type { Figure } from "../../domain/performance/figure.ts";
import type { Performance } from "../../domain/performance/metrics.ts";
import type { Block, Inline, Line, Reply } from "../../domain/reply.ts";
import { CHANGE, money } from "../values.ts";
import { type Account, button, buttons, counted, venue } from "../words.ts";
import { asChange, asPercent, asRatio, openLine, type OpenFacts, shown, unpricedWords } from "./words.ts";

export interface RecordFacts {
  /** A strategy's name; null: the account as a whole. */
  readonly strategy: string | null;
  readonly account: Account;
  readonly currency: string;
  /** Market time, ms UTC. */
  readonly from: number;
  /** What it began with. */
  readonly begun: Decimal;
  readonly performance: Performance;
  /** Percent of the time in which something was held. */
  readonly exposure: Figure;
  readonly open: OpenFacts;
  readonly unpriced: string | null;
}

/** One for each kind of account: paper and live are never mixed. */
export function recordCard(records: readonly RecordFacts[]): Reply {
  const next = buttons(button("Profit", "profit all"), button("Daily", "daily"));
  return { outcome: "done", blocks: [...records.flatMap(blocksOf), ...next] };
}

function blocksOf(facts: RecordFacts): Block[] {
  const { performance, begun, currency, from } = facts;
  const [byDays, byTrips] = [dayRows(facts), tripRows(facts)];
  const open = openLine(facts.open, currency);
  return [
    { kind: "headline", line: headline(facts) },
    { kind: "text", line: [`By UTC days since ${utcDay(from)}, which began with `, money(begun, currency)] },
    table(counted(performance.days, "UTC day", "UTC days"), byDays),
    table(counted(performance.totalTrades, "round trip", "round trips"), byTrips),
    ...gaps([...byDays, ...byTrips]),
    ...(open === null ? [] : [{ kind: "text", line: open } as const]),
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

function headline({ strategy, account, currency, unpriced, performance }: RecordFacts): Line {
  const what = ` · ${strategy === null ? "" : `${strategy} · `}${venue(account)}`;
  if (unpriced !== null) return [`Performance ${unpricedWords(unpriced)}${what}`];
  return [money(performance.profitLoss, currency, CHANGE), ", ", shown(performance.profitLossPercent, asChange), what];
}

interface Row {
  readonly name: string;
  readonly value: Inline;
  /** Why it is missing. */
  readonly reason: string | null;
}

function dayRows({ performance: told, currency }: RecordFacts): Row[] {
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

function tripRows({ performance: told, exposure, currency }: RecordFacts): Row[] {
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

function utcDay(at: number): string {
  return formatValue({ type: "time", at, style: "day" }, { zone: "UTC", now: at });
}
