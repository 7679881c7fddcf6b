import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Backtest, backtest } from "../../../src/domain/backtest/backtest.ts";
import type { Candle } from "../../../src/domain/candle.ts";
import { columnsOf } from "../../../src/domain/candle-columns.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { add, from, sum, text } from "../../../src/domain/money.ts";
import { trend } from "../../../src/strategies/trend.ts";
import { setupOf, wanderingMinutes } from "../../support/engine.ts";
import { START } from "../../support/paper-venue.ts";

const QUICK = trend.configure({ timeframe: "1m", fast: 2, slow: 3, atr: 2 });
type Row = Readonly<Record<string, string>>;

function run(minutes: readonly Candle[], keepsTrades: boolean): Backtest {
  const { market, rules, risk, capital, zone } = setupOf({}, { size: 3_000 });
  const told = { market, rules, risk, capital, zone, strategy: "trend" as StrategyId, parameters: QUICK.parameters };
  const past = { limits: null, candles: columnsOf(minutes), from: minutes[0]?.at ?? START };
  return backtest({ ...told, ...past, ...(keepsTrades ? { keepsTrades: true } : {}) }, QUICK);
}

const rowsOf = ({ trades }: Backtest): Row[] => parse(trades?.csv ?? "", { columns: true, record_delimiter: "\r\n" });
const column = (rows: readonly Row[], name: string) => rows.map((row) => from(row[name] ?? ""));
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

describe("the trades of a run", () => {
  it("change nothing of it, are in their order, and add up to what it made and paid", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(5, 10_000), (seed, volume) => {
        const minutes = wanderingMinutes(1_500, seed, volume);
        const [kept, plain] = [run(minutes, true), run(minutes, false)];
        expect({ ...kept, trades: null }).toEqual(plain);
        const rows = rowsOf(kept);
        expect(kept.trades).toMatchObject({ rows: rows.length, left: 0 });
        const closed = rows.filter((row) => row["closed"] !== "");
        expect(closed).toHaveLength(kept.performance.totalTrades);
        expect(rows.length - closed.length).toBe(kept.open.count);
        expect(text(sum(column(closed, "profit USDT")))).toBe(text(kept.performance.tripProfit));
        expect(text(sum(column(rows, "fees USDT")))).toBe(text(kept.fees));
        if (kept.open.count === 1)
          expect(text(sum(column(rows, "profit USDT")))).toBe(text(add(kept.performance.tripProfit, kept.open.profit)));
        const opened = rows.map((row) => row["opened"] ?? "");
        expect(opened).toEqual(opened.toSorted());
      }),
      { numRuns: 15 },
    );
  });

  it("say when, at what price, why each closed, and on what it was decided", () => {
    const all = rowsOf(run(wanderingMinutes(4_000, 3, 10_000), true));
    const rows = all.filter((row) => row["closed"] !== "");
    expect(new Set(rows.map((row) => row["closed by"]))).toEqual(new Set(["stop", "target", "rule"]));
    for (const row of rows) {
      expect(row["opened"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);
      expect(row["side"]).toBe("BUY");
      expect(row["rule"]).toMatch(/crossed above/);
      expect(row["evidence"]).toMatch(/^close=[\d.]+;EMA 2=[\d.]+;EMA 3=[\d.]+/);
      const [bought, sold] = [Number(row["entry price"]), Number(row["exit price"])];
      const made = Number(row["profit USDT"]) + Number(row["fees USDT"]);
      expect(made).toBeCloseTo((sold - bought) * Number(row["quantity"]), 1);
      expect(Number(row["profit %"])).toBeCloseTo(
        (100 * Number(row["profit USDT"])) / (bought * Number(row["quantity"])),
        2,
      );
    }
  });

  it("end with what is open, which has neither an exit nor a price of one", () => {
    const open = Array.from({ length: 40 }, (_, i) => run(wanderingMinutes(400, i + 1, 10_000), true)).find(
      ({ open: { count } }) => count === 1,
    );
    if (open === undefined) throw new Error("none is open at its end");
    expect(rowsOf(open).at(-1)).toMatchObject({ closed: "", "exit price": "", "closed by": "open at the end" });
  });
});
