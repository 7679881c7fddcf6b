import fc from "fast-check";
import { expect, it } from "vitest";

import { from, text } from "../../src/domain/money.ts";
import { Position } from "../../src/models/position.ts";
import { Trade } from "../../src/models/trade.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { sequences, trade } from "../support/sequences.ts";
import { Trader } from "../support/trader.ts";
import { testMarket, TestVenue } from "../support/venue.ts";

eachDatabase("the books", (_open, client) => {
  it("equal the exchange's after any sequence of fills, to the last digit", async () => {
    const trader = await Trader.open(client);
    const count = { sequences: 0, fills: 0, dust: 0 };
    const traded = fc.asyncProperty(sequences, (sequence) => trade(trader, sequence, count));
    await fc.assert(traded, { numRuns: 12 });
    await trader.close();
    expect(count.fills).toBeGreaterThan(12);
  });

  it("keep every digit of a coin that costs a thousandth of a cent, bought by the ten million", async () => {
    const market = testMarket({
      pair: "SHIB/USDT" as never,
      base: "SHIB",
      tick: from("0.00000001"),
      step: from("1"),
      minAmount: from("1"),
    });
    const venue = new TestVenue(NOW, [market]);
    venue.price = "0.00001234";
    const trader = await Trader.open(client, venue);
    expect(await trader.type("/buy SHIB/USDT 81234567")).toContain("81,234,567");
    await trader.type("/approve 1");
    await trader.turn();
    const first = { price: "0.00001233", quantity: "80000001", fee: "80000.001", feeAsset: "SHIB" };
    venue.fill(await trader.clientId(1), first);
    venue.fill(await trader.clientId(1), { price: "0.00001235", fee: "0.00001524" });
    await trader.turn();

    const [position] = await Position.query(trader.desk.db.reader);
    expect(position && text(position.quantity)).toBe("81154566.999");
    expect(position && text(position.cost)).toBe("1000.66050241767"); // 986.40001233 − 0.98640001233 + 15.2468901
    expect(await trader.total("USDT")).toBe("98998.35308233"); // − 986.40001233 − 15.2468901 − 0.00001524
    expect(await trader.total("SHIB")).toBe("81154566.999");

    trader.desk.clock.advance(1);
    expect(await trader.type("/close SHIB/USDT")).toContain("81,154,566");
    await trader.turn();
    venue.fill(await trader.clientId(2), { price: "0.00001300", fee: "1.05500935" });
    await trader.turn();
    const [closed] = await Position.query(trader.desk.db.reader);
    expect(closed?.closedTime).not.toBeNull();
    expect(await trader.total("SHIB")).toBe("0.999");
    expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]);
    expect((await Trade.query(trader.desk.db.reader)).map((fill) => text(fill.price))).toEqual([
      "0.00001233",
      "0.00001235",
      "0.000013",
    ]);
    await trader.close();
  });
});
