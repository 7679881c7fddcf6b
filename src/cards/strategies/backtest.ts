/** /backtest: what a strategy would have made of the past, beside the pair itself, and how it did where nobody had looked. */
import { TIMEFRAME_MS } from "../../domain/candle.ts";
import { formatValue } from "../../domain/format.ts";
import type { Backtest, HeldOut } from "../../domain/backtest/backtest.ts";
import type { Refused } from "../../domain/backtest/ledger.ts";
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { figureBlocks } from "../performance/figures.ts";
import { asChange, asPercent, asRatio, openLine, shown, utcDay } from "../performance/words.ts";
import { CHANGE, money } from "../values.ts";
import { button, buttons, counted, sentence } from "../words.ts";

export interface BacktestFacts {
  readonly id: string;
  readonly name: string;
  readonly pair: string;
  readonly timeframe: string;
  readonly currency: string;
  /** Where its candles come from, in words. */
  readonly source: string;
  readonly done: Backtest;
  /** As they were typed: `fast=10`; empty where the strategy ran as it is set. */
  readonly tried: readonly string[];
  /** Percent of each fill, of who takes and who waits, and of the price. */
  readonly costs: Readonly<Record<"taker" | "maker" | "spread" | "slippage", string>>;
  /** False: run without the desk's limits. */
  readonly isGuarded: boolean;
  /** The line that gives each of its trades as a file. */
  readonly allTrades: string;
  /** The reader may set strategies. */
  readonly mayChange: boolean;
  /** The line that tries what lies around these parameters; null where nothing of it varies. */
  readonly optimise: string | null;
}

export function backtestCard(facts: BacktestFacts): Reply {
  const { done, currency } = facts;
  const { performance, exposure, chart } = done;
  const open = openLine(done.open, currency);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: headline(facts) },
      { kind: "text", line: spanLine(facts) },
      { kind: "text", line: besideLine(facts) },
      ...(chart.points.length === 0 ? [] : [{ kind: "chart", chart } as const]),
      ...figureBlocks({ currency, performance, exposure }),
      ...(open === null ? [] : [{ kind: "text", line: open } as const]),
      { kind: "fields", fields: [heldOutField(done.heldOut), costsField(facts), ...refusedFields(done.refusals)] },
      ...haltLines(facts),
      { kind: "text", line: [`All orders and fills: sha256 ${done.fingerprint.slice(0, 16)}`] },
      ...buttons(...choices(facts)),
    ],
  };
}

function headline({ done, name, pair, currency }: BacktestFacts): Line {
  const { profitLoss, profitLossPercent } = done.performance;
  return [
    money(profitLoss, currency, CHANGE),
    ", ",
    shown(profitLossPercent, asChange),
    ` · backtest · ${name} · ${pair}`,
  ];
}

function spanLine({ done, timeframe, currency, source, tried }: BacktestFacts): Line {
  const settings = tried.length === 0 ? "as it is set" : `with ${tried.join(" ")}`;
  return [
    `${utc(done.from)} to ${lastOf(done.until)} UTC, ${timeframe} candles (${source}), ${settings}, from `,
    money(done.begun, currency),
  ];
}

/** Beside what the pair did by itself, and how little of the time it was in it. */
function besideLine({ done, pair }: BacktestFacts): Line {
  const { buyAndHold, exposure, fills } = done;
  return [
    `${pair} itself: `,
    asChange(buyAndHold),
    "; in the market ",
    shown(exposure, asPercent),
    ` of the time; ${counted(fills, "fill", "fills")}`,
  ];
}

/** Fewer say nothing of what is to come. */
const FEWEST_TRIPS = 10;
const FEWEST_DAYS = 10;

function heldOutField({ from, before, after }: HeldOut): { readonly label: string; readonly lines: readonly Line[] } {
  const part = (name: string, told: HeldOut["before"]): Line => [
    `${name}: `,
    shown(told.profitLossPercent, asChange),
    ", Sharpe ",
    shown(told.sharpeRatio, asRatio),
    `, ${counted(told.totalTrades, "round trip", "round trips")}`,
  ];
  return {
    label: "Held out",
    lines: [part("the first 70 %", before), part(`the last 30 %, since ${utc(from)}`, after), [verdict(before, after)]],
  };
}

/** In words, what the last part says of the first. */
function verdict(before: HeldOut["before"], after: HeldOut["after"]): string {
  if (before.totalTrades < FEWEST_TRIPS || after.totalTrades < FEWEST_TRIPS)
    return `Too few round trips to tell whether it lasts: each part needs ${FEWEST_TRIPS}.`;
  if (before.days < FEWEST_DAYS || after.days < FEWEST_DAYS)
    return `Too few days to tell whether it lasts: each part needs ${FEWEST_DAYS}.`;
  const [learnt, kept] = [before.sharpeRatio.value, after.sharpeRatio.value];
  if (learnt === null || kept === null) return "Too few days to tell whether it lasts.";
  if (learnt <= 0) return "It did not earn for its risk before: there is nothing to last.";
  if (kept <= 0) return "It did not last: what worked before lost afterwards.";
  return kept >= learnt / 2
    ? "It lasted: the last part earned at least half as much for its risk."
    : "It faded: the last part earned less than half as much for its risk.";
}

function costsField({ costs, isGuarded }: BacktestFacts): { readonly label: string; readonly lines: readonly Line[] } {
  const { taker, maker, spread, slippage } = costs;
  const fee = taker === maker ? `fee ${taker} %` : `fee ${taker} % (${maker} % where it waited)`;
  const guards: Line = isGuarded
    ? ["the desk's limits hold, as they are set now"]
    : ["without the desk's limits (guards=off): the desk itself would refuse some of this"];
  return {
    label: "Costs",
    lines: [
      [`${fee} of each fill, spread ${spread} %, slippage ${slippage} %, at most 5 % of a minute's volume`],
      guards,
    ],
  };
}

const MOST_RULES = 5;

function refusedFields(refusals: readonly Refused[]) {
  if (refusals.length === 0) return [];
  const lines = refusals
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_RULES)
    .map(({ rule, count, sentence: first }): Line => [`${rule}, ${counted(count, "entry", "entries")}: ${first}`]);
  return [{ label: "Refused", lines }];
}

function haltLines({ done }: BacktestFacts): Block[] {
  if (done.halted === null) return [];
  const { rule, at } = done.halted;
  const which = rule === "daily-loss" ? "daily loss" : rule;
  return [
    {
      kind: "text",
      mark: "attention",
      line: [sentence(`Halted ${utc(at)} UTC by its limit of ${which}: nothing was opened from then on`)],
    },
  ];
}

function choices({ id, tried, mayChange, allTrades, optimise }: BacktestFacts) {
  const use = button("Use these parameters", `strategy ${id} set ${tried.join(" ")}`);
  return [
    ...(mayChange && tried.length > 0 ? [use] : []),
    ...(optimise === null ? [] : [button("Optimise", optimise)]),
    button("All trades", allTrades),
    button("Strategy", `strategy ${id}`),
  ];
}

/** Of a day that is over the day itself, as it is typed. */
function lastOf(until: number): string {
  return until % DAY_MS === 0 ? utc(until - DAY_MS) : utc(until);
}

const DAY_MS = TIMEFRAME_MS["1d"];

/** A day begins and ends at midnight: then its time says nothing. */
function utc(at: number): string {
  if (at % DAY_MS === 0) return utcDay(at);
  return formatValue({ type: "time", at, style: "moment" }, { zone: "UTC", now: at });
}
