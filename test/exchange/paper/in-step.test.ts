/** Two accounts on one clock: the market of paper and its twin. */
import { afterEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import type { MarketSource } from "../../../src/exchange/market-source.ts";
import { twinSource } from "../../../src/exchange/synthetic/source.ts";
import { barsOf, BTC, candles, closeFloors, type Floor, openFloor, order, plain } from "../../support/paper-venue.ts";
import { BEGIN, PER_MINUTE, play, synthetic } from "../../support/synthetic-market.ts";

afterEach(closeFloors);

const twin = (): MarketSource => twinSource({ spread: from("0.0002") });
const ACCOUNT = { spreadPercent: "0.02" };

interface Both {
  readonly first: Floor;
  readonly second: Floor;
}

async function openBoth(first?: Floor): Promise<Both> {
  const leader = first ?? (await openFloor(synthetic(), { account: ACCOUNT }));
  return { first: leader, second: await openFloor(twin(), { account: ACCOUNT, leader: leader.venue }) };
}

const times = ({ first, second }: Both): number[] => [first.venue.now(), second.venue.now()];

/** What a twin of its own would tell that had played alone to the same moment. */
async function alone(events: number): Promise<unknown> {
  const floor = await openFloor(twin(), { account: ACCOUNT });
  await play(floor, events);
  return plain(await floor.venue.quote(BTC));
}

describe("a twin", () => {
  it("begins with its market, and goes on with it event by event", async () => {
    const both = await openBoth();
    expect(times(both)).toEqual([BEGIN, BEGIN]);
    await play(both.first, PER_MINUTE);
    expect(times(both)).toEqual([BEGIN + 60_000, BEGIN + 60_000]);
    expect(plain(await both.second.venue.quote(BTC))).toEqual(await alone(PER_MINUTE));
    expect(await both.second.venue.candles(BTC, "1m", 2)).toHaveLength(2);
    expect((await both.second.venue.candles(BTC, "1h", 30)).map(({ at }) => at).at(-1)).toBe(BEGIN - 3_600_000);
  });

  it("fills its own orders at its own prices", async () => {
    const { first, second } = await openBoth();
    await second.venue.place(order("BUY", "0.1"));
    await play(first, 1);
    const [fill] = await second.venue.fills(0);
    expect(plain(fill?.price)).toBe(plain((await second.venue.quote(BTC))?.ask));
    expect(await first.venue.fills(0)).toEqual([]);
  });

  it("moves with its market alone: it has no pace of its own", async () => {
    const both = await openBoth();
    await both.second.venue.start()();
    expect(times(both)).toEqual([BEGIN, BEGIN]);
  });

  it("goes on where both stood after a stop", async () => {
    const before = await openBoth();
    await play(before.first, 10);
    const second = await before.second.file();
    const first = await before.first.restart();
    const both = { first, second: await openFloor(twin(), { account: ACCOUNT, leader: first.venue }, second) };
    await play(first, 10);
    expect(times(both)).toEqual([BEGIN + 40_000, BEGIN + 40_000]);
    expect(plain(await both.second.venue.quote(BTC))).toEqual(await alone(20));
  });

  it("that is behind after a crash plays what it missed before anybody goes on, and fills what rested", async () => {
    const { first, second } = await openBoth();
    await play(first, 20);
    const both = { first, second: await second.crash() };
    await second.venue.stop();
    expect(times(both)).toEqual([BEGIN + 40_000, BEGIN]);
    await both.second.venue.place(order("BUY", "0.1"));
    await play(first, 22); // the first one had its next event in hand when the copy joined
    expect(times(both)).toEqual([BEGIN + 42_000, BEGIN + 42_000]);
    expect((await both.second.venue.fills(0))[0]?.at).toBe(BEGIN + 2_000);
    await play(first, 1);
    expect(times(both)).toEqual([BEGIN + 44_000, BEGIN + 44_000]);
  });

  it("that is new begins where a market stands that has run, and has candles from then on", async () => {
    const { first } = await openBoth();
    await play(first, 60);
    const both = await openBoth(first);
    expect(times(both)).toEqual([BEGIN + 120_000, BEGIN + 122_000]); // it shows the next prices at once
    await play(first, 2 * PER_MINUTE);
    expect(times(both)).toEqual([BEGIN + 240_000, BEGIN + 240_000]);
    expect(plain(await both.second.venue.quote(BTC))).toEqual(await alone(60 + 2 * PER_MINUTE));
    expect((await both.second.venue.candles(BTC, "1m", 9)).map(({ at }) => at)).toEqual([BEGIN + 180_000]);
  });

  it("whose market has begun anew begins anew with it, and keeps what it holds", async () => {
    const earlier = await openFloor(barsOf(candles("40000"), "twin"), { account: ACCOUNT });
    await earlier.venue.place(order("BUY", "0.1", { limit: "1000" }));
    const second = await earlier.file();
    const first = await openFloor(synthetic(), { account: ACCOUNT });
    const both = { first, second: await openFloor(twin(), { account: ACCOUNT, leader: first.venue }, second) };
    expect(both.second.venue.earlierSource).toBe("twin");
    expect(times(both)).toEqual([BEGIN, BEGIN]);
    expect(await both.second.venue.openOrders()).toHaveLength(1);
  });
});
