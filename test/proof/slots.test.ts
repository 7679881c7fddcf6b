/**
 * Each moment at which something is due has its effect once, whatever becomes of the desk: three processes on one database,
 * kills, stalls, and a plug that is pulled between the claim of a moment and what it causes.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";

import type { Db } from "../../src/db/desk.ts";
import type { ChatId } from "../../src/domain/ids.ts";
import type { Risk } from "../../src/domain/strategy/risk.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import { Alert } from "../../src/models/alert.ts";
import { Chat } from "../../src/models/chat.ts";
import { Digest } from "../../src/models/digest.ts";
import { Slot } from "../../src/models/slot.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { digestSlot } from "../../src/reports/digest-clock.ts";
import { candleFile } from "../support/candle-file.ts";
import { emptyDatabase } from "../support/database.ts";
import { Lanes } from "../support/lanes.ts";
import { END_LEASES, onServer } from "../support/on-server.ts";
import { START } from "../support/paper-venue.ts";
import { type DeskOptions, DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { addPersonTo } from "../support/second-person.ts";
import { entriesOf, isOver, signalsTold, waveDatabase, wrongEntries } from "../support/slot-book.ts";
import { until } from "../support/until.ts";
import { entriesOfWave, waveBar } from "../support/wave.ts";

const CRASHING = new URL("../support/crash-desk.ts", import.meta.url).pathname;
const STALL_MS = 2_500;
const PATIENCE_MS = 240_000;
const hasPostgres = typeof inject("postgresPort") === "number";

let root: string;
let db: Db;
/** What was made for a test, to be undone in reverse order. */
const undoings: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  root = temporaryDir();
});
afterEach(async () => {
  for (const undo of undoings.splice(0).toReversed()) await undo();
  removeDir(root);
});

interface Market {
  readonly feed: string;
  /** As its rows name what they were made of. */
  readonly source: string;
  readonly bars: number;
}

/** Of whole waves, so that nothing is due on the last candle. */
function waves(count: number, speed: number): Market {
  const bars = 8 * count + 1;
  const source = `replay:${candleFile(root, bars, waveBar)}`;
  return { feed: `${source}@${speed}`, source, bars };
}

/** A database for this test, on which trend following trades; of desks in this folder. */
async function begin(client: Db["client"], dataDir: string, mode: Risk["mode"]): Promise<string> {
  const databaseUrl = await database(client, dataDir);
  db = await waveDatabase(databaseUrl, mode);
  undoings.push(db.destroy);
  return databaseUrl;
}

async function database(client: Db["client"], dataDir: string): Promise<string> {
  if (client === "sqlite") return `sqlite:${join(dataDir, "outcry.db")}`;
  const { databaseUrl, remove } = await emptyDatabase("postgres");
  undoings.push(remove);
  return databaseUrl;
}

function start(lanes: readonly DeskOptions[]): Lanes {
  const started = new Lanes(lanes);
  undoings.push(() => started.close());
  return started;
}

const epoch = async (): Promise<number> => Number((await db.reader("lease").pluck("epoch"))[0]);

