/** /digest and what comes of it on a desk that trades: once for each day, whatever happens in between. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { renderText } from "../../src/chat/text/text.ts";
import { transact } from "../../src/db/transact.ts";
import { Alert } from "../../src/models/alert.ts";
import { Chat } from "../../src/models/chat.ts";
import { Delivery } from "../../src/models/delivery.ts";
import { Digest } from "../../src/models/digest.ts";
import { createDigests, type Digests } from "../../src/reports/digest-due.ts";
import { eachDatabase } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// NOW is 00:00 UTC, 1 January 2022, a Saturday; the account begins with 100,000 USDT.
eachDatabase("a digest", (_open, client) => {
  let trader: Trader;
  let digests: Digests;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await transact(trader.desk, (tx) => Chat.query(tx).patch({ zone: "UTC", isActive: true, mutedTopics: null }));
    digests = createDigests(trader.app);
    await trader.turn();
  });
  afterAll(() => trader.close());

  /** Of each digest that was posted, all lines. */
  async function posted(): Promise<string[][]> {
    const alerts = await Alert.query(trader.desk.db.reader).where({ source: "digest" }).orderBy("id");
    const now = trader.desk.clock.now();
    return alerts.map(({ reply }) => renderText(reply, { zone: "UTC", now }).split("\n"));
  }

  async function pass(ms: number): Promise<void> {
    await trader.pass(ms);
    await digests.look();
  }

  /** The process ends, so much passes, and another begins. */
  async function downFor(ms: number): Promise<void> {
    trader.desk.clock.advance(ms);
    trader.venue.advance(ms);
    await trader.restart();
    await trader.turn();
    digests = createDigests(trader.app);
    await digests.look();
  }

  async function aRoundTrip(): Promise<void> {
    await trader.bought("1");
    trader.venue.price = "47250";
    await trader.type("/sell BTC/USDT 1");
    await trader.turn();
    trader.venue.fill(await trader.clientId(await trader.newest()), { price: "47250" });
    await trader.turn();
  }

  it("comes at its time, to the chat that wants it, once", async () => {
    expect(await trader.type("/digest daily 8:00")).toContain("Digest daily 08:00 UTC: next 08:00 paper time, in 8 h");
    await pass(8 * HOUR - 1);
    expect(await posted()).toEqual([]);
    await pass(1);
    await digests.look();
    await pass(MINUTE);
    const [told, ...more] = await posted();
    expect(more).toEqual([]);
    expect(told?.slice(0, 4)).toEqual([
      "Digest · Sat 1 Jan 2022 · since yesterday 08:00",
      "Equity  100,000.00 USDT, unchanged",
      "Open    no position",
      "Fills   none · drawdown 0.0 %",
    ]);
    const deliveries = await Delivery.query(trader.desk.db.reader).joinRelated("alert").where({ source: "digest" });
    expect(deliveries).toHaveLength(1);
    const [alert] = await Alert.query(trader.desk.db.reader).where({ source: "digest" });
    expect(alert).toMatchObject({ severity: 2, type: "INFO", isSummary: false });
  });

  it("comes each day, and tells of what that day brought", async () => {
    await trader.type("/digest daily 08:00");
    await pass(8 * HOUR);
    await pass(MINUTE);
    await aRoundTrip();
    await pass(DAY - MINUTE);
    await pass(DAY);
    const told = await posted();
    expect(told).toHaveLength(3);
    expect(told[1]?.slice(0, 5)).toEqual([
      "Digest · Sun 2 Jan 2022 · since yesterday 08:00",
      "Equity  101,000.00 USDT   +1,000.00  +1.00 %",
      "Open    no position",
      "Best    BTC/USDT +1,000.00",
      "Fills   2 · fees 0.00 USDT · drawdown 0.0 %",
    ]);
    expect(told[1]?.slice(5)).toContain("By hand          +1.0 %");
    expect(told[2]?.slice(0, 3)).toEqual([
      "Digest · Mon 3 Jan 2022 · since yesterday 08:00",
      "Equity  101,000.00 USDT, unchanged",
      "Open    no position",
    ]);
  });

  it("tells of what is open and of what waits", async () => {
    await trader.bought("1");
    trader.venue.price = "45250";
    await trader.buy("0.5");
    await trader.pass(MINUTE);
    const said = (await trader.type("/digest now")).split("\n");
    expect(said.slice(1, 5)).toEqual([
      "Equity  99,000.00 USDT   −1,000.00  −1.00 %",
      "Open    1 position −1,000.00 · exposure 46 %",
      "Best    BTC/USDT −1,000.00",
      "Fills   1 · fees 0.00 USDT · drawdown 1.0 %",
    ]);
    expect(said).toContain("⏳ 1 proposal waits");
    expect(said.at(-1)).toBe("[ Show ]");
  });

  it("is not sent again after a restart", async () => {
    await trader.type("/digest daily 08:00");
    await pass(8 * HOUR);
    await downFor(MINUTE);
    expect(await posted()).toHaveLength(1);
    await pass(DAY);
    const told = await posted();
    expect(told).toHaveLength(2);
    expect(told[1]?.join()).not.toContain("the desk was down");
  });

  it("that was missed comes on return and says so", async () => {
    await trader.type("/digest daily 08:00");
    await pass(8 * HOUR);
    await downFor(DAY + 2 * HOUR);
    expect((await posted())[1]?.slice(0, 2)).toEqual([
      "Digest · Sun 2 Jan 2022 · since yesterday 08:00",
      "⚠️ For 08:00; the desk was down. The figures are of now.",
    ]);
    await downFor(MINUTE);
    expect(await posted()).toHaveLength(2);
  });

  it("of 30 days of downtime is one, and tells of all of them", async () => {
    await trader.type("/digest daily 08:00");
    await pass(8 * HOUR);
    await downFor(30 * DAY - HOUR);
    const told = await posted();
    expect(told).toHaveLength(2);
    expect(told[1]?.slice(0, 2)).toEqual([
      "Digest · Mon 31 Jan 2022 · since 1 Jan 2022 08:00",
      "⚠️ For yesterday 08:00; the desk was down. The figures are of now.",
    ]);
    await pass(HOUR);
    expect((await posted())[2]?.[0]).toBe("Digest · Mon 31 Jan 2022 · since yesterday 08:00");
  });

  it("goes by the zone that was named, through a change of its clocks", async () => {
    trader.desk.clock.advance(86 * DAY);
    trader.venue.advance(86 * DAY); // 28 March 2022, the day after Berlin's clocks went forward
    await trader.turn();
    expect(await trader.type("/digest daily 08:00 europe/berlin")).toContain("08:00 Europe/Berlin: next 08:00");
    await pass(6 * HOUR - 1);
    expect(await posted()).toEqual([]);
    await pass(1);
    expect((await posted())[0]?.[0]).toBe("Digest · Mon 28 Mar 2022 · since yesterday 08:00");
  });

  it("of a time that is past today comes tomorrow", async () => {
    await trader.pass(9 * HOUR);
    await trader.type("/digest daily 08:00");
    await digests.look();
    expect(await posted()).toEqual([]);
    await pass(23 * HOUR);
    expect(await posted()).toHaveLength(1);
  });

  it("set to another time is one setting, the last", async () => {
    await trader.type("/digest daily 08:00");
    await trader.type("/digest daily 09:00 Asia/Tokyo");
    const rows = await Digest.query(trader.desk.db.reader);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ time: "09:00", zone: "Asia/Tokyo" });
  });

  it("ends with off, and owes nothing when it is set again", async () => {
    await trader.type("/digest daily 08:00");
    await pass(8 * HOUR);
    expect(await trader.type("/digest off")).toContain("Digest off");
    await pass(3 * DAY);
    expect(await posted()).toHaveLength(1);
    await trader.type("/digest daily 08:00");
    await pass(MINUTE);
    expect(await posted()).toHaveLength(1);
  });

  it("does not come where its topic is muted, and the one that was muted does not come later", async () => {
    await trader.type("/digest daily 08:00");
    await trader.type("/notify digest off");
    expect(await trader.type("/digest")).toContain("It does not come");
    await pass(8 * HOUR);
    await trader.type("/notify digest on");
    await pass(MINUTE);
    expect(await posted()).toEqual([]);
    await pass(DAY);
    expect(await posted()).toHaveLength(1);
  });

  it("that is set switches its topic on", async () => {
    await trader.type("/notify digest off");
    await trader.type("/digest daily 08:00");
    expect(await trader.type("/digest")).not.toContain("It does not come");
    await pass(8 * HOUR);
    expect(await posted()).toHaveLength(1);
  });

  it("waits at a start until the accounts were compared", async () => {
    await trader.type("/digest daily 08:00");
    await trader.restart();
    digests = createDigests(trader.app);
    trader.app.compared.clear();
    trader.desk.clock.advance(30_000);
    trader.venue.advance(8 * HOUR);
    await digests.look();
    expect(await posted()).toEqual([]);
    await trader.turn();
    await digests.look();
    expect(await posted()).toHaveLength(1);
  });

  it.each([
    ["/digest daily", "Daily at what time? Type /digest daily 08:00."],
    ["/digest now 08:00", "A time belongs to daily"],
    ["/digest daily 25:00", '"25:00" is not a time'],
    ["/digest daily 08:00 Berlin", "Europe/Berlin"],
    ["/digest dayly", "daily"],
  ])("%s is refused with what to type", async (line, sentence) => {
    const { said, isRefused } = await trader.ask(line);
    expect(isRefused).toBe(true);
    expect(said).toContain(sentence);
    expect(await Digest.query(trader.desk.db.reader)).toEqual([]);
  });
});

