/** /profit, /daily and /performance on a desk that trades: one figure wherever it is told, flows left out, days by the chat's zone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { transact } from "../../src/db/transact.ts";
import { from, text } from "../../src/domain/money.ts";
import { Chat } from "../../src/models/chat.ts";
import { PerformanceMetrics } from "../../src/models/performance-metrics.ts";
import { StrategyEquity } from "../../src/models/strategy-equity.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { rewriteMetrics } from "../../src/reports/metrics.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

// NOW is 00:00 UTC, 1 January 2022, a Saturday; the account begins with 100,000 USDT.
eachDatabase("the performance of an account", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await transact(trader.desk, async (tx) => {
      await PerformanceMetrics.query(tx).delete();
      await Strategy.query(tx).findById("manual").patch({ riskParameters: {} });
      await Chat.query(tx).patch({ zone: "UTC" });
    });
    await trader.turn();
  });
  afterAll(() => trader.close());

  async function traded(line: string, price: string, fee: string): Promise<void> {
    trader.venue.price = price;
    await trader.type(line);
    const id = await trader.newest();
    if ((await trader.order(id)).state === "proposed") await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price, fee });
    await trader.turn();
  }

  /** At 01:00 of the first day bought, at 01:00 of the second sold for 59.90 more than all it cost. */
  async function aRoundTrip(): Promise<void> {
    await trader.pass(HOUR);
    await traded("/buy BTC/USDT 1", "20000", "20");
    await trader.pass(DAY);
    await traded("/sell BTC/USDT 1", "20100", "20.1");
  }

  const linesOf = async (line: string): Promise<string[]> => (await trader.type(line)).split("\n");
  const cellsOf = async (line: string): Promise<string[][]> =>
    (await linesOf(line)).slice(2).flatMap((row) => {
      const cells = row.split(/ {2,}/);
      return cells.length === 3 ? [cells] : [];
    });

  it("is one number in /profit, /daily, /performance and the position's own figures", async () => {
    await aRoundTrip();
    expect((await linesOf("/profit all"))[0]).toBe("+59.90 USDT in all, +0.06 % · paper");
    expect((await linesOf("/profit all"))[2]).toBe("Closed  1 round trip, 1 won, 0 lost, +59.90 USDT net of fees");
    expect((await linesOf("/performance"))[0]).toBe("+59.90 USDT, +0.06 % · paper");
    expect((await linesOf("/performance manual"))[0]).toBe("+59.90 USDT, +0.06 % · By hand · paper");
    expect(await cellsOf("/daily")).toEqual([
      ["2 Jan 2022", "+79.90", "+59.90"],
      ["1 Jan 2022", "−20.00", "0.00"],
      ["All", "+59.90", "+59.90"],
    ]);
  });

  it("tells of a period what it gave, and of a day that began with an open position what came since", async () => {
    await aRoundTrip();
    await trader.pass(DAY);
    await traded("/buy BTC/USDT 1", "20000", "20");
    trader.venue.price = "21000";
    await trader.pass(HOUR);
    const today = await linesOf("/profit");
    expect(today.slice(0, 4)).toEqual([
      "+980.00 USDT today, +0.98 % · paper",
      "Equity  101,039.90 USDT, began with 100,059.90 USDT",
      "Closed  no round trip",
      "Open    1 open position, +980.00, not in the win rate",
    ]);
    // 3 January is a Monday.
    expect((await linesOf("/profit week"))[0]).toBe("+980.00 USDT this week, +0.98 % · paper");
    expect((await linesOf("/profit month"))[0]).toBe("+1,039.90 USDT this month, +1.04 % · paper");
    expect(await cellsOf("/weekly")).toEqual([
      ["3 Jan 2022", "+980.00", "0.00"],
      ["1 Jan 2022", "+59.90", "+59.90"],
      ["All", "+1,039.90", "+59.90"],
    ]);
    expect(await cellsOf("/monthly")).toEqual([
      ["1 Jan 2022", "+1,039.90", "+59.90"],
      ["All", "+1,039.90", "+59.90"],
    ]);
  });

  it("counts no money that came or went, and tells of it", async () => {
    await aRoundTrip();
    await trader.pass(HOUR);
    trader.venue.move("USDT", "5000");
    await trader.turn();
    await trader.pass(HOUR);
    const said = await trader.type("/profit all");
    expect(said).toContain("+59.90 USDT in all, +0.06 % · paper");
    expect(said).toContain("Moved   +5,000.00 USDT, neither gain nor loss");
    expect((await cellsOf("/daily")).at(-1)).toEqual(["All", "+59.90", "+59.90"]);
    trader.venue.move("USDT", "-104000");
    await trader.pass(HOUR);
    await trader.turn();
    expect((await linesOf("/performance"))[0]).toMatch(/^\+59\.90 USDT/);
  });

  it("is the same sum in every zone, cut into the reader's days; the ratios stay on UTC days and say so (case 38)", async () => {
    const closings = [
      ["2022-01-05T03:00:00Z", 1],
      ["2022-01-05T14:59:59Z", 2],
      ["2022-01-05T15:00:00Z", 4],
      ["2022-01-06T04:59:59Z", 8],
      ["2022-01-06T05:00:00Z", 16],
      ["2022-01-06T18:15:00Z", 32],
    ] as const;
    for (const [moment, gain] of closings) {
      trader.venue.advance(Date.parse(moment) - trader.venue.now());
      trader.desk.clock.advance(60_000);
      await traded("/buy BTC/USDT 1", "20000", "0");
      await traded("/sell BTC/USDT 1", String(20_000 + gain), "0");
    }
    const days = async (zone: string): Promise<string[][]> => {
      await transact(trader.desk, (tx) => Chat.query(tx).patch({ zone }));
      const rows = (await trader.reply("/daily")).blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));
      const figures = rows.map((cells) =>
        cells.slice(1).map(([value]) => (typeof value === "object" && value.type === "number" ? value.number : "")),
      );
      return figures.filter(([profit]) => profit !== "0").toReversed();
    };
    const twice = (...values: string[]): string[][] => values.map((value) => [value, value]);
    expect(await days("Asia/Tokyo")).toEqual(twice("3", "28", "32"));
    expect(await days("America/New_York")).toEqual(twice("1", "14", "48"));
    expect(await days("Asia/Kolkata")).toEqual(twice("7", "56"));
    const said = await trader.type("/performance");
    expect(said).toContain("By UTC days since");
    expect(said).toMatch(/^\+63\.00 USDT/);
  });

  describe("of a strategy", () => {
    it("is taken from its capital, where it has one", async () => {
      await transact(trader.desk, (tx) =>
        Strategy.query(tx)
          .findById("manual")
          .patch({ riskParameters: { capital: "1000" } }),
      );
      await aRoundTrip();
      expect((await linesOf("/performance manual"))[0]).toBe("+59.90 USDT, +5.99 % · By hand · paper");
    });

    it("is kept as it changes, and not while it stands", async () => {
      const rows = () => StrategyEquity.query(trader.desk.db.reader).where({ strategy_id: "manual" }).orderBy("id");
      const before = (await rows()).length;
      await trader.pass(HOUR);
      await trader.pass(HOUR);
      expect(await rows()).toHaveLength(before);
      await aRoundTrip();
      const profits = (await rows()).map(({ profit }) => (profit === null ? null : text(profit)));
      expect([profits[0], profits.at(-1)]).toEqual(["0", "59.9"]);
      expect(new Set(profits).size).toBe(profits.length);
    });

    it("is a row from its start to the last UTC midnight, written anew each time", async () => {
      const ofManual = async () => PerformanceMetrics.query(trader.desk.db.reader).where({ strategy_id: "manual" });
      const rewrite = (): Promise<void> =>
        transact(trader.desk, (tx) =>
          rewriteMetrics(tx, [{ exchange: trader.venue.exchange, mode: "paper", now: trader.venue.now() }]),
        );
      await rewrite();
      expect(await ofManual()).toEqual([]);
      await aRoundTrip();
      await rewrite();
      const [first] = await ofManual();
      expect(first).toMatchObject({
        strategyId: "manual",
        kind: "paper",
        totalTrades: 0,
        sharpeRatio: null,
        volatility: null,
      });
      expect([first?.profitLoss, first?.maxDrawdown]).toEqual([from("-20"), from("20")]);
      await trader.pass(DAY);
      await rewrite();
      const rows = await ofManual();
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ totalTrades: 1, winningTrades: 1, losingTrades: 0, winRate: from("100") });
      expect(rows[0]?.profitLoss).toEqual(from("59.9"));
      expect(new Date(rows[0]?.endTime ?? 0).toISOString()).toBe("2022-01-03T00:00:00.000Z");
    });
  });

  it("without a price is not told", async () => {
    await aRoundTrip();
    trader.venue.move("SOL", "3");
    await trader.pass(HOUR);
    await trader.turn();
    trader.venue.quote = async () => null;
    await trader.pass(HOUR);
    expect((await linesOf("/profit all"))[0]).toBe("Profit in all · paper n/a: no price for SOL");
    expect((await linesOf("/performance"))[0]).toContain("Performance n/a: no price for SOL");
    expect((await cellsOf("/daily"))[0]?.[1]).toBe("n/a");
  });
});
