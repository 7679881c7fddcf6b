/** Fees of other trades eat a position (case 21): typed by a person, at a venue that is paid in BNB. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import { from, mul, text } from "../../src/domain/money.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { testMarket, TestVenue } from "../support/venue.ts";

const BNB = testMarket({ pair: "BNB/USDT" as Pair, base: "BNB", step: from("0.001"), minAmount: from("0.001") });
const ETH = testMarket({ pair: "ETH/USDT" as Pair, base: "ETH", step: from("0.001"), minAmount: from("0.001") });

eachDatabase("a position in the coin that fees are paid in", (_open, client) => {
  let trader: Trader;
  const market = (): TestVenue => new TestVenue(NOW, [BNB, ETH]);
  beforeAll(async () => void (trader = await Trader.open(client, market())));
  beforeEach(() => trader.startOver(market()));
  afterEach(async () => {
    expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]);
    expect(await trader.type("/drift")).toContain("The book and paper agree");
  });
  afterAll(() => trader.close());

  /** With its fee in BNB, worth 600. */
  async function bought(pair: string, quantity: string, price: string, fee: string): Promise<void> {
    trader.venue.price = price;
    await trader.type(`/buy ${pair} ${quantity}`);
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    const feeQuote = text(mul(from(fee), from("600")));
    trader.venue.fill(await trader.clientId(id), { price, fee, feeAsset: "BNB", feeQuote });
    await trader.turn();
  }

  const ethBought = (fee: string): Promise<void> => bought("ETH/USDT", "1", "2000", fee);

  const heldOf = async (pair: string): Promise<string> => {
    const position = await Position.query(trader.desk.db.reader).findOne({ trading_pair: pair }).throwIfNotFound();
    return `${text(position.quantity)}${position.closedTime === null ? "" : ", closed"}`;
  };

  it("holds what is there: /close sells that once, and the rest stays in the wallet", async () => {
    await bought("BNB/USDT", "0.142", "600", "0.0001065");
    for (let i = 0; i < 3; i += 1) await ethBought("0.0113");
    expect(await heldOf("BNB/USDT")).toBe("0.1079935");
    expect(await trader.type("/positions")).toMatch(/BNB\/USDT +0\.1079935 +600\.0/);
    expect([await trader.total("BNB"), trader.venue.total("BNB")]).toEqual(["0.1079935", "0.1079935"]);
    trader.venue.price = "600";
    expect(await trader.type("/close BNB/USDT")).toContain("SELLING 0.107 BNB/USDT");
    await trader.turn();
    trader.venue.fill(await trader.clientId(await trader.newest()), { price: "600" });
    await trader.turn();
    expect(await heldOf("BNB/USDT")).toBe("0, closed");
    expect([await trader.total("BNB"), trader.venue.total("BNB")]).toEqual(["0.0009935", "0.0009935"]);
    for (let minute = 0; minute < 3; minute += 1) await trader.pass(60_000).then(() => trader.turn());
    expect(await Order.query(trader.desk.db.reader).where({ side: "SELL" }).resultSize()).toBe(1);
    expect(await trader.type("/close BNB/USDT")).toContain("There is no open position on BNB/USDT");
  });

  it("loses nothing to them while coins of no position pay", async () => {
    trader.venue.move("BNB", "0.02");
    await trader.turn();
    await bought("BNB/USDT", "0.142", "600", "0.0001065");
    await ethBought("0.0113");
    expect(await heldOf("BNB/USDT")).toBe("0.1418935");
    await ethBought("0.0113"); // 0.0087 of it from inventory
    expect(await heldOf("BNB/USDT")).toBe("0.1392935");
  });

  it("has its stop lowered in the same look, and is closed where nothing that can be sold is left", async () => {
    trader.venue.can = { stops: true, trailing: true, links: true, amends: true };
    await bought("BNB/USDT", "0.022", "600", "0");
    await trader.type("/protect BNB/USDT sl=500");
    await trader.turn();
    await ethBought("0.0113");
    await trader.turn();
    const stop = Order.query(trader.desk.db.reader).findOne({ leg: "stop" }).throwIfNotFound();
    expect(text((await stop).quantity)).toBe("0.01");
    await ethBought("0.0113");
    await trader.turn();
    expect([await heldOf("BNB/USDT"), (await stop.clone()).state]).toEqual(["0, closed", "canceled"]);
    expect(await trader.total("BNB")).toBe(trader.venue.total("BNB"));
  });
});
