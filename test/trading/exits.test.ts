/** An exit waits for no price: what its card counts with instead is said. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import { from, text } from "../../src/domain/money.ts";
import type { Quote } from "../../src/domain/quote.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { BTC } from "../support/venue.ts";

eachDatabase("an exit without a price", (_open, client) => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await trader.bought("0.1");
  });
  afterEach(async () => expect(await wrongInBooks(trader.desk.db.reader)).toEqual([]));
  afterAll(() => trader.close());

  const tell = (quote: () => Promise<Quote | null>): void => void (trader.venue.quote = quote);
  const noBid = async (): Promise<Quote> => {
    const price = from("46250");
    const none = { bids: [], asks: [] };
    return { pair: BTC, at: NOW, bid: from("0"), ask: price, last: price, book: none };
  };

  it.each([
    ["is not told", async () => null],
    ["cannot be asked for", async () => Promise.reject(new Error("502"))],
    ["has no bid", noBid],
  ])("that %s sells at market all the same", async (_why, quote) => {
    tell(quote);
    expect(await trader.type("/close BTC/USDT")).toContain(
      "the market tells no price now: ≈ 46,250.0 is its last mark",
    );
    await trader.turn();
    const { clientOrderId, state } = await trader.order(await trader.newest());
    expect(state).toBe("open");
    trader.venue.fill(clientOrderId, { price: "46000" });
    await trader.turn();
    expect(await trader.total("BTC")).toBe("0");
  });

  it("counts with what was paid where it was never marked", async () => {
    await trader.desk.db.writer("positions").update({ unrealized_pnl: null });
    tell(async () => null);
    expect(await trader.type("/sell BTC/USDT 50%")).toContain("≈ 46,250.0 is what it was bought at");
    expect(text((await trader.order(await trader.newest())).quantity)).toBe("0.05");
  });

  it("rests at its own limit, and does not claim to be beyond the market", async () => {
    tell(async () => null);
    const said = await trader.type("/sell BTC/USDT 0.05 price=50000");
    expect(said).toContain("≈ 50,000.0 is the limit");
    expect(said).not.toContain("beyond the market");
    await trader.turn();
    expect((await trader.order(await trader.newest())).price).toEqual(from("50000"));
  });

  it("is refused where it is a part of that price, or of coins without a position", async () => {
    tell(async () => null);
    expect(await trader.type("/sell BTC/USDT 0.05 price=+1%")).toContain("There is no price for BTC/USDT");
    await trader.desk.db.writer("positions").update({ closed_time: 1 });
    expect(await trader.type("/sell BTC/USDT 0.05")).toContain("There is no price for BTC/USDT");
    await trader.desk.db.writer("positions").update({ closed_time: null });
  });
});
