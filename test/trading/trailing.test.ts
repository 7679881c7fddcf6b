/** A stop that follows, over a restart: the peak is taken from the candles missed, and it never loosens (EXECUTION §6). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { wrongInBooks } from "../support/books-check.ts";
import { barsOf, candles } from "../support/paper-venue.ts";
import { ReplayDesk } from "../support/replay-desk.ts";

const VENUES = {
  "the venue moves": {},
  "the desk moves at the venue": { trailing: "no" },
  "the desk watches": { stops: "no", trailing: "no", links: "no" },
} as const;

describe.each(Object.entries(VENUES))("a trailing stop that %s", (who, settings) => {
  let desk: ReplayDesk;
  beforeAll(async () => void (desk = await ReplayDesk.open(barsOf(candles("100")))));
  afterAll(() => desk.close());

  const begin = (...bars: readonly string[]): Promise<void> =>
    desk.startOver(barsOf(candles(...bars), "replay:trailing"), settings);

  async function say(line: string): Promise<void> {
    await desk.trader.type(line);
    const id = await desk.trader.newest();
    if ((await desk.trader.order(id)).state === "proposed") await desk.trader.type(`/approve ${id}`);
    await desk.touch();
  }

  /** The next bar, and the look that follows it. */
  async function step(): Promise<void> {
    await desk.step();
    desk.trader.desk.clock.advance(2_000);
    await desk.touch();
  }

  /** Of the position, and of the leg that stands for it. */
  async function levels(): Promise<string> {
    const { reader } = desk.trader.desk.db;
    const position = await Position.query(reader).orderBy("id", "desc").first().throwIfNotFound();
    const stop = await Order.query(reader).where({ leg: "stop" }).orderBy("id", "desc").first().throwIfNotFound();
    const level = (price: typeof position.stopLoss): string => (price === null ? "none" : text(price));
    return `${level(position.stopLoss)} ${level(stop.triggerPrice)} ${position.closedTime === null ? "open" : "closed"}`;
  }

  async function resting(): Promise<string[]> {
    return (await desk.floor.venue.openOrders()).map(({ trigger }) => (trigger === null ? "" : text(trigger)));
  }

  const isWatched = "stops" in settings;

  it("rose while the desk was down stands at the tightened level afterwards, and never loosens", async () => {
    await begin(
      "100",
      "100",
      "100",
      "100 110 100 109",
      "109 109 108.5 108.5",
      "108.5 109 108.2 108.6",
      "108.6 108.6 107 107",
      "107",
    );
    await say("/buy BTC/USDT 1");
    await step();
    await say("/protect BTC/USDT trail=2");
    await step();
    expect(await levels()).toBe("98 98 open");
    await desk.restart(2);
    expect(await levels()).toBe("108 108 open");
    expect(await resting()).toEqual(isWatched ? [] : ["108"]);
    await step();
    expect(await levels()).toBe("108 108 open");
    await step();
    await step();
    expect((await levels()).split(" ").at(-1)).toBe("closed");
    const [last] = (await desk.floor.venue.fills(0)).slice(-1);
    expect(last === undefined ? "" : text(last.price)).toBe(isWatched ? "107" : "108");
    expect(await wrongInBooks(desk.trader.desk.db.reader)).toEqual([]);
  });

  it("was passed while the desk was down has sold, or is sold at once", async () => {
    await begin("100", "100", "100", "100 110 100 109", "109 109 107 107", "107", "107");
    await say("/buy BTC/USDT 1");
    await step();
    await say("/protect BTC/USDT trail=2");
    await step();
    await desk.restart(2);
    await step();
    expect((await levels()).split(" ").at(-1)).toBe("closed");
    const [, sold] = await desk.floor.venue.fills(0);
    expect(sold === undefined ? "" : text(sold.price)).toBe(who === "the venue moves" ? "108" : "107");
  });

  it("of a position that was opened while the desk was down follows from then on, not from before", async () => {
    await begin("100", "100 130 100 100", "100", "100 104 100 103", "103 103 102.5 102.5", "102.5", "102.5");
    await desk.step();
    await say("/buy BTC/USDT 1 trail=2");
    await desk.restart(3);
    // A venue that moves it does so from when it has it: it is placed where it was approved.
    const isVenues = who === "the venue moves";
    expect(await levels()).toBe(isVenues ? "98 98 open" : "102 102 open");
    await step();
    expect(await levels()).toBe(isVenues ? "100.5 100.5 open" : "102 102 open");
  });
});
