/** A coin of which the exchange holds another amount than the book: what a person is shown, and what their word does. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { from, less, text } from "../../../src/domain/money.ts";
import { Alert } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Drift } from "../../../src/models/drift.ts";
import { standingHalts } from "../../../src/models/halt.ts";
import { Order } from "../../../src/models/order.ts";
import { reconcile } from "../../../src/trading/reconcile.ts";
import { sendDue } from "../../../src/trading/send.ts";
import { wrongInBooks } from "../../support/books-check.ts";
import { eachDatabase } from "../../support/database.ts";
import { held, heldTogether, hold, realized, rest, sayYes, TREND, wrongIn, yesOf } from "../../support/drifting.ts";
import { Trader } from "../../support/trader.ts";

eachDatabase("a difference", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await Trader.open(client);
  });
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  const drift = (): Promise<string> => trader.type("/drift");
  const lose = async (quantity: string): Promise<void> => {
    trader.venue.move("BTC", `-${quantity}`);
    await trader.turn();
  };
  const alarms = async (): Promise<number> =>
    Alert.query(trader.desk.db.reader).where({ related_entity_type: "position", source: "risk" }).resultSize();
  const halts = async (): Promise<(string | null)[]> =>
    (await standingHalts(trader.desk.db.reader)).map(({ reason }) => reason);

  it("that is none is one line", async () => {
    await hold(trader, "0.01");
    await trader.type("/buy BTC/USDT 0.01 price=40000");
    await trader.type(`/approve ${await trader.newest()}`);
    await trader.turn();
    rest(trader);
    expect(await drift()).toBe("✅ The book and paper agree: 2 assets, 1 open order, as of 00:00:12.");
    expect(await trader.type("/drift exchange=paper")).toBe(await drift());
    expect(await trader.type("/drift exchange=papr")).toContain("Did you mean paper?");
  });

  it("that touches no position is booked by the desk itself, and then there is none", async () => {
    trader.venue.move("USDT", "250.5");
    expect(await drift()).toContain("USDT    book 100,000 · paper 100,250.5 · +250.5");
    await trader.turn();
    trader.venue.move("USDT", "-100");
    await trader.turn();
    expect(await drift()).toContain("The book and paper agree: 1 asset");
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("is nothing that an exchange without an answer could say", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    trader.venue.isDown = true;
    expect(await drift()).toContain("No word from paper");
    expect(await drift()).not.toContain("agree");
    expect(await trader.type("/drift adopt BTC")).toContain("paper did not answer");
    trader.venue.isDown = false;
    trader.app.compared.clear();
    expect(await drift()).toContain("was not compared with the book since the start");
    trader.app.compared.add(trader.venue.exchange);
    expect(await trader.total("BTC")).toBe("0.01");
  });

  it("shows what each word would do before anything is done", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    expect((await drift()).split("\n")).toEqual([
      "⚠️ paper: 1 difference, as of 00:00:06",
      "BTC     book 0.01 · paper 0.006 · −0.004",
      "        backs manual BTC/USDT 0.01",
      "Adopt   books −0.004 BTC as a withdrawal",
      "        manual BTC/USDT 0.01 → 0.006",
      "        at cost: no profit and no loss is made by it",
      "Close   adopts that, then sells at market:",
      "        manual BTC/USDT 0.006",
      "Ignore  books nothing; not told again while it is −0.004 BTC",
      "[ Adopt BTC ] [ Close BTC ] [ Ignore BTC ]",
    ]);
    for (const step of ["adopt", "close", "ignore"]) await yesOf(trader, `/drift ${step} BTC`);
    expect(await held(trader)).toEqual(["manual 0.01"]);
    expect(await trader.type("/health")).toContain("Drift: −0.004 BTC on paper: see /drift");
  });

  it("adopted lowers the position behind it at cost, and leaves the halt to a person", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    const before = await realized(trader);
    const said = await sayYes(trader, "/drift adopt BTC");
    expect(said).toContain("ADOPTED −0.004 BTC · paper");
    expect(said).toContain("Still halted: BTC/USDT on paper. /resume BTC/USDT exchange=paper ends that.");
    expect(await held(trader)).toEqual(["manual 0.006"]);
    expect(await realized(trader)).toBe(before);
    expect(await wrongIn(trader)).toEqual([]);
    expect(await halts()).toEqual(["BTC on paper is less than the book says"]);
    expect(await trader.resume("BTC/USDT exchange=paper")).toContain("RESUMED BTC/USDT on paper");
    expect(await trader.type("/health")).toContain("none that waits for a word");
    const row = await AuditRow.query(trader.desk.db.reader).orderBy("seq", "desc").findOne({ action: "drift.adopted" });
    expect(row).toMatchObject({
      actor: "owner",
      entity: "drift BTC on paper",
      details: { difference: "-0.004", kind: "withdrawal", positions: [{ gone: "0.004", left: "0.006" }] },
    });
    await trader.turn();
    expect(await drift()).toContain("agree");
  });

  it("of coins without a position takes those first", async () => {
    await hold(trader, "0.01");
    trader.venue.move("BTC", "0.005");
    await trader.turn();
    await lose("0.007");
    expect(await drift()).toContain("0.005 BTC of it from no position");
    await sayYes(trader, "/drift adopt BTC");
    expect(await held(trader)).toEqual(["manual 0.008"]);
    await lose("0.008");
    await trader.turn();
    expect(await sayYes(trader, "/drift adopt BTC")).toContain("manual BTC/USDT 0.008 → 0, closed");
    expect(await held(trader)).toEqual([]);
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("behind two strategies takes from a person's position before a strategy's, and closes what is too small to sell", async () => {
    await hold(trader, "0.004");
    await hold(trader, "0.01", TREND);
    await lose("0.00595");
    expect(await drift()).toContain("trend BTC/USDT 0.01 → 0.00805");
    await sayYes(trader, "/drift adopt BTC");
    expect(await held(trader)).toEqual(["trend 0.00805"]);
    await lose("0.008");
    expect(await drift()).toContain("0.00005, closed: that is too small to sell and goes to the inventory");
    expect(await drift()).not.toContain("Close");
    await sayYes(trader, "/drift adopt BTC");
    expect(await held(trader)).toEqual([]);
    expect(await trader.total("BTC")).toBe("0.00005");
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("closed adopts, and sells what is really there, position by position", async () => {
    await hold(trader, "0.004");
    await hold(trader, "0.01", TREND);
    await lose("0.001");
    const said = await sayYes(trader, "/drift close BTC");
    expect(said).toContain("2 positions are being sold at market");
    await trader.turn();
    const exits = await Order.query(trader.desk.db.reader).where({ side: "SELL", state: "open" });
    for (const { clientOrderId } of exits) trader.venue.fill(clientOrderId, { price: "46250" });
    await trader.turn();
    expect(exits).toHaveLength(2);
    expect(await held(trader)).toEqual([]);
    expect(await trader.total("BTC")).toBe("0");
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("closed adopts nothing where the positions cannot be sold now", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    const yes = await yesOf(trader, "/drift close BTC");
    trader.app.endedFeeds.add(trader.venue.exchange);
    expect(await trader.type(yes)).toContain("The feed of paper has ended");
    trader.app.endedFeeds.clear();
    expect(await held(trader)).toEqual(["manual 0.01"]);
    expect(await trader.total("BTC")).toBe("0.01");
  });

  it("waits for an exit that would then sell another one's coins", async () => {
    await hold(trader, "0.01");
    await trader.type("/sell BTC/USDT 0.01 price=50000");
    await trader.turn();
    rest(trader);
    await lose("0.004");
    const exit = await trader.newest();
    expect(await drift()).toContain(`first /cancel ${exit}: it sells more than would be left`);
    expect(await trader.type("/drift adopt BTC")).toContain(`#${exit} sells more BTC than would be left`);
    await trader.type(`/cancel ${exit}`);
    await trader.turn();
    await trader.turn();
    rest(trader);
    await sayYes(trader, "/drift adopt BTC");
    expect(await held(trader)).toEqual(["manual 0.006"]);
  });

  const exchanges = [
    ["amends its stops", { stops: true, trailing: true, links: true, amends: true }],
    ["replaces its stops", { stops: true, trailing: false, links: false, amends: false }],
    ["has no stops", { stops: false, trailing: false, links: false, amends: false }],
  ] as const;

  /** A position with stop and target of which a part is gone. */
  const bracket = async (can: (typeof exchanges)[number][1]): Promise<void> => {
    trader.venue.can = can;
    await trader.type("/buy BTC/USDT 0.01 sl=45000 tp=50000");
    const entry = await Order.query(trader.desk.db.reader).findOne({ purpose: "entry" }).throwIfNotFound();
    await trader.type(`/approve ${entry.id}`);
    await trader.turn();
    trader.venue.fill(entry.clientOrderId, { price: trader.venue.price });
    for (let round = 0; round < 4; round++) await trader.turn();
    rest(trader);
    await lose("0.004");
  };
  const atWork = (): string[] =>
    [...trader.venue.orders.values()]
      .filter(({ status }) => status === "open")
      .map(({ clientOrderId }) => clientOrderId);

  it.each(exchanges)(
    "leaves what is left protected for just what is left, where the exchange %s",
    async (_name, can) => {
      await bracket(can);
      await sayYes(trader, "/drift adopt BTC");
      for (let round = 0; round < 6; round++) await trader.turn();
      const legs = await Order.query(trader.desk.db.reader)
        .whereNotNull("leg")
        .whereIn("state", ["armed", "open", "partial"]);
      expect(legs.map(({ leg, quantity }) => `${leg} ${text(quantity)}`).toSorted()).toEqual([
        "stop 0.006",
        "target 0.006",
      ]);
      expect(await held(trader)).toEqual(["manual 0.006"]);
      rest(trader);
      await lose("0.006");
      await sayYes(trader, "/drift adopt BTC");
      for (let round = 0; round < 4; round++) await trader.turn();
      expect(atWork()).toEqual([]);
      expect(await Order.query(trader.desk.db.reader).where({ state: "armed" }).resultSize()).toBe(0);
      expect(await wrongIn(trader)).toEqual([]);
    },
  );

  it.each(exchanges)("closed sells what its stop and target lock, where the exchange %s", async (_name, can) => {
    await bracket(can);
    expect(await sayYes(trader, "/drift close BTC")).toContain("1 position is being sold");
    for (let round = 0; round < 6; round++) await trader.turn();
    const exit = await Order.query(trader.desk.db.reader)
      .findOne({ order_type: "MARKET", side: "SELL" })
      .throwIfNotFound();
    expect(text(exit.quantity)).toBe("0.006");
    trader.venue.fill(exit.clientOrderId, { price: trader.venue.price });
    for (let round = 0; round < 6; round++) await trader.turn();
    expect(await held(trader)).toEqual([]);
    expect(atWork()).toEqual([]);
    expect(await trader.total("BTC")).toBe("0");
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("of another figure than was said yes to asks anew, and nothing is done", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    const yes = await yesOf(trader, "/drift adopt BTC");
    await lose("0.001");
    expect(await trader.type(yes)).toContain("It has changed meanwhile. Adopt −0.005 BTC");
    expect(await held(trader)).toEqual(["manual 0.01"]);
    await trader.type(await yesOf(trader, yes));
    expect(await held(trader)).toEqual(["manual 0.005"]);
  });

  it("is done once, however often it is pressed", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    const yes = await yesOf(trader, "/drift adopt BTC");
    const answers = await Promise.all([trader.type(yes), trader.type(yes), trader.type(yes)]);
    expect(answers.filter((said) => said.includes("ADOPTED"))).toHaveLength(1);
    expect(await trader.type(yes)).toContain("Nothing of BTC differs");
    expect(await held(trader)).toEqual(["manual 0.006"]);
    expect(await wrongIn(trader)).toEqual([]);
  });

  it("that an order of open fate may explain is offered to nobody", async () => {
    await hold(trader, "0.01");
    await trader.buy("0.002");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    trader.venue.faults = ["lost after"];
    await sendDue(trader.app, trader.venue);
    const { find, openOrders, fills } = trader.venue;
    Object.assign(trader.venue, { find: async () => null, openOrders: async () => [], fills: async () => [] });
    Object.assign(trader.venue, { receiveWindowMs: 60_000 });
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    rest(trader);
    await reconcile(trader.app, trader.venue);
    expect(await drift()).toContain(`#${id} is of open fate: that may be the cause`);
    expect(await drift()).not.toContain("Adopt");
    expect(await trader.type("/drift adopt USDT")).toContain(`#${id} is of open fate`);
    Object.assign(trader.venue, { find, openOrders, fills });
    expect(await drift()).toContain(`#${id} is of open fate`);
    await reconcile(trader.app, trader.venue);
    expect(await drift()).toContain("agree");
  });

  it("of a fill that the book does not have yet, or of a moment ago, explains itself", async () => {
    await trader.buy("0.01 price=46250");
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.move("USDT", "-1");
    expect(await drift()).toContain(`#${id} was at work a moment ago`);
    rest(trader);
    trader.venue.move("USDT", "1");
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    expect(await drift()).toContain(`#${id} has fills that are being booked`);
    expect(await trader.type("/drift adopt BTC")).toContain(`#${id} has fills that are being booked`);
    await trader.turn();
    expect(await drift()).toContain("agree");
  });

  it("ignored is told no more, stays to be seen, and is news again with another figure", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    expect(await alarms()).toBe(1);
    expect(await sayYes(trader, "/drift ignore BTC")).toContain("IGNORED −0.004 BTC");
    await trader.resume("BTC/USDT exchange=paper");
    await trader.turn();
    await trader.turn();
    expect(await alarms()).toBe(1);
    expect(await halts()).toEqual([]);
    expect(await drift()).toContain("The book and paper agree, but for what is ignored");
    expect(await drift()).toContain("ignored by owner, 00:00:06");
    expect(await trader.type("/health")).toContain("none that waits for a word");
    await lose("0.001");
    await trader.turn();
    expect(await alarms()).toBe(2);
    expect(await halts()).toHaveLength(1);
    expect(await drift()).toContain("1 difference");
    await sayYes(trader, "/drift ignore BTC");
    await lose("0.001");
    expect(await alarms()).toBe(3);
    trader.venue.move("BTC", "0.006");
    await trader.turn();
    expect(await Drift.query(trader.desk.db.reader).resultSize()).toBe(0);
    expect(await held(trader)).toEqual(["manual 0.01"]);
  });

  it("is left alone by words that name nothing of it", async () => {
    await hold(trader, "0.01");
    await lose("0.004");
    expect(await trader.type("/drift BTC")).toContain("What of BTC? Type /drift adopt BTC");
    expect(await trader.type("/drift adopt")).toContain("needs a coin or an order");
    expect(await trader.type("/drift adopt ETH")).toContain("Nothing of ETH differs");
    expect(await trader.type("/drift cancel BTC")).toContain("BTC is a coin");
    expect(await trader.type("/drift adopt b🙂")).toContain("is not a coin");
    expect(await trader.type("/drift adopt BTC shown=-9/1:3")).toContain("It has changed meanwhile");
    expect(less(await heldTogether(trader), from("0.01"))).toBe(false);
    expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]);
  });
});
