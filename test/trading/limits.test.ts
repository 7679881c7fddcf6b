/** The limits of a new desk, met by people who type: on both databases, at proposal, at approval and right before sending. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import { Alert } from "../../src/models/alert.ts";
import { Approval } from "../../src/models/approval.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { EquityRow } from "../../src/models/equity.ts";
import { Halt } from "../../src/models/halt.ts";
import { Order } from "../../src/models/order.ts";
import type { Person } from "../../src/models/person.ts";
import { accountFigures, keepAccount } from "../../src/trading/account.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

eachDatabase("limits", (_open, client) => {
  let trader: Trader;
  // 100,000 USDT at a price of 46,250: 0.2 BTC are 9.25 % of equity, 0.3 are 13.9 %.
  beforeEach(async () => void (trader = await Trader.open(client, new TestVenue(NOW), "initial")));
  afterEach(() => trader.close());

  const buy = async (quantity: string, by?: Person): Promise<string> =>
    (await trader.ask(`/buy BTC/USDT ${quantity}`, null, by)).said;
  const newestState = async (): Promise<string> => (await trader.order(await trader.newest())).state;
  const waitFor = async (ms: number): Promise<void> => {
    trader.desk.clock.advance(ms);
    trader.venue.advance(ms);
    await keepAccount(trader.app, trader.venue);
  };
  /** Proposed, approved, sent and filled at the price of the venue. */
  const bought = async (quantity: string): Promise<void> => {
    await buy(quantity);
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: trader.venue.price });
    await trader.turn();
  };

  describe("per order", () => {
    it("hold at the proposal, with the size that would pass", async () => {
      expect(await buy("0.3")).toContain(
        "Refused: order of 13,875.00 USDT is above the limit of 10,000.00 USDT per order (10 % of equity, /limits). 0.2162 BTC would pass.",
      );
      expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(0);
    });

    it("are a person's own where they are narrower, and nobody else's", async () => {
      const ann = await trader.letIn("Ann", "trader");
      expect(await trader.type("/limits order $2000 person=ann")).toContain(
        "Limit order for Ann: as the desk's → 2,000.00 USDT",
      );
      expect(await buy("0.1", ann)).toContain(
        "order of 4,625.00 USDT is above your limit of 2,000.00 USDT per order (/limits)",
      );
      expect(await buy("0.04", ann)).toContain("BUY 0.04 BTC/USDT");
      expect(await buy("0.1")).toContain("BUY 0.1 BTC/USDT");
    });

    it("that were narrowed since the proposal hold at the approval", async () => {
      await buy("0.2");
      await trader.type("/limits order 5%");
      expect(await trader.type("/approve 1")).toContain("above the limit of 5,000.00 USDT per order");
      expect(await newestState()).toBe("proposed");
    });

    it("that were narrowed since the approval hold right before sending", async () => {
      await buy("0.2");
      await trader.type("/approve 1");
      await trader.type("/limits order 5%");
      await trader.turn();
      expect(await newestState()).toBe("denied");
      expect(trader.venue.orders.size).toBe(0);
    });
  });

  describe("a day", () => {
    it("count what a person's entries of the day cost, canceled ones by their filled part alone", async () => {
      const ann = await trader.letIn("Ann", "trader");
      await trader.type("/limits day 20%");
      await trader.type("/limits four-eyes off");
      await trader.ask("/buy BTC/USDT 0.2 price=46000", null, ann); // 9,200
      await trader.ask("/approve 1", null, ann);
      await trader.turn();
      trader.venue.fill(await trader.clientId(1), { price: "46000", quantity: "0.05" });
      await trader.turn();
      const second = await buy("0.21", ann); // 9,712.50 beside 9,200: 18,912.50
      expect(second).toContain("BUY 0.21");
      await trader.ask("/approve 2", null, ann);
      expect(await buy("0.03", ann)).toContain(
        "entries of 20,300.00 USDT today are above the limit of 20,002.50 USDT a day (20 % of equity, /limits)",
      );
      expect(await buy("0.03")).toContain("BUY 0.03 BTC/USDT"); // the owner has a day of their own
      await trader.ask("/cancel 1", null, ann); // 2,300 of it stay
      await trader.turn();
      await trader.turn();
      expect(await buy("0.1", ann)).toContain("BUY 0.1 BTC/USDT");
    });

    it("do not count what was never approved, and begin anew with the day of the market", async () => {
      await trader.type("/limits day 9%");
      for (let i = 0; i < 3; i++) {
        expect(await buy("0.1")).toContain("BUY 0.1");
        await trader.type(`/reject ${await trader.newest()}`);
      }
      await bought("0.1");
      expect(await buy("0.11")).toContain("a day (9 % of equity, /limits)");
      await waitFor(DAY);
      expect(await buy("0.1")).toContain("BUY 0.1");
    });
  });

  it("of exposure count positions and what may still fill", async () => {
    await trader.type("/limits exposure 12%");
    await bought("0.1");
    await trader.type("/buy BTC/USDT 0.1 price=46000");
    await trader.type("/approve 2");
    await trader.turn();
    expect(await buy("0.11")).toContain("with this order, exposure of 14,312.50 USDT is above the limit of");
    expect(await trader.type("/close BTC/USDT")).toContain("SELLING 0.1");
  });

  it("of open orders and of orders a minute refuse entries; exits wait for their minute and are never refused", async () => {
    await trader.type("/limits orders 2");
    await trader.type("/limits duplicate off");
    await bought("0.01");
    await bought("0.01");
    expect(await buy("0.01")).toContain("2 orders were sent to paper in the last minute, and the limit is 2");
    await trader.type("/sell BTC/USDT 0.01");
    await trader.turn();
    expect(await newestState()).toBe("approved");
    await waitFor(MINUTE + 1);
    await trader.turn();
    expect(await newestState()).toBe("open");
    await trader.type("/limits open-orders 1");
    expect(await buy("0.01")).toContain("1 orders are at work on paper");
  });

  it("of cancels a minute let cancels wait, and carry them out later", async () => {
    await trader.type("/limits cancels 1");
    for (const price of ["45000", "44000"]) {
      await trader.type(`/buy BTC/USDT 0.01 price=${price}`);
      await trader.type(`/approve ${await trader.newest()}`);
    }
    await trader.turn();
    await trader.type("/cancel 1");
    await trader.type("/cancel 2");
    await trader.turn();
    await trader.turn();
    expect([(await trader.order(1)).state, (await trader.order(2)).state]).toEqual(["canceled", "open"]);
    await waitFor(MINUTE + 1);
    await trader.turn();
    await trader.turn();
    expect((await trader.order(2)).state).toBe("canceled");
  });

  it("of the age of a price hold while the feed stands, also right before sending, and exits pass", async () => {
    await bought("0.01");
    await buy("0.02");
    trader.venue.stalledAt = trader.venue.now();
    trader.venue.advance(5_001);
    expect(await buy("0.03")).toContain(
      "the price of BTC/USDT on paper is 5.1 s old, above the limit of 5 s (/limits)",
    );
    expect(await trader.type("/approve 2")).toContain("5.1 s old");
    trader.venue.stalledAt = null;
    await trader.type("/approve 2");
    trader.venue.stalledAt = trader.venue.now() - 5_001;
    await trader.type("/close BTC/USDT");
    await trader.turn();
    expect([(await trader.order(2)).state, (await trader.order(3)).state]).toEqual(["denied", "open"]);
    expect((await trader.order(2)).reason).toContain("5.1 s old");
  });

  it("of slippage walk the book, and offer the size that passes", async () => {
    trader.venue.asks = [
      ["46250", "0.05"],
      ["46800", "1"],
    ];
    const refused = await buy("0.2");
    expect(refused).toContain("0.0862 BTC would pass");
    expect(refused).toContain("/buy BTC/USDT 0.0862 exchange=paper");
    expect(await buy("0.0862")).toContain("BUY 0.0862");
    expect(await buy("0.0863")).toContain("0.5 % slippage");
  });

  it("of the collar stop a limit with a digit too many", async () =>
    expect(await trader.type("/buy BTC/USDT 0.01 price=64250")).toContain("The highest that passes is 47637.5."));

  it("of own orders refuse an entry that would meet an own sale, by its name", async () => {
    await bought("0.01");
    await trader.type("/sell BTC/USDT 0.01 price=46300");
    await trader.turn();
    expect(await buy("0.02")).toContain("it could meet our own resting order #2 at 46300");
    expect(await trader.type("/buy BTC/USDT 0.02 price=46299.9")).toContain("BUY 0.02");
  });

  it("of duplicates ask before the same is proposed again: two presses are two orders, one line sent twice is one", async () => {
    await buy("0.01");
    trader.desk.clock.advance(3_000);
    const asked = await buy("0.01");
    expect(asked).toContain("You asked for the same 3 s ago: #1. Once more?");
    expect(asked).toContain("Buy again");
    expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(1);
    expect(await trader.type("/buy BTC/USDT 0.01 again=1")).toContain("BUY 0.01");
    expect(await trader.type("/buy BTC/USDT 0.01 again=1")).toContain("#2. Once more?");
    expect(await buy("0.011")).toContain("BUY 0.011");
    expect(await trader.type("/buy BTC/USDT 0.0100 price=46000")).toContain("BUY 0.01");
    trader.desk.clock.advance(10_000);
    expect(await buy("0.01")).toContain("BUY 0.01");
    expect(await Order.query(trader.desk.db.reader).resultSize()).toBe(5);
  });

  it("of duplicates know the same words by the market as it moves, other people's lines, and what came to nothing", async () => {
    const ann = await trader.letIn("Ann", "trader");
    await buy("$500");
    trader.venue.price = "46300";
    expect(await buy("$500")).toContain("Once more?");
    expect(await buy("$500", ann)).toContain("BUY 0.01");
    await trader.type("/reject 1");
    expect(await buy("$500")).toContain("BUY 0.01");
  });

  describe("four eyes", () => {
    let bo: Person;
    let ann: Person;
    beforeEach(async () => {
      bo = await trader.letIn("Bo", "approver");
      ann = await trader.letIn("Ann", "trader");
    });
    const press = async (line: string, by?: Person) => trader.ask(line, null, by);

    it("a person's entry above 5 % of equity needs another person, and says so", async () => {
      const card = await buy("0.15");
      expect(card).toContain("1 of 2 approvals: owner in the local chat, 00:00:00");
      expect(card).toContain("Above 5 % of equity, another person must approve.");
      expect(card).toContain("needs 1 approval by another person");
      const own = await press("/approve 1");
      expect(own.said).toContain(
        "#1 is above 5 % of equity and you proposed it: another person must approve it (Bo). Half of it you may approve yourself.",
      );
      expect(own.isRefused).toBe(true);
      expect((await press("/approve 1", ann)).said).toContain("that needs the role approver");
      expect(await newestState()).toBe("proposed");
      expect(await Approval.query(trader.desk.db.reader).resultSize()).toBe(0);
      expect((await press("/approve 1", bo)).said).toContain("approved by Bo in the local chat");
      await trader.turn();
      expect(await newestState()).toBe("open");
    });

    it("half of it may be below the limit, and then the proposer's yes is enough", async () => {
      await buy("0.15");
      await press("/approve 1 half");
      await trader.turn();
      expect(await newestState()).toBe("open");
      expect(text((await trader.order(1)).quantity)).toBe("0.075");
    });

    it("a trader's own entry above the limit needs somebody who may approve", async () => {
      await buy("0.15", ann);
      expect((await press("/approve 1", ann)).said).toContain("another person must approve it (owner, Bo)");
      await press("/approve 1", bo);
      expect(await newestState()).toBe("approved");
    });

    it("below the limit one yes is enough, and the card says nothing of two", async () => {
      expect(await buy("0.1")).not.toContain("1 of 2 approvals");
      await press("/approve 1");
      expect(await newestState()).toBe("approved");
    });

    it("an approval that is missing, or of the proposer alone, lets nothing out", async () => {
      await buy("0.1");
      await press("/approve 1");
      await trader.desk.db.writer("approvals").delete();
      await trader.turn();
      expect((await trader.order(1)).reason).toContain("#1 has no approval on record");
      await buy("0.15");
      await press("/approve 2", bo);
      const owner = (await trader.order(2)).personId;
      await trader.desk.db.writer("approvals").where({ order_id: 2 }).update({ person_id: owner });
      await trader.turn();
      expect((await trader.order(2)).reason).toContain("#2 is above 5 % of equity and no other person has approved it");
      expect(trader.venue.orders.size).toBe(0);
    });
  });

  describe("of loss", () => {
    const halted = async (): Promise<string[]> =>
      (await Halt.query(trader.desk.db.reader).where({ released_at: null })).map(({ reason }) => reason ?? "");

    beforeEach(async () => {
      await trader.type("/limits order 100%");
      await trader.type("/limits day 100%");
      await bought("1"); // 46,250 of 100,000
    });

    it("a day's loss halts the account to closing orders, once and loudly, and outlives a restart", async () => {
      await trader.type("/buy BTC/USDT 0.01 price=40000");
      await trader.type("/approve 2");
      await trader.turn();
      trader.venue.price = "43250.1";
      await waitFor(MINUTE);
      expect(await halted()).toEqual([]);
      trader.venue.price = "43250"; // −3,000
      await waitFor(MINUTE);
      await waitFor(MINUTE);
      expect(await halted()).toEqual(["the limit of loss in a day is reached"]);
      const alerts = await Alert.query(trader.desk.db.reader).where({ severity: 5 });
      expect(alerts.map(({ message }) => message.split("\n")[0])).toEqual([
        "⛔ HALTED paper: −3.00 % since the day began",
      ]);
      expect(alerts[0]?.message).toContain("−3,000.00 USDT since the day began");
      expect(alerts[0]?.message).toContain("1 resting entry is being canceled.");
      await trader.restart();
      expect(await buy("0.01")).toContain("halted (the limit of loss in a day is reached)");
      await trader.turn();
      await trader.turn();
      expect((await trader.order(2)).state).toBe("canceled");
      expect(await trader.type("/close BTC/USDT")).toContain("SELLING 1");
    });

    it("a fall from the peak halts; a person who has looked at it and resumes begins at a new peak", async () => {
      await trader.type("/limits daily-loss off");
      trader.venue.price = "56250"; // +10,000: a peak of 110,000
      await waitFor(MINUTE);
      trader.venue.price = "45250"; // −11,000
      await waitFor(MINUTE);
      expect(await halted()).toEqual(["the limit of drawdown is reached"]);
      await trader.type(`/resume ${(await Halt.query(trader.desk.db.reader).first().throwIfNotFound()).id}`);
      await waitFor(MINUTE);
      await waitFor(MINUTE);
      expect(await halted()).toEqual([]);
      expect(await buy("0.01")).toContain("BUY 0.01");
    });

    it("a withdrawal is no loss, and a deposit hides none", async () => {
      trader.venue.move("USDT", "-20000");
      await waitFor(MINUTE);
      await trader.turn();
      await waitFor(MINUTE);
      expect(await halted()).toEqual([]);
      const { reader } = trader.desk.db;
      const figures = await accountFigures(reader, trader.venue.exchange);
      expect(figures === null || figures.equity === null ? null : text(figures.equity)).toBe("80000");
      expect(figures?.today === null ? null : text(figures?.today.change ?? { mantissa: 1, places: 0 })).toBe("0");
      trader.venue.move("USDT", "50000");
      trader.venue.price = "42000"; // −4,250 of 80,000
      await waitFor(MINUTE);
      await trader.turn();
      await waitFor(MINUTE);
      expect(await halted()).toEqual(["the limit of loss in a day is reached"]);
    });

    it("a coin without a price is said, and no entry passes until it has one", async () => {
      trader.venue.move("BNB", "3");
      await waitFor(MINUTE);
      const quote = trader.venue.quote.bind(trader.venue);
      trader.venue.quote = async (pair) => (pair.startsWith("BNB") ? null : quote(pair));
      await trader.turn();
      await waitFor(MINUTE);
      expect(await buy("0.01")).toContain("what paper is worth is unknown: no price for BNB");
      expect(await halted()).toEqual([]);
    });
  });

  it("every look at the account is a row; of old days the last one stays", async () => {
    for (let hour = 0; hour < 4 * 24; hour += 6) await waitFor(6 * 60 * MINUTE);
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

  describe("are shown and set", () => {
    it("to everybody, and by admins alone", async () => {
      const ann = await trader.letIn("Ann", "viewer");
      await trader.type("/limits day $3000 person=Ann");
      await trader.type("/limits collar 2% exchange=paper");
      const seen = (await trader.ask("/limits", null, ann)).said;
      for (const part of ["order", "10 %", "quote-age", "5 s", "Ann: day 3,000.00 USDT", "paper: collar 2 %"])
        expect(seen).toContain(part);
      const told = await trader.ask("/limits order 50%", null, ann);
      expect(told).toEqual({
        said: expect.stringContaining("an admin sets limits, and you are viewer") as string,
        isRefused: true,
      });
      expect((await trader.ask("/limits order", null, ann)).said).toContain("order: 10 % (nobody has changed it)");
    });

    it("with the change in the audit", async () => {
      await trader.type("/limits slippage 1%");
      await trader.type("/limits slippage off");
      await trader.type("/limits slippage default");
      const rows = await AuditRow.query(trader.desk.db.reader).where({ action: "limit" }).orderBy("seq");
      expect(rows.map(({ details }) => [details["before"], details["after"]])).toEqual([
        ["0.5%", "1%"],
        ["1%", null],
        [null, "0.5%"],
      ]);
    });

    it.each([
      ["/limits slipage 1%", "Did you mean slippage?"],
      ["/limits slippage 1", "slippage takes a value like 0.5%, or off."],
      ["/limits slippage $5", "slippage takes a value like"],
      ["/limits orders 2.5", "orders takes a value like 20"],
      ["/limits order 0%", "order takes a value like"],
      ["/limits order $5,200", "type $5200"],
      ["/limits band off", "band cannot be off"],
      ["/limits collar 2% person=owner", "a person has order and day"],
      ["/limits order 2% person=Cy", "I don't know Cy"],
      ["/limits order 2% person=owner exchange=paper", "not both"],
      ["/limits own-orders 5", "own-orders takes a value like on"],
    ])("%s is told off and changes nothing", async (line, sentence) => {
      expect(await trader.type(line)).toContain(sentence);
      expect(await trader.desk.db.reader("limits")).toEqual([]);
    });

    it("how long a proposal waits, and how far the market may move", async () => {
      await trader.type("/limits proposal 60");
      await trader.type("/limits band 2%");
      expect(await buy("0.01")).toContain("1:00 left · valid ±2.00 %");
      trader.venue.price = "47000";
      await trader.type("/approve 1");
      expect(await newestState()).toBe("approved");
    });
  });
});