describe("the market whose time a digest goes by", () => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open()));
  afterAll(() => trader.close());

  it("runs at its own speed, and the answer says when that is", async () => {
    trader.app = {
      ...trader.app,
      feeds: new Map([[trader.venue.exchange, { kind: "synthetic", speed: 60 }]]),
    };
    expect(await trader.type("/digest daily 11:00")).toContain("next 11:00 paper time, in 11 min");
    trader.app = { ...trader.app, endedFeeds: new Set([trader.venue.exchange]) };
    expect((await trader.type("/digest")).split("\n")[0]).toBe("Digest daily 11:00 UTC: next 11:00 paper time");
  });

  it("is another one after a change of feed: what was due there is not due here", async () => {
    const digests = createDigests(trader.app);
    await digests.look();
    trader.desk.clock.advance(MINUTE);
    trader.venue.advance(400 * DAY);
    const feeds = new Map([[trader.venue.exchange, { kind: "replay", file: "x.csv", speed: 1, pair: null }] as const]);
    const other = createDigests({ ...trader.app, feeds });
    await other.look();
    expect(await Alert.query(trader.desk.db.reader).where({ source: "digest" })).toEqual([]);
    trader.venue.advance(DAY);
    await other.look();
    expect(await Alert.query(trader.desk.db.reader).where({ source: "digest" })).toHaveLength(1);
  });
});
