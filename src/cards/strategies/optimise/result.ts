/** What an optimisation came to: the best sets, run exactly, what they did where nobody had looked, and how much of it is luck. */
import { fromFloat } from "../../../domain/money.ts";
import type { Figure } from "../../../domain/performance/figure.ts";
import type { Block, Inline, Line, Reply } from "../../../domain/reply.ts";
import { asChange, asRatio, shown, utcDay } from "../../performance/words.ts";
import { CHANGE, command, number, pairName } from "../../values.ts";
import { button, buttons, counted } from "../../words.ts";
import type { Optimised, Optimising, Winner } from "./facts.ts";

export function optimisedCard(facts: Optimising, done: Optimised): Reply {
  const [best] = done.winners;
  return best === undefined ? nothingCard(facts, done) : resultCard(facts, done, best);
}

function resultCard(facts: Optimising, done: Optimised, best: Winner): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: headline(facts, done, best), aside: asideOf(facts) },
      { kind: "text", line: [command(`/${facts.plan.line}`)] },
      { kind: "text", line: [spanWords(done)] },
      ...(done.heat === null ? [] : [{ kind: "chart", chart: done.heat } as const]),
      winnersTable(done.winners),
      { kind: "fields", fields: [setsField(done), forwardField(done), luckField(done, best)] },
      ...refusedLines(done),
      ...buttons(...choices(facts, best)),
    ],
  };
}

/** `Best of 200: fast=10 slow=30, +12.30 % in all, +1.20 % where nobody had looked · Trend following · BTC/USDT` */
function headline({ plan }: Optimising, { tried }: Optimised, { settings, whole, last }: Winner): Line {
  return [
    ...[`Best of ${tried}: ${settings.join(" ")}, `, shown(whole.profitLossPercent, asChange), " in all, "],
    ...[shown(last.profitLossPercent, asChange), " where nobody had looked · "],
    ...[`${plan.name} · `, pairName(plan.pair)],
  ];
}

function nothingCard(facts: Optimising, { tried, leftOut }: Optimised): Reply {
  const { plan } = facts;
  const others = leftOut === 0 ? "" : ` ${leftOut} more have parameters that do not go together.`;
  return {
    outcome: "done",
    blocks: [
      {
        ...{ kind: "headline", mark: "attention", aside: asideOf(facts) },
        line: [
          `None of ${counted(tried, "set", "sets")} traded enough to be ranked · ${plan.name} · `,
          pairName(plan.pair),
        ],
      },
      { kind: "text", line: [command(`/${plan.line}`)] },
      { kind: "text", line: [`A longer period, a shorter timeframe= or wider ranges may show more.${others}`] },
      ...buttons(button("Strategy", `strategy ${plan.strategy}`)),
    ],
  };
}

function asideOf({ id }: Optimising): Line {
  return [`no. ${id}`];
}

function spanWords({ from, until, lastFrom, parts, tried, combinations, leftOut }: Optimised): string {
  const which =
    tried + leftOut < combinations
      ? `${tried + leftOut} of ${combinations} combinations, by chance`
      : `all ${combinations} combinations`;
  const missing = leftOut === 0 ? "" : `; ${leftOut} do not go together`;
  return (
    `${utcDay(from)} to ${utcDay(until - 1)} UTC: ${which}${missing}. Ranked by the Sharpe ratio of ${parts - 1} of ${parts} parts; ` +
    `the last part, since ${utcDay(lastFrom)}, shows what came of it. Each row is run by the desk's engine.`
  );
}

/** In 32 characters, as a phone shows them side by side. */
function winnersTable(winners: readonly Winner[]): Block {
  const right = (title: string) => ({ title, align: "right" as const });
  return {
    kind: "table",
    columns: [{ title: "#", align: "left" }, ...["All %", "Sharpe", "Fall", "Last"].map(right)],
    rows: winners.map(({ whole, last }, i) => [
      [String(i + 1)],
      [shown(whole.profitLossPercent, asShort)],
      [shown(whole.sharpeRatio, asRatio)],
      [shown(whole.maxDrawdownPercent, (value) => number(fromFloat(value, 1), 1))],
      [shown(last.profitLossPercent, asShort)],
    ]),
  };
}

const asShort = (value: number): Inline => number(fromFloat(value, 1), 1, CHANGE);

interface Field {
  readonly label: string;
  readonly lines: readonly Line[];
}

function setsField({ winners }: Optimised): Field {
  return {
    label: "Sets",
    lines: winners.map(({ settings, whole }, i) => [
      `${i + 1}: ${settings.join(" ")}, ${counted(whole.totalTrades, "round trip", "round trips")}`,
    ]),
  };
}

function forwardField({ ranking: { forward } }: Optimised): Field {
  const { parts, growth, sharpe, trips } = forward;
  const label = "Walk-forward";
  if (parts === 0) return { label, lines: [["no part was traded: no set had a figure before it"]] };
  const told: Line = [
    ...[`${counted(parts, "part", "parts")}, each with what was best before it: `, asChange(growth * 100), ", Sharpe "],
    ...[sharpe === null ? "n/a" : asRatio(sharpe), `, ${counted(trips, "round trip", "round trips")}`],
  ];
  return { label, lines: [told] };
}

function luckField({ ranking: { deflated, luck, order, figures } }: Optimised, best: Winner): Field {
  const figure = figures[order[0] ?? -1] ?? null;
  const label = "Over-fitting";
  const count = counted(order.length, "set", "sets");
  if (deflated === null || luck === null || figure === null)
    return { label, lines: [[`${count} with a figure, or their days, are too few to tell luck from skill.`]] };
  return {
    label,
    lines: [
      [
        `${count} tried: the best of so many has a Sharpe ratio of `,
        asRatio(luck),
        " by luck alone; this one has, where it was ranked, ",
        asRatio(figure),
      ],
      ["Deflated Sharpe ratio ", asRatio(deflated), `: ${luckWords(deflated, figure)}`],
      [lastWords(best.last.profitLossPercent)],
    ],
  };
}

const SURE = 0.95;
const LIKELY = 0.5;

/** In words, how likely there is more to the best than having tried so many. */
function luckWords(deflated: number, figure: number): string {
  if (figure <= 0) return "none of them earned for its risk, so there is nothing to choose.";
  if (deflated >= SURE) return "more than luck, as far as the past can tell.";
  return deflated >= LIKELY
    ? "may well be luck: do not count on it."
    : "no better than luck: so good a set comes out of trying so many, without any skill.";
}

function lastWords({ value }: Figure): string {
  if (value === null) return "What it did in the last part has no figure.";
  return value > 0 ? "It earned in the last part, too." : "It earned nothing in the last part: it did not last.";
}

function refusedLines({ winners }: Optimised): Block[] {
  const lines = winners.flatMap(({ refused }, i) => (refused === 0 ? [] : [`${refused} of set ${i + 1}`]));
  if (lines.length === 0) return [];
  const words = `The desk's limits refused entries (${lines.join(", ")}). The ranking knows no limits; guards=off runs without them.`;
  return [{ kind: "text", mark: "attention", line: [words] }];
}

function choices({ plan: { strategy, mayChange, backtestLine, typed } }: Optimising, { settings }: Winner) {
  const own = [...settings, ...typed.settings];
  const use = button("Use these parameters", `strategy ${strategy} set ${own.join(" ")}`);
  return [...(mayChange ? [use] : []), button("Backtest", [backtestLine, ...own, ...typed.run].join(" "))];
}
