/** What an exchange says in several answers, while it goes on trading. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import { Halt } from "../../src/models/halt.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { Position } from "../../src/models/position.ts";
import { sendDue } from "../../src/trading/send.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

eachDatabase("a look at the exchange", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  async function placed(line: string): Promise<{ id: number; clientId: string }> {
    await trader.type(line);
    const id = await trader.newest();
    if (line.startsWith("/buy")) await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.desk.clock.advance(10_000);
    return { id, clientId: await trader.clientId(id) };
  }

  async function bought(quantity: string): Promise<void> {
    const { clientId } = await placed(`/buy BTC/USDT ${quantity}`);
    trader.venue.fill(clientId, { price: "46250" });
    await trader.turn();
    trader.desk.clock.advance(10_000);
  }

  const outside = async (): Promise<string[]> => {
    const lines = await LedgerLine.query(trader.desk.db.reader).whereIn("kind", ["deposit", "withdrawal"]);
    return lines.map((line) => line.entry);
  };

  it.each(["balances", "openOrders"] as const)(
    "takes a fill right after its %s for a fill, not for a deposit",
    async (answer) => {
      const { id, clientId } = await placed("/buy BTC/USDT 0.01 price=46000");
      trader.venue.during(answer, () => trader.venue.fill(clientId, { price: "46000" }));
      await trader.turn();
      expect((await trader.order(id)).state).toBe("filled");
      expect(await trader.total("BTC")).toBe("0.01");
      trader.desk.clock.advance(10_000);
      await trader.turn();
      expect(await outside()).toEqual([]);
      expect(await Halt.query(trader.desk.db.reader).resultSize()).toBe(0);
    },
  );

  it("leaves the balances alone while the trades of a fill are not listed yet", async () => {
    const { id, clientId } = await placed("/buy BTC/USDT 0.01 price=46000");
    trader.venue.withhold(trader.venue.fill(clientId, { price: "46000", quantity: "0.004" }));
    await trader.turn();
    trader.desk.clock.advance(10_000);
    await trader.turn();
    expect(await outside()).toEqual([]);
    trader.venue.releaseFills();
    await trader.turn();
    expect(text((await trader.order(id)).filledQuantity)).toBe("0.004");
    expect(await trader.total("BTC")).toBe("0.004");
    expect(await trader.total("USDT")).toBe(trader.venue.total("USDT"));
  });

  it("takes no order out of its end by a report that its last fill has overtaken", async () => {
    const { id, clientId } = await placed("/buy BTC/USDT 0.01 price=46000");
    trader.venue.end(clientId, "canceled");
    trader.venue.fill(clientId, { price: "46000" });
    await trader.turn();
    expect((await trader.order(id)).state).toBe("filled");
    expect(await Halt.query(trader.desk.db.reader).resultSize()).toBe(0);
  });

  it("books a second fill too many as well, and the order stays in quarantine", async () => {
    const { id, clientId } = await placed("/buy BTC/USDT 0.01");
    trader.venue.fill(clientId, { price: "46250", quantity: "0.012" });
    await trader.turn();
    trader.venue.fill(clientId, { price: "46250", quantity: "0.003" });
    await trader.turn();
    const { state, filledQuantity } = await trader.order(id);
    expect({ state, filled: text(filledQuantity) }).toEqual({ state: "quarantined", filled: "0.015" });
    expect(await trader.total("BTC")).toBe("0.015");
  });

  it("finds an order that was never placed and yet rests there, and halts its pair", async () => {
    trader.venue.faults = ["lost before"];
    const { id, clientId } = await placed("/buy BTC/USDT 0.01 price=46000");
    await trader.turn();
    expect((await trader.order(id)).state).toBe("not_placed");
    trader.venue.plant(clientId);
    await trader.turn();
    expect((await trader.order(id)).state).toBe("open");
    expect(await Halt.query(trader.desk.db.reader).where({ scope: "pair" }).resultSize()).toBe(1);
  });

  it("closes a position of which an exit that ended has left only dust", async () => {
    await bought("0.01");
    const { clientId } = await placed("/close BTC/USDT");
    trader.venue.fill(clientId, { price: "46250", quantity: "0.0099" });
    await trader.turn();
    expect(await Position.query(trader.desk.db.reader).where({ closed_time: null }).resultSize()).toBe(1);
    trader.venue.end(clientId, "expired");
    await trader.turn();
    expect(await Position.query(trader.desk.db.reader).where({ closed_time: null }).resultSize()).toBe(0);
    expect(await trader.total("BTC")).toBe("0.0001");
  });

  it("does not free the coins of an exit before its cancel is known to have worked", async () => {
    await bought("0.01");
    await trader.type("/sell BTC/USDT 0.01 price=47000");
    const id = await trader.newest();
    await sendDue(trader.app, trader.venue);
    await trader.type(`/cancel ${id}`);
    await sendDue(trader.app, trader.venue);
    expect((await trader.order(id)).state).toBe("canceling");
    expect((await trader.ask("/sell BTC/USDT 0.01")).isRefused).toBe(true);
  });
});
