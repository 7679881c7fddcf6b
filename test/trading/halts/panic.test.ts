/** A panic: halted at once, entries gone, and positions sold only on a second word that means what was shown. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import type { Pair } from "../../../src/domain/ids.ts";
import { from } from "../../../src/domain/money.ts";
import { Alert } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Halt } from "../../../src/models/halt.ts";
import { Order } from "../../../src/models/order.ts";
import { Person } from "../../../src/models/person.ts";
import { Position } from "../../../src/models/position.ts";
import { sendDue } from "../../../src/trading/send.ts";
import { wrongInBooks } from "../../support/books-check.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";
import { testMarket, TestVenue } from "../../support/venue.ts";

const venue = (): TestVenue =>
  new TestVenue(NOW, [testMarket(), testMarket({ pair: "ETH/USDT" as Pair, base: "ETH" })]);

eachDatabase("a panic", (_open, client) => {
  let trader: Trader;
  let ann: Person;
  let now = NOW;
  beforeAll(async () => {
    trader = await Trader.open(client);
    ann = await transact(trader.desk, (tx) =>
      Person.query(tx).insertAndFetch({ name: "Ann", role: "trader", isActive: true, createdAt: NOW }),
    );
  });
  beforeEach(async () => {
    now = NOW;
    trader.ageMs = 0;
    await trader.startOver(venue());
  });
  afterEach(async () => expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]));
  afterAll(() => trader.close());

  const pass = (ms: number): void => trader.desk.clock.set((now += ms));
  const byAnn = (line: string) => trader.ask(line, null, ann);
  const card = async (): Promise<string> =>
    (await Alert.query(trader.desk.db.reader).findOne({ related_entity_type: "halt" }))?.message ?? "";
  const outcome = async (): Promise<string | undefined> =>
    (await Alert.query(trader.desk.db.reader).findOne({ related_entity_type: "halt" }))?.reply.outcome;
  const rounds = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round++) await trader.turn();
  };
  const order = async (line: string): Promise<number> => {
    await trader.type(line);
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    return id;
  };
  const hold = async (pair: string, quantity: string): Promise<void> => {
    const id = await order(`/buy ${pair} ${quantity}`);
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    await trader.turn();
  };
  const newestPosition = async (): Promise<number> =>
    (await Position.query(trader.desk.db.reader).orderBy("id", "desc").first().throwIfNotFound()).id;
  const exits = async (): Promise<Order[]> =>
    Order.query(trader.desk.db.reader).where({ purpose: "exit" }).orderBy("id");
  const fillExits = async (): Promise<void> => {
    for (const exit of await exits())
      if (exit.state === "open" && exit.haltId !== null) trader.venue.fill(exit.clientOrderId, { price: "46000" });
    await trader.turn();
  };

  it("halts everything, cancels what could buy and previews what selling would mean", async () => {
    await hold("BTC/USDT", "0.01");
    await hold("ETH/USDT", "0.02");
    await order("/buy BTC/USDT 0.01 price=40000");
    const { said } = await byAnn("/panic");
    expect(said.split("\n")).toEqual([
      "⛔ PANIC by Ann, 00:00:00 · halted, nothing closed yet",
      "1 entry being canceled.",
      "Flatten closes 2 positions at market, ≈ 1,387.50 USDT:",
      "BTC/USDT 0.01 · ETH/USDT 0.02",
      "Good until 00:01:00; a later press shows it anew.",
      "[ Flatten all 2 ] [ Keep, stay halted ] [ Status ]",
    ]);
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("the desk is halted");
    await rounds(2);
    expect(await card()).toContain("1 entry canceled: no entry rests any more.");
    expect(await exits()).toEqual([]);
  });

  it("sells each position at market on the second word, and its card tells how far that is", async () => {
    await hold("BTC/USDT", "0.01");
    await hold("ETH/USDT", "0.02");
    await byAnn("/panic");
    pass(10_000);
    const said = await trader.type(`/panic flatten ${await newestPosition()}`);
    expect(said).toContain("PANIC by Ann, 00:00:00 · halted, 0 of 2 closed");
    expect(said).toContain("Flattened by owner, 00:00:10");
    await trader.turn();
    expect(await outcome()).toBe("open");
    const [first] = await exits();
    trader.venue.fill(first?.clientOrderId ?? "", { price: "46000" });
    await trader.turn();
    expect(await card()).toContain("✅ BTC/USDT 0.01 closed at 46,000.0, 460.00 USDT");
    expect(await card()).toContain("1 of 2 closed");
    await fillExits();
    expect(await card()).toContain("2 of 2 closed");
    expect(await outcome()).toBe("done");
    expect(await Position.query(trader.desk.db.reader).where({ closed_time: null }).resultSize()).toBe(0);
    expect((await Halt.query(trader.desk.db.reader)).every((halt) => halt.releasedAt === null)).toBe(true);
    const told = await AuditRow.query(trader.desk.db.reader).where("entity", "like", "halt %").orderBy("seq", "desc");
    expect(told.slice(0, 3).map(({ action, actor }) => [action, actor])).toEqual([
      ["panic.flattened", "owner"],
      ["panic", "Ann"],
      ["halt", "Ann"],
    ]);
  });

  it("sells nothing twice, however often it is pressed", async () => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    const line = `/panic flatten ${await newestPosition()}`;
    await Promise.all([trader.type(line), trader.type(line), trader.type(line)]);
    expect(await exits()).toHaveLength(1);
    expect((await trader.ask(line)).said).toContain("being sold already");
    await trader.turn();
    await fillExits();
    expect((await trader.ask(line)).isRefused).toBe(true);
    expect(await trader.total("BTC")).toBe("0");
  });

  it("is flattened by an admin alone", async () => {
    await hold("BTC/USDT", "0.01");
    await byAnn("/panic");
    const { said, isRefused } = await byAnn(`/panic flatten ${await newestPosition()}`);
    expect([isRefused, said.includes("flattening is for an admin")]).toEqual([true, true]);
    expect(await exits()).toEqual([]);
  });

  it.each([
    ["after a minute", () => 60_001, 0, (newest: number) => `/panic flatten ${newest}`],
    ["with a line from before the preview", () => 30_000, 31_000, (newest: number) => `/panic flatten ${newest}`],
    ["without the position that it means", () => 1_000, 0, () => "/panic flatten"],
    ["with an older position", () => 1_000, 0, (newest: number) => `/panic flatten ${newest - 1}`],
  ])("%s shows the preview anew, and sells nothing", async (_when, wait, ageMs, lineOf) => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    pass(wait());
    trader.ageMs = ageMs;
    const newest = await newestPosition();
    const said = await trader.type(lineOf(newest));
    expect(said).toContain("[ Flatten it ] [ Keep, stay halted ]");
    expect(await exits()).toEqual([]);
    trader.ageMs = 0;
    expect(await trader.type(`/panic flatten ${newest}`)).toContain("0 of 1 closed");
  });

  it("acts at any age of the first word", async () => {
    trader.ageMs = 400_000;
    expect(await trader.type("/panic fire")).toContain("The message had been written 6 min before.");
    expect(await Halt.query(trader.desk.db.reader)).toMatchObject([{ scope: "all", reason: "fire" }]);
  });

  it("keeps the positions and stays halted when that is the answer", async () => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    const kept = await byAnn("/panic keep");
    expect(kept.said).toContain("Positions kept by Ann");
    expect(kept.said).not.toContain("Flatten it");
    expect(await trader.type("/buy BTC/USDT 0.01")).toContain("halted");
    expect(await trader.type(`/panic flatten ${await newestPosition()}`)).toContain("nothing closed yet");
    expect(await trader.type("/panic keep")).toContain("Positions kept by owner");
  });

  it("tries a cancel that fails again, and says that none rests only when none does", async () => {
    const ids = [await order("/buy BTC/USDT 0.01 price=40000"), await order("/buy ETH/USDT 0.01 price=40000")];
    const cancel = trader.venue.cancel.bind(trader.venue);
    const stuck = await trader.clientId(ids[0] ?? 0);
    trader.venue.cancel = async (pair, id) => {
      if (id === stuck) throw new Error("socket hang up");
      await cancel(pair, id);
    };
    await trader.type("/panic");
    await rounds(2);
    expect(await card()).toContain("1 entry canceled · 1 entry being canceled.");
    expect(await outcome()).toBe("open");
    pass(6_000);
    await rounds(2);
    expect(await card()).not.toContain("no entry rests any more");
    trader.venue.cancel = cancel;
    pass(60_000);
    await rounds(3);
    expect(await card()).toContain("2 entries canceled: no entry rests any more.");
    expect(await outcome()).toBe("done");
  });

  it("counts the entries that an earlier halt is canceling, and tells on both cards", async () => {
    await order("/buy BTC/USDT 0.01 price=40000");
    await trader.type("/halt odd");
    expect(await trader.type("/panic")).toContain("1 entry being canceled.");
    await rounds(2);
    const cards = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "halt" }).orderBy("id");
    expect(cards[0]?.message).toContain("1 entry canceled");
    expect(cards[1]?.message).not.toContain("being canceled");
  });

  it("sells the others where one cannot be sold, and says why and what to do", async () => {
    await hold("BTC/USDT", "0.01");
    await hold("ETH/USDT", "0.02");
    trader.venue.plant("by-hand", { pair: "ETH/USDT" as Pair, side: "SELL", quantity: from("0.02") });
    await trader.turn();
    await trader.type("/panic");
    await trader.type(`/panic flatten ${await newestPosition()}`);
    await trader.turn();
    await fillExits();
    expect(await card()).toContain("1 of 2 closed");
    expect(await card()).toContain("❌ ETH/USDT 0.02 stays: Nothing of 0.02 ETH is free: an order already");
    expect(await card()).toContain("/panic previews what is still open");
    trader.venue.end("by-hand", "canceled");
    await rounds(2);
    await trader.type("/panic");
    await trader.type(`/panic flatten ${await newestPosition()}`);
    await trader.turn();
    await fillExits();
    expect(await card()).toContain("2 of 2 closed");
  });

  const resting = async (): Promise<{ sale: number; flatten: string }> => {
    await hold("BTC/USDT", "0.02");
    await trader.type("/sell BTC/USDT 0.02 price=60000");
    await trader.turn();
    const sale = await trader.newest();
    await trader.type("/panic");
    return { sale, flatten: `/panic flatten ${await newestPosition()}` };
  };

  it("takes back a sale that rests, and sells when the exchange has confirmed that", async () => {
    const { sale, flatten } = await resting();
    const cancel = trader.venue.cancel.bind(trader.venue);
    trader.venue.cancel = async () => Promise.reject(new Error("socket hang up"));
    const said = await trader.type(flatten);
    const exit = await trader.newest();
    expect(said).toContain(`⏳ BTC/USDT 0.02: #${exit} goes out as soon as #${sale} is canceled`);
    await rounds(2);
    expect((await trader.order(exit)).state).toBe("approved");
    expect((await trader.ask(flatten)).said).toContain("being sold already");
    trader.venue.cancel = cancel;
    pass(60_000);
    await rounds(3);
    expect((await trader.order(sale)).state).toBe("canceled");
    await fillExits();
    expect(await card()).toContain("✅ BTC/USDT 0.02 closed at 46,000.0, 920.00 USDT");
    expect(await trader.total("BTC")).toBe("0");
  });

  it.each([
    ["in part sells what is left", "0.005", "✅ BTC/USDT 0.015 closed at 46,000.0", "1 of 1 closed"],
    ["whole sells nothing more", "0.02", "✅ BTC/USDT is closed by another order", "1 of 1 closed"],
  ])("that takes back a sale which fills meanwhile %s", async (_what, quantity, line, count) => {
    const { sale, flatten } = await resting();
    await trader.type(flatten);
    trader.venue.fill(await trader.clientId(sale), { price: "60000", quantity });
    await rounds(3);
    await fillExits();
    expect(await card()).toContain(line);
    expect(await card()).toContain(count);
    expect(await trader.total("BTC")).toBe("0");
  });

  it("does not sell by a balance that is older than the cancel", async () => {
    const { sale, flatten } = await resting();
    await trader.type(flatten);
    const exit = await trader.newest();
    const id = await trader.clientId(sale);
    trader.venue.cancel = async () => undefined;
    trader.venue.during("balances", () => {
      pass(1_000);
      trader.venue.end(id, "canceled");
    });
    await rounds(1);
    expect((await trader.order(sale)).state).toBe("canceled");
    await sendDue(trader.app, trader.venue);
    expect((await trader.order(exit)).state).toBe("approved");
    await rounds(2);
    expect((await trader.order(exit)).state).toBe("open");
  });

  it("says of an exit that the exchange refuses why, and how to try again", async () => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    await trader.type(`/panic flatten ${await newestPosition()}`);
    trader.venue.faults.push("refuse");
    await trader.turn();
    expect(await card()).toContain("❌ BTC/USDT 0.01: refused by the exchange");
    expect(await card()).toContain("insufficient funds. To try again: /close BTC/USDT");
    expect(await outcome()).toBe("done");
  });

  it("halts, previews and sells although no price can be had", async () => {
    await hold("BTC/USDT", "0.01");
    trader.venue.quote = async () => Promise.reject(new Error("connect ECONNREFUSED"));
    expect(await trader.type("/panic")).toContain("halted, nothing closed yet");
    expect(await trader.type(`/panic flatten ${await newestPosition()}`)).toContain("0 of 1 closed");
    await trader.turn();
    await fillExits();
    expect(await card()).toContain("1 of 1 closed");
  });

  it("says of a position why it stays where the feed has ended and nothing fills", async () => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    trader.app.endedFeeds.add(trader.venue.exchange);
    expect(await trader.type(`/panic flatten ${await newestPosition()}`)).toContain(
      "❌ BTC/USDT 0.01 stays: The feed of paper has ended and nothing fills any more.",
    );
  });

  it("leaves coins alone that belong to no position", async () => {
    trader.venue.move("BTC", "0.5");
    pass(6_000);
    await trader.turn();
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    await trader.type(`/panic flatten ${await newestPosition()}`);
    await trader.turn();
    await fillExits();
    expect(await trader.total("BTC")).toBe("0.5");
  });

  it("leaves positions on live accounts to /close, and says so", async () => {
    await hold("BTC/USDT", "0.01");
    const live = (mode: string) => trader.desk.db.writer("exchanges").where({ name: "paper" }).update({ mode });
    await live("live");
    const said = await trader.type("/panic");
    expect(said).toContain("1 position on a live account is not flattened: that comes with live trading.");
    expect(said).not.toContain("Flatten");
    expect((await trader.ask(`/panic flatten ${await newestPosition()}`)).isRefused).toBe(true);
    await live("paper");
  });

  it("ends with /resume as every halt does", async () => {
    await hold("BTC/USDT", "0.01");
    await trader.type("/panic");
    expect(await trader.resume()).toContain("RESUMED by owner");
    expect(await card()).toContain("RESUMED by owner");
    expect(await card()).toContain("PANIC by owner, 00:00:00 · nothing was closed");
    expect(await trader.type(`/panic flatten ${await newestPosition()}`)).toContain("Type /panic first");
  });
});
