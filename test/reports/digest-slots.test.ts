/** Each day has one digest, whatever clocks, zones and restarts do in between. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { dayIn } from "../../src/domain/day.ts";
import { Alert } from "../../src/models/alert.ts";
import { createDigests, type Digests } from "../../src/reports/digest-due.ts";
import { eachDatabase, NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";
import { TestVenue } from "../support/venue.ts";

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

eachDatabase("the digests of a chat", (_open, client) => {
  let trader: Trader;
  let digests: Digests;
  beforeAll(async () => void (trader = await Trader.open(client)));
  beforeEach(async () => {
    await trader.startOver();
    await trader.turn();
    digests = createDigests(trader.app);
  });
  afterAll(() => trader.close());

  const posted = () => Alert.query(trader.desk.db.reader).where({ source: "digest" }).resultSize();

  function advance(ms: number): void {
    trader.desk.clock.advance(ms);
    trader.venue.advance(ms);
  }

  /** Another process, which looks at the account before it tells of it. */
  async function restart(): Promise<void> {
    await trader.restart();
    await trader.turn();
    digests = createDigests(trader.app);
  }

  /** Half an hour at a time, with a restart at every fifth. Gives when a digest came. */
  async function live(to: number): Promise<number[]> {
    const times: number[] = [];
    for (let look = 0; trader.venue.now() < to; look += 1) {
      const before = await posted();
      advance(HALF_HOUR);
      if (look % 5 === 4) await restart();
      await digests.look();
      await digests.look();
      const more = (await posted()) - before;
      for (let count = 0; count < more; count += 1) times.push(trader.venue.now());
    }
    return times;
  }

  const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);

  // Berlin's clocks went forward on 27 March 2022 at 01:00 UTC and back on 30 October; Lord Howe's, by half an hour, on
  // 3 April (back) and 2 October 2022 (forward).
  it.each([
    ["Europe/Berlin", "02:30", ["2022-03-26T01:30", "2022-03-27T01:00", "2022-03-28T00:30"]],
    ["Europe/Berlin", "02:00", ["2022-03-26T01:00", "2022-03-27T01:00", "2022-03-28T00:00"]],
    ["Europe/Berlin", "03:00", ["2022-03-26T02:00", "2022-03-27T01:00", "2022-03-28T01:00"]],
    ["Europe/Berlin", "08:00", ["2022-03-26T07:00", "2022-03-27T06:00", "2022-03-28T06:00"]],
    ["Europe/Berlin", "02:30", ["2022-10-29T00:30", "2022-10-30T00:30", "2022-10-31T01:30"]],
    ["Europe/Berlin", "02:00", ["2022-10-29T00:00", "2022-10-30T00:00", "2022-10-31T01:00"]],
    ["Europe/Berlin", "03:00", ["2022-10-29T01:00", "2022-10-30T02:00", "2022-10-31T02:00"]],
    ["Europe/Berlin", "08:00", ["2022-10-29T06:00", "2022-10-30T07:00", "2022-10-31T07:00"]],
    ["Australia/Lord_Howe", "02:00", ["2022-04-01T15:00", "2022-04-02T15:30", "2022-04-03T15:30"]],
    ["Australia/Lord_Howe", "02:00", ["2022-09-30T15:30", "2022-10-01T15:30", "2022-10-02T15:00"]],
  ])("in %s at %s come once a day through a change of its clocks: %j", async (zone, time, expected) => {
    const [from, to] = [Date.parse(`${expected[0]}Z`), Date.parse(`${expected.at(-1)}Z`)];
    advance(from - 3 * HOUR - NOW);
    await restart();
    await digests.look();
    await trader.type(`/digest daily ${time} ${zone}`);
    const times = await live(to + 3 * HOUR);
    expect(times.map(iso)).toEqual(expected);
    expect(new Set(times.map((at) => dayIn(at, zone))).size).toBe(expected.length);
  });

  it.each([30, 2])("missed for %i days are one, however often the desk starts", async (days) => {
    await trader.type("/digest daily 02:30 Europe/Berlin");
    advance(86 * DAY + 5 * HOUR - days * DAY); // until 28 March: past a change of clocks
    await restart();
    await digests.look();
    const before = await posted();
    advance(days * DAY);
    for (let start = 0; start < 4; start += 1) {
      await restart();
      await digests.look();
      advance(MINUTE);
    }
    expect(await posted()).toBe(before + 1);
  });

  /** Of a desk that trades real money they go by people's time, which is the machine's. */
  class LiveVenue extends TestVenue {
    override readonly mode = "live" as TestVenue["mode"];
  }

  it.each([7, 60, 600].flatMap((minutes) => [minutes, -minutes]))(
    "by people's time come once a day though its clock jumps by %i minutes and back",
    async (minutes) => {
      await trader.startOver(new LiveVenue(NOW));
      await restart();
      await digests.look();
      await trader.type("/digest daily 08:00");
      const { clock } = trader.desk;
      const counts: number[] = [];
      for (let half = 1; half <= 96; half += 1) {
        clock.advance(HALF_HOUR);
        if (half === 15) clock.advance(minutes * MINUTE); // 07:30
        if (half === 18) clock.advance(-minutes * MINUTE); // 09:00
        if (half % 5 === 0) await restart();
        await digests.look();
        if (half % 48 === 0) counts.push(await posted());
      }
      expect(counts).toEqual([1, 2]);
    },
  );
});