describe("three desks that are started together, again and again", () => {
  const random = randomFrom(33);

  /** Lets the leader cause something, and a moment more. */
  async function causes(count: () => Promise<number>): Promise<void> {
    const before = await count();
    await until("an effect", async () => (await count()) > before || (await isOver(db)), PATIENCE_MS);
    await pause(random.uniform() * 300);
  }

  async function stall({ child }: DeskProcess, meanwhile: () => Promise<unknown> = async () => null): Promise<void> {
    child.kill("SIGSTOP");
    try {
      await Promise.all([pause(STALL_MS), meanwhile()]);
    } finally {
      child.kill("SIGCONT");
    }
  }

  it("in one folder: one trades; killed or stalled, each of its candles is traded on once", async () => {
    const begun = performance.now();
    const { feed, bars } = waves(24, 600);
    const dataDir = join(root, "data");
    await begin("sqlite", dataDir, "auto");
    const lane = { dataDir, env: { OUTCRY_FEED: feed }, hasStrategies: true };
    const lanes = start([lane, lane, lane]);
    const entered = async (): Promise<number> => (await entriesOf(db)).length;
    for (const next of ["kill", "stall", "kill", "stall", "kill"] as const) {
      const leader = await lanes.leader();
      await causes(entered);
      if (next === "kill") await leader.kill();
      else await stall(leader);
    }
    await lanes.leader();
    await until("the end of the market", () => isOver(db), PATIENCE_MS);
    expect(await lanes.end()).toBe(0);

    const expected = entriesOfWave(bars, "auto");
    console.log(
      `3 lanes, ${lanes.starts} starts, ${lanes.refusals} refused, 3 kills, 2 stalls of ${STALL_MS} ms, ${lanes.terms} terms: ` +
        `${await entered()} entries on ${expected.length} candles, ${seconds(begun)}`,
    );
    expect(lanes.faults).toEqual([]);
    expect(lanes.refusals).toBeGreaterThan(1);
    expect([lanes.terms, await epoch()]).toEqual([4, 4]);
    expect(await wrongEntries(db, expected)).toEqual([]);
  });

  // Each has a market of its own that begins anew: what another one has told already is not told again.
  it.skipIf(!hasPostgres)(
    "on one PostgreSQL: each signal is told once, though the lease is lost in a stall",
    async () => {
      const begun = performance.now();
      const { feed, bars } = waves(24, 1_200);
      const databaseUrl = await begin("postgres", root, "notify");
      const env = {
        OUTCRY_FEED: feed,
        DATABASE_URL: databaseUrl,
        OUTCRY_MASTER_KEY: randomBytes(32).toString("base64"),
      };
      const lanes = start(
        ["one", "two", "three"].map((name) => ({ dataDir: join(root, name), env, hasStrategies: true })),
      );
      const told = async (): Promise<number> => (await signalsTold(db)).length;

      await lanes.leader();
      await causes(told);
      await stall(await lanes.leader());
      expect(lanes.terms).toBe(1);
      await causes(told);
      const stalled = await lanes.leader();
      await stall(stalled, async () => {
        await onServer(databaseUrl, END_LEASES);
        await until("another desk to take over", () => lanes.terms === 2, PATIENCE_MS);
      });
      await until("the one that was stalled to end", () => lanes.losses === 1, PATIENCE_MS);
      await causes(told);
      await (await lanes.leader()).kill();
      await lanes.leader();
      await until("the end of the market", () => isOver(db), PATIENCE_MS);
      expect(await lanes.end()).toBe(0);

      const signals = await signalsTold(db);
      const expected = entriesOfWave(bars, "notify");
      console.log(
        `3 lanes, ${lanes.starts} starts, ${lanes.refusals} refused, 1 kill, 2 stalls, ${lanes.losses} lease lost, ` +
          `${lanes.terms} terms: ${signals.length} signals of ${expected.length} candles, ${seconds(begun)}`,
      );
      expect(lanes.faults).toEqual([]);
      expect([lanes.terms, await epoch()]).toEqual([3, 3]);
      expect(new Set(signals).size).toBe(expected.length);
      expect(signals).toHaveLength(expected.length);
    },
  );
});

const seconds = (begun: number): string => `${Math.round((performance.now() - begun) / 1_000)} s`;

interface Life {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A desk that dies at this step, if it comes to it before all is over. Gives whether it did. */
async function live({ dataDir, env }: Life, killAt: string, isDone: () => Promise<boolean>): Promise<boolean> {
  const desk = DeskProcess.launch({ dataDir, entry: [CRASHING, killAt], env, hasStrategies: true });
  let isDead = false;
  void desk.exited.then(() => (isDead = true));
  if (await desk.ready())
    await until(`all to be over, or step ${killAt}`, async () => isDead || (await isDone()), PATIENCE_MS);
  if (isDead) {
    desk.hangUp();
    expect((await desk.exited).signal, desk.output).toBe("SIGKILL");
    return true;
  }
  expect(await desk.stop(), desk.output).toBe(0);
  return false;
}

/** Some in the start, most in the thick of it. */
function randomSteps(seed: number, count: number): string[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => String(Math.round(3 * 80 ** random.uniform())));
}

