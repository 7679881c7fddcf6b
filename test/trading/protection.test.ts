/** The exits of a position through the whole desk, at a venue under the test's hand (EXECUTION §6). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import type { Capabilities } from "../../src/exchange/gateway.ts";
import { Alert } from "../../src/models/alert.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { sendDue } from "../../src/trading/send.ts";
import { NOW } from "../support/database.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";

const ALL: Capabilities = { stops: true, trailing: true, links: true, amends: true };
const NO_LINKS: Capabilities = { ...ALL, links: false };
const NOTHING: Capabilities = { stops: false, trailing: false, links: false, amends: false };

eachDatabase("protection", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => {
    trader = await Trader.open(client);
  });
  afterAll(() => trader.close());

  async function begin(can: Capabilities): Promise<void> {
    const venue = new TestVenue(NOW);
    venue.can = can;
    await trader.startOver(venue);
  }

  /** `stop open 0.01 at 45000` */
  async function legs(): Promise<string[]> {
    const rows = await Order.query(trader.desk.db.reader).whereNotNull("leg").orderBy("id");
    return rows.map(({ leg, state, quantity, filledQuantity, triggerPrice, price }) => {
      const level = triggerPrice ?? price;
      const filled = text(filledQuantity) === "0" ? "" : ` (${text(filledQuantity)})`;
      return `${leg} ${state} ${text(quantity)}${filled} at ${level === null ? "market" : text(level)}`;
    });
  }

  async function position(): Promise<Position> {
    return Position.query(trader.desk.db.reader).orderBy("id", "desc").first().throwIfNotFound();
  }

  /** Until nothing moves any more. */
  async function rest(): Promise<void> {
    for (let round = 0; round < 6; round += 1) await trader.turn();
  }

  /** Bought with a stop and a target, filled by `parts`. */
  async function bracket(quantity: string, exits: string, ...parts: readonly string[]): Promise<number> {
    await trader.type(`/buy BTC/USDT ${quantity} ${exits}`);
    const rows = await Order.query(trader.desk.db.reader).where({ purpose: "entry" }).orderBy("id", "desc");
    const id = rows[0]?.id ?? 0;
    await trader.type(`/approve ${id}`);
    await trader.turn();
    for (const part of parts) {
      trader.venue.fill(await trader.clientId(id), { price: trader.venue.price, quantity: part });
      await rest();
    }
    return id;
  }

  const clientOf = async (leg: string): Promise<string> => {
    const rows = await Order.query(trader.desk.db.reader).where({ leg }).orderBy("id", "desc");
    return rows[0]?.clientOrderId ?? "";
  };

  describe("a bracket", () => {
    it("is rows from the proposal on, says what it risks, and goes with its entry's decision", async () => {
      await begin(ALL);
      const card = await trader.type("/buy BTC/USDT 0.0125 sl=45120 tp=48500");
      expect(card).toContain("Stop    45,120.0  −2.44 %  risk 15.27 USDT with fees");
      expect(card).toContain("Target  48,500.0  +4.86 %  1.8 × risk");
      expect(await legs()).toEqual(["stop proposed 0.0125 at 45120", "target proposed 0.0125 at 48500"]);
      await trader.type("/reject 1 too early");
      expect(await legs()).toEqual(["stop rejected 0.0125 at 45120", "target rejected 0.0125 at 48500"]);
    });

    it("is halved as one, and approved by the number of any of its legs", async () => {
      await begin(ALL);
      await trader.type("/buy BTC/USDT 0.02 sl=-2% tp=+5%");
      const [entry] = await Order.query(trader.desk.db.reader).where({ purpose: "entry" });
      await trader.type(`/approve ${(entry?.id ?? 0) + 1} half`);
      expect(await legs()).toEqual(["stop armed 0.01 at 45325", "target armed 0.01 at 48562.5"]);
    });

    it("goes out for what is filled, and grows with each fill", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "sl=45000 tp=48000", "0.005");
      expect(await legs()).toEqual(["stop open 0.005 at 45000", "target open 0.005 at 48000"]);
      expect(await trader.type("/positions")).toContain("BTC/USDT: protected by the exchange");
      trader.venue.fill(await trader.clientId(id), { price: "46250" });
      await rest();
      expect(await legs()).toEqual(["stop open 0.02 at 45000", "target open 0.02 at 48000"]);
      expect(await trader.type(`/order ${id}`)).toContain("protected by the exchange");
    });

    it("takes a fill of what was changed though the answer to the change was lost", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "sl=45000", "0.005");
      trader.venue.fill(await trader.clientId(id), { price: "46250" });
      await trader.turn();
      trader.venue.faults = ["lost after"];
      await sendDue(trader.app, trader.venue);
      trader.venue.fill(await clientOf("stop"), { price: "45000" });
      await rest();
      expect(await legs()).toEqual(["stop filled 0.02 (0.02) at 45000"]);
      expect((await position()).closedTime).not.toBeNull();
    });

    it("lowers one by what the other has sold, and cancels it when nothing is left", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000 tp=48000", "0.02");
      trader.venue.fill(await clientOf("target"), { price: "48000", quantity: "0.005" });
      await rest();
      expect(await legs()).toEqual(["stop open 0.015 at 45000", "target partial 0.02 (0.005) at 48000"]);
      trader.venue.fill(await clientOf("stop"), { price: "45000" });
      await rest();
      expect(await legs()).toEqual(["stop filled 0.015 (0.015) at 45000", "target canceled 0.005 (0.005) at 48000"]);
      expect((await position()).closedTime).not.toBeNull();
    });

    it("books both where stop and target have sold before either is told of", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000 tp=48000", "0.02");
      trader.venue.fill(await clientOf("target"), { price: "48000", quantity: "0.005" });
      trader.venue.fill(await clientOf("stop"), { price: "45000" });
      await rest();
      expect(await legs()).toEqual(["stop filled 0.015 (0.015) at 45000", "target canceled 0.005 (0.005) at 48000"]);
    });

    it("ends the rest of the entry when an exit fires", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "price=46250 sl=45000", "0.01");
      trader.venue.fill(await clientOf("stop"), { price: "45000" });
      await rest();
      expect((await trader.order(id)).state).toBe("canceled");
      expect((await position()).closedTime).not.toBeNull();
    });

    it("ends with an entry that bought nothing", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "price=46000 sl=45000");
      await trader.type(`/cancel ${id}`);
      await rest();
      expect(await legs()).toEqual(["stop canceled 0.02 at 45000"]);
    });

    it("tells of a stop that was hit with a card of its own", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000", "0.02");
      trader.venue.fill(await clientOf("stop"), { price: "44990" });
      await rest();
      const [stop] = await Order.query(trader.desk.db.reader).where({ leg: "stop" });
      const card = await trader.type(`/order ${stop?.id}`);
      expect(card).toContain("STOP · SOLD 0.02 BTC/USDT · paper");
      expect(stop?.alertId).not.toBeNull();
    });

    it.each([
      ["a stop above the price", "sl=46300", "a stop of a buy lies below the price"],
      ["a target below the price", "tp=46200", "a target of a buy lies above the price"],
      ["a stop that stands and one that follows", "sl=45000 trail=2%", "give one of both"],
      ["exits too small to be sent", "0.00011 sl=20000", "less than paper takes"],
    ])("is refused with %s, and nothing is written (case 25)", async (_what, exits, sentence) => {
      await begin(ALL);
      const amount = exits.includes(" sl=2") ? "" : "0.01 ";
      expect(await trader.type(`/buy BTC/USDT ${amount}${exits}`)).toContain(sentence);
      expect(await Order.query(trader.desk.db.reader)).toEqual([]);
    });
  });

  it("a second entry says whose stop takes the place of which, and an order that waits says for what", async () => {
    await begin(ALL);
    await bracket("0.01", "sl=45000", "0.01");
    expect(await trader.type("/buy BTC/USDT 0.01 sl=45500")).toContain(
      "its stop is then that of all that is held, instead of 45,000.0",
    );
    const stop = await Order.query(trader.desk.db.reader).findOne({ leg: "stop", state: "open" }).throwIfNotFound();
    expect(await trader.type(`/order ${stop.id}`)).toContain(
      "at market once the price touches 45,000.0, rests at paper",
    );
  });

  describe("a stop that cannot be had", () => {
    it("beside a sale that rests and holds the coins is watched: touched, it takes them back and sells", async () => {
      await begin(NO_LINKS);
      await bracket("0.02", "sl=45000", "0.02");
      await trader.type("/sell BTC/USDT 100% price=60000");
      const sale = await trader.newest();
      await rest();
      expect((await trader.order(sale)).state).toBe("open");
      expect(await trader.type("/positions")).toContain("watched by the bot");
      trader.venue.price = "44900";
      await rest();
      expect((await trader.order(sale)).state).toBe("canceled");
      expect(await legs()).toContain("close open 0.02 at market");
    });

    it("counts as hit where the price has passed it: the position is sold at market and people are told (case 25)", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "sl=45000 tp=48000");
      trader.venue.price = "44900";
      trader.venue.fill(await trader.clientId(id), { price: "46250" });
      await rest();
      expect(await legs()).toEqual([
        "stop refused 0.02 at 45000",
        "target canceled 0.02 at 48000",
        "close open 0.02 at market",
      ]);
      expect(await trader.type("/positions")).toContain("being closed at market");
      expect(await trader.told()).toContainEqual(expect.stringContaining("CLOSING 0.02 BTC/USDT · paper at market"));
      trader.venue.fill(await clientOf("close"), { price: "44890" });
      await rest();
      expect((await position()).closedTime).not.toBeNull();
    });

    it("is tried again as a new order, and after 10 s the position is closed at market", async () => {
      await begin(ALL);
      const id = await bracket("0.02", "sl=45000");
      trader.venue.can = { ...ALL, stops: false }; // it said that it could
      const venue = trader.venue;
      trader.app = { ...trader.app, gateways: new Map([[venue.exchange, venue]]) };
      venue.fill(await trader.clientId(id), { price: "46250" });
      venue.faults = ["refuse", "refuse", "refuse", "refuse"];
      venue.can = ALL;
      await trader.turn();
      await trader.turn();
      expect(await trader.type("/positions")).toMatch(/its stop is on its way/);
      for (let second = 0; second < 11; second += 1) {
        await trader.pass(1_000);
        await rest();
      }
      expect((await legs()).at(-1)).toBe("close open 0.02 at market");
    });
  });

  describe("a venue that links nothing", () => {
    it("has the stop rest and the target watched; touched, they change places, and back when it is not filled in time", async () => {
      await begin(NO_LINKS);
      await bracket("0.02", "sl=45000 tp=48000", "0.02");
      expect(await legs()).toEqual(["stop open 0.02 at 45000", "target armed 0.02 at 48000"]);
      trader.venue.price = "48000";
      await rest();
      expect(await legs()).toEqual([
        "stop canceled 0.02 at 45000",
        "target open 0.02 at 48000",
        "stop armed 0.02 at 45000",
      ]);
      trader.venue.price = "47900";
      await trader.pass(10_000);
      await rest();
      expect(await legs()).toEqual([
        "stop canceled 0.02 at 45000",
        "target canceled 0.02 at 48000",
        "stop open 0.02 at 45000",
        "target armed 0.02 at 48000",
      ]);
    });

    it("makes room for /close, and puts the stop back where the sale is refused", async () => {
      await begin(NO_LINKS);
      await bracket("0.02", "sl=45000", "0.02");
      await trader.type("/close BTC/USDT");
      trader.venue.faults = ["refuse"];
      await trader.pass(2_000);
      await rest();
      expect(await legs()).toEqual(["stop canceled 0.02 at 45000", "stop open 0.02 at 45000"]);
      await trader.type("/close BTC/USDT");
      await trader.pass(2_000);
      await rest();
      const [sale] = await Order.query(trader.desk.db.reader).where({ purpose: "exit", leg: null, state: "open" });
      trader.venue.fill(sale?.clientOrderId ?? "", { price: "46250" });
      await rest();
      expect((await position()).closedTime).not.toBeNull();
      expect((await legs()).at(-1)).toBe("stop canceled 0.02 at 45000");
    });
  });

  it("a venue without stops is watched by the bot, which says so, and sells at market at the touch", async () => {
    await begin(NOTHING);
    await bracket("0.02", "sl=45000 tp=48000", "0.02");
    expect(await legs()).toEqual(["stop armed 0.02 at 45000", "target armed 0.02 at 48000"]);
    expect(await trader.type("/positions")).toContain("watched by the bot: no protection while it is down");
    const card = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "order" }).first();
    expect(card?.message).toContain("watched by the bot: no protection while it is down");
    trader.venue.price = "45000";
    await rest();
    expect((await legs()).at(-1)).toBe("close open 0.02 at market");
  });

  describe("/close on a venue that links", () => {
    it("sells beside the legs, which end with what it sells; a part lowers them", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000 tp=48000", "0.02");
      await trader.type("/close BTC/USDT 50%");
      await rest();
      const [sale] = await Order.query(trader.desk.db.reader).where({ purpose: "exit", leg: null });
      trader.venue.fill(sale?.clientOrderId ?? "", { price: "46250" });
      await rest();
      expect(await legs()).toEqual(["stop open 0.01 at 45000", "target open 0.01 at 48000"]);
    });
  });

  describe("/protect", () => {
    it("sets protection on a position that had none, moves it, and takes it away after a question", async () => {
      await begin(ALL);
      await trader.bought("0.02");
      expect(await trader.type("/protect BTC/USDT sl=45000 tp=+5%")).toContain("PROTECTION of 0.02 BTC/USDT · paper");
      await rest();
      expect(await legs()).toEqual(["stop open 0.02 at 45000", "target open 0.02 at 48562.5"]);
      await trader.type("/protect BTC/USDT sl=45500");
      expect(await trader.type("/positions")).toContain("held at the previous level");
      await rest();
      expect(await legs()).toEqual(["stop open 0.02 at 45500", "target open 0.02 at 48562.5"]);
      expect(await trader.type("/protect BTC/USDT sl=off")).toContain("without its stop?");
      const { id } = await position();
      await trader.type(`/protect BTC/USDT sl=off position=${id}`);
      await rest();
      expect((await legs())[0]).toBe("stop canceled 0.02 at 45500");
      expect(await trader.type("/positions")).toContain("none was asked for");
    });

    it.each([
      ["a stop above the price", "sl=46300", "a stop of a buy lies below the price"],
      ["nothing to change", "", "Say what is to change"],
    ])("refuses %s", async (_what, args, sentence) => {
      await begin(ALL);
      await trader.bought("0.02");
      expect(await trader.type(`/protect BTC/USDT ${args}`.trim())).toContain(sentence);
      expect(await trader.type("/protect ETH/USDT sl=-2%")).toContain("no open position on ETH/USDT");
    });

    it("goes back to the level that stands where the exchange refuses the new one", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000", "0.02");
      await trader.type("/protect BTC/USDT sl=45500");
      trader.venue.faults = ["refuse"];
      await rest();
      expect(await legs()).toEqual(["stop open 0.02 at 45000"]);
      expect(text((await position()).stopLoss ?? (await position()).cost)).toBe("45000");
    });

    it("asks before the cancel of a stop, and takes a target away at once", async () => {
      await begin(ALL);
      await bracket("0.02", "sl=45000 tp=48000", "0.02");
      const [stop, target] = await Order.query(trader.desk.db.reader).whereNotNull("leg").orderBy("id");
      expect(await trader.type(`/cancel ${stop?.id}`)).toContain("without its stop?");
      await trader.type(`/cancel ${target?.id}`);
      await rest();
      expect(await legs()).toEqual(["stop open 0.02 at 45000", "target canceled 0.02 at 48000"]);
    });
  });

  it("is placed again after a restart where the desk died before it knew of the fill", async () => {
    await begin(ALL);
    const id = await bracket("0.02", "sl=45000");
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    await trader.restart();
    await rest();
    expect(await legs()).toEqual(["stop open 0.02 at 45000"]);
  });
});
