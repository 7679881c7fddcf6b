/** What /profit, /daily and /performance say, and that it fits a phone. */
import { describe, expect, it } from "vitest";

import { pageOf } from "../../src/cards/pages.ts";
import { periodsCard } from "../../src/cards/performance/periods.ts";
import { noFigures, profitCard, type ProfitFacts } from "../../src/cards/performance/profit.ts";
import { recordCard, type RecordFacts } from "../../src/cards/performance/record.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { from, ZERO } from "../../src/domain/money.ts";
import { equityChart } from "../../src/domain/performance/chart.ts";
import { performanceOf } from "../../src/domain/performance/metrics.ts";
import { timeInMarket } from "../../src/domain/performance/round-trips.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { BEGIN, dailySeries, DAY_MS, tripsOf } from "../support/equity.ts";

/** Five losers and a winner that is open still (case 34). */
const PROFITS = ["-40", "-40", "-40", "-40", "-40", "1017.3"];
const series = dailySeries({ start: "10000", profits: PROFITS });
const trips = tripsOf(PROFITS.slice(0, 5));
const open = { count: 1, profit: from("1017.3") };
const PAPER = { exchange: "paper", mode: "paper" } as const;

const record: RecordFacts = {
  strategy: null,
  account: PAPER,
  currency: "USDT",
  from: BEGIN,
  begun: from("10000"),
  performance: performanceOf(series, trips),
  exposure: timeInMarket(trips, BEGIN, series.until),
  open,
  unpriced: null,
};

const profit: ProfitFacts = {
  ...PAPER,
  currency: "USDT",
  period: "month",
  from: BEGIN,
  isWhole: true,
  begun: from("10000"),
  equity: from("10817.3"),
  unpriced: null,
  moved: ZERO,
  performance: record.performance,
  open,
  chart: equityChart(series, { name: "paper", currency: "USDT" }),
  isNamed: false,
};

const say = (reply: Reply, zone = "UTC"): string => renderText(reply, { zone, now: BEGIN });

describe("/performance", () => {
  it("tells every figure, over how much it was taken, why one is missing, and what is open (case 34)", () => {
    expect(say(recordCard([record])).split("\n")).toEqual([
      "+817.30 USDT, +8.17 % · paper",
      "By UTC days since 5 Jan 2026, which began with 10,000.00 USDT",
      "6 UTC days              Value",
      "Largest fall      200.00 USDT",
      "Of a peak              2.00 %",
      "Volatility, year      84.11 %",
      "Sharpe                   6.05",
      "Sortino                 72.35",
      "CAGR                      n/a",
      "Calmar                    n/a",
      "5 round trips         Value",
      "Won, lost              0, 5",
      "Win rate             0.00 %",
      "Profit factor          0.00",
      "Expectancy      −40.00 USDT",
      "Duration           60.0 min",
      "Time in market       3.47 %",
      "n/a     CAGR, Calmar: needs 30 days, has 6",
      "1 open position, +1,017.30, not in the win rate",
      "[ Profit ] [ Daily ]",
    ]);
  });

  it("says the UTC day also to a reader elsewhere, and LIVE of real money", () => {
    const account = { exchange: "bybit", mode: "live" } as const;
    const said = say(recordCard([{ ...record, account, strategy: "Grid" }]), "America/New_York");
    expect(said).toContain("+817.30 USDT, +8.17 % · Grid · LIVE bybit");
    expect(said).toContain("By UTC days since 5 Jan 2026");
  });
});

describe("/profit", () => {
  it("says at once what the period gave", () => {
    expect(say(profitCard(profit)).split("\n")).toEqual([
      "+817.30 USDT this month, +8.17 % · paper",
      "Equity  10,817.30 USDT, began with 10,000.00 USDT",
      "Closed  5 round trips, 0 won, 5 lost, −200.00 USDT net of fees",
      "Open    1 open position, +1,017.30, not in the win rate",
      "Fall    at most 200.00 USDT, 2.00 % from a peak",
      "[ Today ] [ Week ] [ Year ] [ All ] [ Daily ] [ Performance ]",
    ]);
  });

  it("tells what was moved, and since when there are figures", () => {
    const said = say(profitCard({ ...profit, moved: from("-500"), isWhole: false, isNamed: true }));
    expect(said).toContain("Moved   −500.00 USDT, neither gain nor loss");
    expect(said).toContain("Since   5 Jan 2026 00:00:00, the first figure there is");
    const [buttons] = profitCard({ ...profit, isNamed: true }).blocks.slice(-1);
    expect(buttons?.kind === "buttons" ? buttons.buttons[0]?.run : null).toBe("profit today exchange=paper");
  });

  it("without any figure is a sentence in place of a picture (case 53)", () => {
    const reply = noFigures(PAPER);
    expect(reply.blocks.map(({ kind }) => kind)).toEqual(["text"]);
    expect(say(reply)).toBe("No figures of paper yet: an account is looked at once a minute.");
  });
});

describe("/daily", () => {
  const rows = Array.from({ length: 12 }, (_, day) => ({
    from: BEGIN + (11 - day) * DAY_MS,
    profit: from(day % 2 === 0 ? "-1234.56" : "1000"),
    closed: ZERO,
  }));
  const facts = { ...PAPER, currency: "USDT", unit: "day", zone: "UTC", rows, unpriced: null, line: "daily" } as const;

  it("shows a page, totals all, and fits 32 columns", () => {
    const said = say(periodsCard({ ...facts, page: pageOf(rows.length) })).split("\n");
    expect(said[0]).toBe("Profit daily: −1,234.56 USDT so far · paper · 1–10 of 12");
    const table = said.slice(1, 13);
    expect(table[1]).toBe("16 Jan 2026  −1,234.56    0.00");
    expect(table.at(-1)).toBe("All          −1,407.36    0.00");
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(32);
  });

  it("of a day whose end is not known tells neither it nor the total", () => {
    const [newest, ...older] = rows;
    if (newest === undefined) throw new Error("there is no row");
    const said = say(
      periodsCard({ ...facts, unpriced: "XYZ", rows: [{ ...newest, profit: null }, ...older], page: pageOf(12) }),
    );
    expect(said).toContain("Profit daily · paper");
    expect(said).toContain("⚠️ Profit now n/a: no price for XYZ");
    expect(said).toMatch(/^All +n\/a +0\.00$/m);
  });
});