describe("a SIGKILL between the claim of a candle and what it causes, right after both, and at random", () => {
  it.each(hasPostgres ? (["sqlite", "postgres"] as const) : (["sqlite"] as const))(
    "doubles nothing and loses nothing, on %s",
    async (client) => {
      const begun = performance.now();
      const { feed, bars } = waves(24, 6_000);
      const dataDir = join(root, "data");
      const databaseUrl = await begin(client, dataDir, "auto");
      const life = { dataDir, env: { OUTCRY_FEED: feed, DATABASE_URL: databaseUrl } };
      const between = ["slot.claimed 1", "slot.claimed 4"];
      const after = ["slot.caused 1", "slot.caused 3"];
      const anywhere = randomSteps(7, client === "sqlite" ? 6 : 2);
      let kills = 0;
      for (const killAt of [...between, ...after, ...anywhere])
        if (await live(life, killAt, () => isOver(db))) kills += 1;
      expect(kills).toBeGreaterThan(between.length + after.length);
      expect(await live(life, "0", () => isOver(db))).toBe(false);

      const expected = entriesOfWave(bars, "auto");
      const entered = (await entriesOf(db)).length;
      console.log(
        `${client}: ${kills} kills, ${between.length} of them between claim and effect, ${after.length} right after: ` +
          `${entered} entries on ${expected.length} candles, ${seconds(begun)}`,
      );
      expect(await wrongEntries(db, expected)).toEqual([]);
    },
  );
});

describe("a SIGKILL between the claim of a digest and its alert, and right after both", () => {
  const TIMES = ["01:00", "01:05", "01:10", "01:15"];

  it("brings each chat its digest once", async () => {
    const dataDir = join(root, "data");
    const { source, feed, bars } = waves(10, 600);
    await begin("sqlite", dataDir, "notify");
    await Strategy.query(db.writer).patch({ status: "PAUSED" });
    const life = { dataDir, env: { OUTCRY_FEED: feed } };
    const slowly = { dataDir, env: { OUTCRY_FEED: `${source}@60` } };
    expect(await live(slowly, "0", async () => true)).toBe(false);
    for (const name of ["Ann", "Bo", "Cy", "Di"]) addPersonTo(dataDir, name, "trader");
    const chats = (await Chat.query(db.reader).orderBy("id")).slice(-TIMES.length);
    for (const [index, time] of TIMES.entries()) await wantsDigest(chats[index]?.id as ChatId, time, source);

    const kills = ["slot.claimed 1", "slot.claimed 1", "slot.caused 1", "slot.claimed 2"];
    for (const killAt of kills) expect(await live(life, killAt, async () => false)).toBe(true);
    const posted = () => Alert.query(db.reader).where({ source: "digest" }).orderBy("id");
    const isDone = async (): Promise<boolean> => (await posted()).length >= TIMES.length && (await isOver(db));
    expect(await live(life, "0", isDone)).toBe(false);
    const deliveries = await db
      .reader("deliveries")
      .whereIn(
        "alert_id",
        (await posted()).map(({ id }) => id),
      )
      .pluck("chat_id");
    console.log(`${kills.length} kills over ${bars} minutes: ${deliveries.length} digests for ${TIMES.length} chats`);
    expect(deliveries.toSorted()).toEqual(chats.map(({ id }) => id));
  });

  /** As `/digest daily` sets it: what was due before owes nothing. */
  async function wantsDigest(chatId: ChatId, time: string, source: string): Promise<void> {
    await Digest.query(db.writer).insert({ chatId, time: time as Digest["time"], zone: "UTC" });
    await Slot.query(db.writer).insert({ name: digestSlot(chatId, { name: `paper ${source}` }), at: START });
  }
});
