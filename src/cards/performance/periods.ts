/** /daily, /weekly, /monthly: what each day, week or month of the reader's zone gave, newest first. */
import { moneyPlaces } from "../../domain/format.ts";
import { type Decimal, sum } from "../../domain/money.ts";
import type { Block, Inline, Line, Reply } from "../../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "../pages.ts";
import { CHANGE, money, number } from "../values.ts";
import { type Account, buttons, venue } from "../words.ts";
import { unpricedWords } from "./words.ts";

export interface PeriodsFacts extends Account {
  readonly currency: string;
  readonly unit: "day" | "week" | "month";
  /** The reader's, IANA: their days begin there. */
  readonly zone: string;
  /** All of them, newest first: the page shows some, the total counts all. */
  readonly rows: readonly PeriodRow[];
  /** A coin without a price now. */
  readonly unpriced: string | null;
  readonly page: Page;
  /** The list's own line. */
  readonly line: string;
}

export interface PeriodRow {
  /** In it, market time, ms UTC. */
  readonly from: number;
  /** By equity, open profit in, what was moved in or out left out; null where that is not known. */
  readonly profit: Decimal | null;
  /** Of the round trips that were closed in it. */
  readonly closed: Decimal;
}

const TITLES = { day: "Day", week: "Week of", month: "Month of" } as const;
const ADVERBS = { day: "daily", week: "weekly", month: "monthly" } as const;

export function periodsCard(facts: PeriodsFacts): Reply {
  const { page, line, unpriced } = facts;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: headline(facts) },
      table(facts),
      {
        kind: "text",
        line: [`${facts.currency}, days of ${facts.zone}. Profit: equity with what is open. Closed: round trips.`],
      },
      ...(unpriced === null
        ? []
        : [{ kind: "text", mark: "attention", line: [`Profit now ${unpricedWords(unpriced)}`] } as const]),
      ...buttons(...pageButtons(page, line)),
    ],
  };
}

function headline({ rows, currency, unit, page, ...account }: PeriodsFacts): Line {
  const [newest] = rows;
  const now: Inline[] = newest?.profit == null ? [] : [": ", money(newest.profit, currency, CHANGE), " so far"];
  return [`Profit ${ADVERBS[unit]}`, ...now, ` · ${venue(account)}${span(page)}`];
}

function table({ rows, page, currency, unit }: PeriodsFacts): Block {
  const places = moneyPlaces(currency);
  const cells = (profit: Decimal | null, closed: Decimal): Line[] => [
    [profit === null ? "n/a" : number(profit, places, CHANGE)],
    [number(closed, places, CHANGE)],
  ];
  const profits = rows.map(({ profit }) => profit);
  const total = profits.includes(null) ? null : sum(profits.filter((each) => each !== null));
  return {
    kind: "table",
    columns: [
      { title: TITLES[unit], align: "left" },
      { title: "Profit", align: "right" },
      { title: "Closed", align: "right" },
    ],
    rows: rowsOf(rows, page).map(({ from, profit, closed }): Line[] => [
      [{ type: "time", at: from, style: "day" }],
      ...cells(profit, closed),
    ]),
    total: [["All"], ...cells(total, sum(rows.map(({ closed }) => closed)))],
  };
}
