/** Averages are of what was filled, and one round trip has one profit wherever it is told (case 27): typed by a person. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import { Position } from "../../src/models/position.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("a round trip of four orders", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  async function traded(line: string, price: string, quantity: string, fee: string): Promise<number> {
    trader.venue.price = price;
    await trader.type(line);
    const id = await trader.newest();
    if ((await trader.order(id)).state === "proposed") await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price, quantity, fee });
    await trader.turn();
    return id;
  }

  const figures = async (): Promise<readonly string[]> => {
    const position = await Position.query(trader.desk.db.reader).first().throwIfNotFound();
    const { entryPrice, quantity, realizedPnl, fees } = position;
    return [entryPrice, quantity, realizedPnl, fees].map((figure) => text(figure));
  };

  it("has the same figures in its position and on its cards, and in /trades, /order and /positions", async () => {
    await traded("/buy BTC/USDT 12", "20", "12", "0.24");
    const second = await traded("/buy BTC/USDT 80 price=14", "14", "18", "0.252");
    await trader.type(`/cancel ${second}`);
    await trader.turn();
    expect(await figures()).toEqual(["16.4", "30", "-0.492", "0.492"]);
    expect(await trader.type(`/order ${second}`)).toContain("BOUGHT 18 of 80 BTC/USDT · paper, the rest was canceled");
    expect(await trader.type("/positions")).toMatch(/BTC\/USDT +30 +16\.4/);

    const third = await traded("/sell BTC/USDT 18", "15", "18", "0.27");
    expect(await figures()).toEqual(["16.4", "12", "-25.962", "0.762"]);
    expect(await trader.type("/positions")).toMatch(/BTC\/USDT +12 +16\.4/);
    // −25.2 less its fee of 0.27.
    expect(await trader.type(`/order ${third}`)).toContain("realised −25.47 USDT net of the fee of this exit");

    const fourth = await traded("/sell BTC/USDT 12", "18", "12", "0.216");
    expect(await figures()).toEqual(["16.4", "0", "-6.978", "0.978"]);
    const places = [
      [`/order ${fourth}`, "realised −6.98 USDT, the whole round trip net of all fees"],
      ["/trades", "Fees 0.98 USDT · realised −6.98 USDT net of them"],
      ["/balance", "Equity 99,993.02 USDT"],
      ["/positions", "No open position"],
      ["/position BTC/USDT", "BTC/USDT closed, −6.98 USDT net of all fees"],
      ["/profit", "−6.98 USDT today"],
      ["/profit", "1 round trip, 0 won, 1 lost, −6.98 USDT net of fees"],
      ["/daily", "−6.98"],
      ["/performance", "−6.98 USDT, −0.01 % · paper"],
      ["/performance manual", "−6.98 USDT, −0.01 % · By hand · paper"],
    ] as const;
    for (const [line, said] of places) expect(await trader.type(line)).toContain(said);
    expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]);
    expect(trader.venue.total("USDT")).toBe("99993.022");
  });
});
