/** What an account is worth, minute by minute, and what it may lose. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { from, text } from "../../src/domain/money.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";
import { Alert } from "../../src/models/alert.ts";
import { EquityRow, newestEquity } from "../../src/models/equity.ts";
import { Halt } from "../../src/models/halt.ts";
import { Position } from "../../src/models/position.ts";
import { accountFigures } from "../../src/trading/account.ts";
import { sendDue } from "../../src/trading/send.ts";
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

    const lookAgain = async (): Promise<void> => {
      await trader.pass(MINUTE);
      await trader.turn();
      await trader.pass(MINUTE);
    };
    const looked = async (): Promise<EquityRow> => {
      const row = await newestEquity(trader.desk.db.reader, trader.venue.exchange);
      if (row === null) throw new Error("nobody has looked");
      return row;
    };
    const texts = ({ equity, flows }: EquityRow) => ({
      equity: equity === null ? null : text(equity),
      flows: text(flows),
    });
    /** What the venue says of a coin; null: as it is. */
    const priceOf = (coin: string, answer: Gateway["quote"] | null): void => {
      const own = TestVenue.prototype.quote.bind(trader.venue);
      trader.venue.quote = (pair) => (pair.startsWith(coin) ? (answer ?? own)(pair) : own(pair));
    };

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
      priceOf("BNB", async () => null);
      await trader.turn();
      await trader.pass(MINUTE);
      expect(await trader.buy("0.01")).toContain("what paper is worth is unknown: no price for BNB");
      expect(await halted()).toEqual([]);
    });

    it("a coin that comes and leaves whole is neither gain nor loss", async () => {
      trader.venue.move("BNB", "1");
      await lookAgain();
      expect(text((await looked()).equity ?? from(0))).toBe("146250");
      trader.venue.move("BNB", "-1");
      await lookAgain();
      expect(texts(await looked())).toEqual({ equity: "100000", flows: "0" });
      expect(await halted()).toEqual([]);
    });

    it("a coin that leaves while it has no price is no loss: its flow waits for one", async () => {
      trader.venue.move("BNB", "1");
      await lookAgain();
      priceOf("BNB", async () => null);
      trader.venue.move("BNB", "-1");
      await lookAgain();
      expect(await looked()).toMatchObject({ equity: null, unpriced: "BNB" });
      expect((await accountFigures(trader.app, trader.venue)).today).toBeNull();
      priceOf("BNB", null);
      await trader.pass(MINUTE);
      expect(texts(await looked())).toEqual({ equity: "100000", flows: "0" });
      expect(await halted()).toEqual([]);
    });

    it("on another market counts from its first price there, and what was paid in before is no flow", async () => {
      trader.venue.price = "56250"; // +10,000
      await trader.pass(MINUTE);
      await trader.desk.db.writer("equity").update({ source: "another" });
      priceOf("BTC", async () => null);
      await trader.pass(MINUTE);
      priceOf("BTC", null);
      await trader.pass(MINUTE);
      const figures = await accountFigures(trader.app, trader.venue);
      expect([text(figures.today?.change ?? from(1)), text(figures.drawdown ?? from(1))]).toEqual(["0", "0"]);
      expect(await halted()).toEqual([]);
    });

    it.each([
      ["empty on one side", "0", "46250"],
      ["crossed", "46250", "100"],
    ])("a book that is %s is no price, and no loss", async (_what, bid, ask) => {
      const book = { bid: from(bid), ask: from(ask), book: { bids: [], asks: [] } };
      priceOf("BTC", async (pair) => ({ ...book, pair, at: trader.venue.now(), last: from("46250") }));
      await trader.pass(MINUTE);
      expect(await looked()).toMatchObject({ equity: null, unpriced: "BTC" });
      expect(await halted()).toEqual([]);
    });

    it("a price that cannot be asked for is said as one that there is not, and others are looked at", async () => {
      trader.venue.move("BNB", "3");
      await lookAgain();
      priceOf("BNB", () => Promise.reject(new Error("502")));
      trader.venue.price = "47000";
      await trader.pass(MINUTE);
      expect(await looked()).toMatchObject({ equity: null, unpriced: "BNB" });
      const [position] = await Position.query(trader.desk.db.reader);
      expect(text(position?.unrealizedPnl ?? from(0))).toBe("750");
      expect(await trader.buy("0.01")).toContain("what paper is worth is unknown: no price for BNB");
    });

    it("an account that is not looked at for minutes takes no entry, and the next entry has it looked at", async () => {
      await trader.buy("0.01");
      await trader.type(`/approve ${await trader.newest()}`);
      trader.desk.clock.advance(4 * MINUTE);
      await sendDue(trader.app, trader.venue);
      const { state, reason } = await trader.order(await trader.newest());
      expect([state, reason]).toEqual(["denied", expect.stringContaining("paper was last looked at 4 min ago")]);
      expect(await trader.buy("0.02")).toContain("BUY 0.02");
    });
  });

  it("whose wallets are not known yet is not looked at, whoever asks", async () => {
    await trader.restart();
    await trader.type("/panic");
    expect(await EquityRow.query(trader.desk.db.reader)).toEqual([]);
  });

  it("every look at the account is a row; of old days the first stays, and the last of each quarter of an hour", async () => {
    for (let day = 0; day < 4; day += 1)
      for (const minutes of [24 * 60 - 10, 5, 5]) await trader.pass(minutes * MINUTE);
    const rows = await EquityRow.query(trader.desk.db.reader).orderBy("id");
    const perDay = Map.groupBy(rows, ({ day }) => day);
    const times = (at: number): string => new Date(at).toISOString().slice(11, 16);
    expect([...perDay].map(([day, ofDay]) => [day, ...ofDay.map(({ at }) => times(at))])).toEqual([
      ["2022-01-01", "23:50", "23:55"],
      ["2022-01-02", "00:00", "23:55"],
      ["2022-01-03", "00:00", "23:50", "23:55"],
      ["2022-01-04", "00:00", "23:50", "23:55"],
      ["2022-01-05", "00:00"],
    ]);
    expect(rows.every(({ equity }) => equity !== null && text(equity) === "100000")).toBe(true);
  });
});
