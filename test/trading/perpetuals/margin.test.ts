/** Margin, leverage and where the exchange would end a perpetual (EXECUTION §7). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { text, ZERO } from "../../../src/domain/money.ts";
import { eachDatabase } from "../../support/database.ts";
import { perpetualDesk } from "../../support/perpetual-desk.ts";

eachDatabase("perpetuals", (_open, client) => {
  let desk: Awaited<ReturnType<typeof perpetualDesk>>;
  beforeAll(async () => {
    desk = await perpetualDesk(client);
  });
  afterAll(() => desk.trader.close());

  describe("margin", () => {
    it("is set and read back before the first order, and an answer of another kind refuses it", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      expect(desk.trader.venue.perpetuals.leverage).toBe("3");
      await desk.begin();
      desk.trader.venue.perpetuals.answers = { isIsolated: false };
      await desk.trader.type("/buy BTC/USDT:USDT 0.01");
      const id = await desk.trader.newest();
      await desk.trader.type(`/approve ${id}`);
      await desk.rest();
      expect(await desk.trader.order(id)).toMatchObject({
        state: "denied",
        reason: "paper did not set BTC/USDT:USDT to isolated, one-way, 3×.",
      });
      expect(desk.trader.venue.orders.size).toBe(0);
    });

    it("that the exchange does not answer for leaves the order waiting, and then it goes", async () => {
      await desk.begin();
      await desk.trader.type("/buy BTC/USDT:USDT 0.01");
      const id = await desk.trader.newest();
      await desk.trader.type(`/approve ${id}`);
      desk.trader.venue.isDown = true;
      await expect(desk.trader.turn()).rejects.toThrow("ECONNREFUSED");
      expect((await desk.trader.order(id)).state).toBe("approved");
      desk.trader.venue.isDown = false;
      await desk.trader.turn();
      expect((await desk.trader.order(id)).state).toBe("open");
    });

    it("asks for a stop that comes well before the liquidation", async () => {
      await desk.begin();
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.01 sl=34041")).not.toContain("Refused");
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.02 sl=34000")).toContain(
        "this is liquidated near 30,988.3, too near to a stop at 34,000.0. A stop nearer than 34,040.6 passes",
      );
      expect(await desk.trader.type("/sell BTC/USDT:USDT 0.03 sl=60000")).toContain("liquidated near 61,359.8");
    });

    it("is what an entry needs: three times the money can be held, no more", async () => {
      await desk.begin();
      expect(await desk.trader.type("/buy BTC/USDT:USDT 6.4")).toContain("needs 1 approval");
      expect(await desk.trader.type("/buy BTC/USDT:USDT 6.5")).toContain("is available on paper");
    });
  });

  describe("the liquidation", () => {
    it("of all that would be held then is looked at, with the stop that there is", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.1 sl=34100");
      desk.trader.venue.price = "80000";
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.1")).toContain("too near to a stop at 34,100.0");
      expect(await desk.trader.type("/buy BTC/USDT:USDT 0.1 sl=60000")).toContain("needs 1 approval");
    });

    it("is not to come before a stop that is moved", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01 sl=45000");
      expect(await desk.trader.type("/protect BTC/USDT:USDT sl=20000")).toContain("too near to a stop at 20,000.0");
      expect(text((await desk.newest()).stopLoss ?? ZERO)).toBe("45000");
    });

    it("is looked at again when the order is sent: the limit of leverage may be another one by then", async () => {
      await desk.begin();
      await desk.trader.type("/buy BTC/USDT:USDT 0.01 sl=37000");
      const id = await desk.trader.newest();
      await desk.trader.type(`/approve ${await desk.groupOf(id)}`);
      await desk.trader.type("/limits leverage 20");
      await desk.trader.turn();
      expect(await desk.trader.order(await desk.groupOf(id))).toMatchObject({ state: "denied", sendCount: 0 });
    });

    it("is that of the leverage which the exchange has: an entry at another one is not sent", async () => {
      await desk.begin();
      await desk.enter("/buy BTC/USDT:USDT 0.01");
      desk.trader.venue.perpetuals.refuses = "a position is open";
      await desk.trader.type("/buy BTC/USDT:USDT 0.02");
      const id = await desk.trader.newest();
      await desk.trader.type(`/approve ${id}`);
      await desk.trader.turn();
      expect(await desk.trader.order(id)).toMatchObject({
        state: "denied",
        reason: "paper did not set BTC/USDT:USDT to 3×, as /limits has it: a position is open",
      });
    });
  });
});
