/** What an account is worth, minute by minute, and what it may lose. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { from, text } from "../../src/domain/money.ts";
import { Alert } from "../../src/models/alert.ts";
import { EquityRow } from "../../src/models/equity.ts";
import { Halt } from "../../src/models/halt.ts";
import { accountFigures } from "../../src/trading/account.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

eachDatabase("an account", (_open, client) => {
  let trader: Trader;
  // 100,000 USDT at a price of 46,250: 0.2 BTC are 9.25 % of equity, 0.3 are 13.9 %.
  beforeAll(async () => void (trader = await Trader.open(client, new TestVenue(NOW), "initial")));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  describe("of loss", () => {
    const halted = async (): Promise<string[]> =>
      (await Halt.query(trader.desk.db.reader).where({ released_at: null })).map(({ reason }) => reason ?? "");

    beforeEach(async () => {
      await trader.type("/limits order 100%");
      await trader.type("/limits day 100%");
      await trader.bought("1"); // 46,250 of 100,000
    });

    it("a day's loss halts the account to closing orders, once and loudly, and outlives a restart", async () => {
      await trader.type("/buy BTC/USDT 0.01 price=40000");
      const resting = await trader.newest();
      await trader.type(`/approve ${resting}`);
      await trader.turn();
      trader.venue.price = "43250.1";
      await trader.pass(MINUTE);
      expect(await halted()).toEqual([]);
      trader.venue.price = "43250"; // −3,000
      await trader.pass(MINUTE);
      await trader.pass(MINUTE);
      expect(await halted()).toEqual(["the limit of loss in a day is reached"]);
      const alerts = await Alert.query(trader.desk.db.reader).where({ severity: 5 });
      expect(alerts.map(({ message }) => message.split("\n")[0])).toEqual([
        "⛔ HALTED paper: −3.00 % since the day began",
      ]);
      expect(alerts[0]?.message).toContain("−3,000.00 USDT since the day began");
      expect(alerts[0]?.message).toContain("1 resting entry is being canceled.");
      await trader.restart();
      expect(await trader.buy("0.01")).toContain("halted (the limit of loss in a day is reached)");
      await trader.turn();
      await trader.turn();
      expect((await trader.order(resting)).state).toBe("canceled");
      expect(await trader.type("/close BTC/USDT")).toContain("SELLING 1");
      expect(await trader.type("/resume")).toContain("paper is halted until 2 Jan 2022 00:00:00 market time");
      await trader.pass(DAY);
      expect(await trader.type("/resume")).toContain("Resume");
      const { id } = await Halt.query(trader.desk.db.reader).orderBy("id", "desc").first().throwIfNotFound();
      expect(await trader.type(`/resume ${id}`)).toContain("RESUMED");
      await trader.pass(MINUTE);
      expect(await halted()).toEqual([]);
      expect(await trader.buy("0.01")).toContain("BUY 0.01");
    });

    it("a fall from the peak halts; a person who has looked at it and resumes begins at a new peak", async () => {
      await trader.type("/limits daily-loss off");
      trader.venue.price = "56250"; // +10,000: a peak of 110,000
      await trader.pass(MINUTE);
      trader.venue.price = "45250"; // −11,000
      await trader.pass(MINUTE);
      expect(await halted()).toEqual(["the limit of drawdown is reached"]);
      await trader.type(`/resume ${(await Halt.query(trader.desk.db.reader).first().throwIfNotFound()).id}`);
      await trader.pass(MINUTE);
      await trader.pass(MINUTE);
      expect(await halted()).toEqual([]);
      expect(await trader.buy("0.01")).toContain("BUY 0.01");
    });

    it("a withdrawal is no loss, and a deposit hides none", async () => {
      trader.venue.move("USDT", "-20000");
      await trader.pass(MINUTE);
      await trader.turn();
      await trader.pass(MINUTE);
      expect(await halted()).toEqual([]);
      const figures = await accountFigures(trader.app, trader.venue);
      expect(text(figures.equity ?? from(1))).toBe("80000");
      expect(text(figures.today?.change ?? from(1))).toBe("0");
      trader.venue.move("USDT", "50000");
      trader.venue.price = "42000"; // −4,250 of 80,000
      await trader.pass(MINUTE);
      await trader.turn();
      await trader.pass(MINUTE);
      expect(await halted()).toEqual(["the limit of loss in a day is reached"]);
    });

    it("a coin without a price is said, and no entry passes until it has one", async () => {
      trader.venue.move("BNB", "3");
      await trader.pass(MINUTE);
      const quote = trader.venue.quote.bind(trader.venue);
      trader.venue.quote = async (pair) => (pair.startsWith("BNB") ? null : quote(pair));
      await trader.turn();
      await trader.pass(MINUTE);
      expect(await trader.buy("0.01")).toContain("what paper is worth is unknown: no price for BNB");
      expect(await halted()).toEqual([]);
    });
  });

  it("every look at the account is a row; of old days the last one stays", async () => {
    for (let hour = 0; hour < 4 * 24; hour += 6) await trader.pass(6 * 60 * MINUTE);
    const rows = await EquityRow.query(trader.desk.db.reader).orderBy("id");
    const perDay = Map.groupBy(rows, ({ day }) => day);
    expect([...perDay].map(([day, ofDay]) => [day, ofDay.length])).toEqual([
      ["2022-01-01", 1],
      ["2022-01-02", 1],
      ["2022-01-03", 4],
      ["2022-01-04", 4],
      ["2022-01-05", 1],
    ]);
    expect(rows.every(({ equity }) => equity !== null && text(equity) === "100000")).toBe(true);
  });
});
