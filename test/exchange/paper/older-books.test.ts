/** Books of the paper venue that an older or a newer version made. */
import { copyFileSync } from "node:fs";

import Sqlite from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";

import { CANDLES_AT_ONCE, type Timeframe } from "../../../src/domain/candle.ts";
import {
  barsOf,
  BTC,
  candles,
  closeFloors,
  type Floor,
  MINUTE,
  newFile,
  openFloor,
  order,
  plain,
} from "../../support/paper-venue.ts";
import { BEGIN, PER_MINUTE, play, synthetic } from "../../support/synthetic-market.ts";

afterEach(closeFloors);

describe("a book of an older version", () => {
  it("opens with all that is in it, and has candles from the next whole one on, not those of another time", async () => {
    const floor = await openFloor(synthetic());
    await play(floor, PER_MINUTE + 7);
    const waits = order("BUY", "0.01", { limit: "5000" });
    await floor.venue.place(waits);
    const now = floor.venue.now();

    const after = await openFloor(synthetic(), {}, await olderBook(floor, 1));
    expect(after.venue.now()).toBe(now);
    expect(await after.venue.find(BTC, waits.clientOrderId)).toMatchObject({ status: "open" });
    const all = (timeframe: Timeframe) => after.venue.candles(BTC, timeframe, CANDLES_AT_ONCE);
    expect(await all("1m")).toEqual([]);
    await play(after, 2 * PER_MINUTE);
    expect((await all("1m")).map(({ at }) => at)).toEqual([BEGIN + 2 * MINUTE]);
    expect(await all("5m")).toEqual([]);
  });

  it("goes on with its orders as they were placed, and tells its fills with their fees", async () => {
    const thin = "40000 40000 40000 40000 1"; // 5 % of 1 BTC
    const source = barsOf(candles(thin, thin, thin, thin));
    const floor = await openFloor(source);
    const [atMarket, limit, ioc] = [
      order("BUY", "0.08"),
      order("BUY", "0.01", { limit: "30000" }),
      order("BUY", "0.01", { limit: "39000", timeInForce: "IOC" }),
    ];
    for (const placed of [atMarket, limit]) await floor.venue.place(placed);
    await floor.step();
    await floor.venue.place(ioc);
    const before = plain([await floor.venue.fills(0), await floor.venue.openOrders(), await floor.venue.balances()]);

    const after = await openFloor(source, {}, await olderBook(floor, 2));
    const { venue } = after;
    expect(plain([await venue.fills(0), await venue.openOrders(), await venue.balances()])).toEqual(before);
    await after.step();
    const statusOf = async ({ clientOrderId }: typeof limit) => (await venue.find(BTC, clientOrderId))?.status;
    expect([await statusOf(atMarket), await statusOf(limit), await statusOf(ioc)]).toEqual([
      "filled",
      "open",
      "expired",
    ]);
    await venue.cancel(BTC, limit.clientOrderId);
    expect(plain(await venue.balances())).toMatchObject([{ total: "0.08" }, { locked: "0" }]);
  });

  it("of a newer one is refused with a sentence", async () => {
    const file = newFile();
    const db = new Sqlite(file);
    db.pragma("user_version = 99");
    db.close();
    await expect(openFloor(synthetic(), {}, file)).rejects.toThrow("was written by a newer version of Outcry");
  });
});

/** What each version added, taken out again. */
const WITHOUT = {
  4: `
    drop table positions;
    drop table leverages;
    drop table funding;
    alter table accounts drop column earlier_funding_id;
    alter table orders drop column is_forced;
    alter table orders drop column margin_price;
    alter table fills drop column pnl;`,
  3: `
    alter table orders add column kind text not null default 'gtc' check (kind in ('market', 'ioc', 'gtc'));
    update orders set kind = 'market' where type = 'MARKET';
    update orders set kind = 'ioc' where time_in_force = 'IOC';
    alter table orders add column locked text not null default '0';
    alter table orders drop column type;
    alter table orders drop column time_in_force;
    alter table orders drop column post_only;
    alter table orders drop column reduce_only;
    alter table orders drop column link;
    alter table orders drop column trigger_price;
    alter table orders drop column trail;
    alter table fills drop column fee_asset;
    alter table fills drop column fee_quote;`,
  2: "drop table candles; alter table accounts drop column tape;",
};

/** The book as that version had it. */
async function olderBook(floor: Floor, version: 1 | 2 | 3): Promise<string> {
  const file = newFile();
  const copy = new Sqlite(await floor.file());
  for (const later of [4, 3, 2] as const) if (later > version) copy.exec(WITHOUT[later]);
  copy.pragma(`user_version = ${version}`);
  copy.pragma("wal_checkpoint(TRUNCATE)");
  copyFileSync(copy.name, file);
  copy.close();
  return file;
}
