/** /profit: what an account has gained in a period, money that came or went left out. */
import type { EquityChart } from "../../domain/chart.ts";
import { type Decimal, isZero } from "../../domain/money.ts";
import type { Performance } from "../../domain/performance/metrics.ts";
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { CHANGE, money, moment } from "../values.ts";
import { type Account, button, buttons, counted, say, venue } from "../words.ts";
import { asChange, asPercent, openLine, type OpenFacts, shown, unpricedWords } from "./words.ts";

export const PROFIT_PERIODS = ["today", "week", "month", "year", "all"] as const;
export type ProfitPeriod = (typeof PROFIT_PERIODS)[number];

export interface ProfitFacts extends Account {
  readonly currency: string;
  readonly period: ProfitPeriod;
  /** When it begins, market time, ms UTC: with the period, or with the account's first figure. */
  readonly from: number;
  /** The account has figures of the whole period. */
  readonly isWhole: boolean;
  readonly begun: Decimal;
  /** Null while a coin has no price. */
  readonly equity: Decimal | null;
  /** That coin. */
  readonly unpriced: string | null;
  /** In, or out (below zero). */
  readonly moved: Decimal;
  readonly performance: Performance;
  readonly open: OpenFacts;
  readonly chart: EquityChart;
  /** The account was named: the next look is at the same one. */
  readonly isNamed: boolean;
}

const WORDS: Readonly<Record<ProfitPeriod, string>> = {
  today: "today",
  week: "this week",
  month: "this month",
  year: "this year",
  all: "in all",
};

export function profitCard(facts: ProfitFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: headline(facts) },
      { kind: "fields", fields: fields(facts) },
      { kind: "chart", chart: facts.chart },
      ...buttons(...others(facts)),
    ],
  };
}

/** An account that was not looked at yet. */
export function noFigures(account: Account): Reply {
  return say("done", [`No figures of ${venue(account)} yet: an account is looked at once a minute.`]);
}

function headline({ performance, currency, period, unpriced, ...account }: ProfitFacts): Line {
  const where = ` ${WORDS[period]} · ${venue(account)}`;
  if (unpriced !== null) return [`Profit${where} ${unpricedWords(unpriced)}`];
  const { profitLoss, profitLossPercent } = performance;
  return [
    money(profitLoss, currency, CHANGE),
    ` ${WORDS[period]}, `,
    shown(profitLossPercent, asChange),
    ` · ${venue(account)}`,
  ];
}

function fields(facts: ProfitFacts): Extract<Block, { kind: "fields" }>["fields"] {
  const { equity, begun, moved, currency, open, from, isWhole } = facts;
  const standing: Line = equity === null ? ["n/a"] : [money(equity, currency), ", began with ", money(begun, currency)];
  const line = openLine(open, currency);
  return [
    { label: "Equity", lines: [standing] },
    ...(isZero(moved)
      ? []
      : [{ label: "Moved", lines: [[money(moved, currency, CHANGE), ", neither gain nor loss"]] }]),
    { label: "Closed", lines: [closedLine(facts)] },
    ...(line === null ? [] : [{ label: "Open", lines: [line] }]),
    { label: "Fall", lines: [fallLine(facts)] },
    ...(isWhole ? [] : [{ label: "Since", lines: [[moment(from), ", the first figure there is"]] }]),
  ];
}

function closedLine({ performance, currency }: ProfitFacts): Line {
  const { totalTrades, winningTrades, losingTrades, tripProfit } = performance;
  if (totalTrades === 0) return ["no round trip"];
  const trips = counted(totalTrades, "round trip", "round trips");
  return [
    `${trips}, ${winningTrades} won, ${losingTrades} lost, `,
    money(tripProfit, currency, CHANGE),
    " net of fees",
  ];
}

function fallLine({ performance: { maxDrawdown, maxDrawdownPercent }, currency }: ProfitFacts): Line {
  if (isZero(maxDrawdown)) return ["none"];
  return ["at most ", money(maxDrawdown, currency), ", ", shown(maxDrawdownPercent, asPercent), " from a peak"];
}

const LABELS: Readonly<Record<ProfitPeriod, string>> = {
  today: "Today",
  week: "Week",
  month: "Month",
  year: "Year",
  all: "All",
};

function others({ period, isNamed, exchange }: ProfitFacts) {
  const at = isNamed ? ` exchange=${exchange}` : "";
  const looks = PROFIT_PERIODS.filter((each) => each !== period).map((each) =>
    button(LABELS[each], `profit ${each}${at}`),
  );
  return [...looks, button("Daily", `daily${at}`), button("Performance", `performance${at}`)];
}
