/**
 * Kills at random instants of a busy replay: 200 with PROOF_KILLS=all. A failure names the seed of its life and the step: the person's words and the
 * instants are the seed's, what the two processes make of the time between them is not.
 */
import { join } from "node:path";

import Database from "better-sqlite3";
import { expect, it } from "vitest";

import { randomFrom, type Random } from "../../src/exchange/random.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { BusyLife } from "../support/busy-life.ts";
import { type Bar, candleFile } from "../support/candle-file.ts";
import { killsOf } from "../support/kills.ts";
import { paperAccount } from "../support/paper-account.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const KILLS = killsOf(20, 6);
const SPEED = 6_000;
const BARS = 20_000;

// prettier-ignore
const VENUES: readonly Partial<PaperSettings>[] = [
  {},
  { amends: "no" },
  { links: "no" },
  { links: "no", amends: "no", trailing: "no" },
  { stops: "no", trailing: "no", links: "no" },
  { stops: "no", trailing: "no" },
  { trailing: "no", amends: "no" },
  {},
];

/** A walk about 46,250, with gaps, and now and then so thin that orders fill in parts. */
function walk(seed: number): (bar: number) => Bar {
  const random = randomFrom(seed);
  const bars: Bar[] = [];
  let last = 46_250;
  const price = (value: number): number => Number(value.toFixed(1));
  for (let bar = 0; bar < BARS; bar += 1) {
    const open = last * (1 + (random.uniform() < 0.1 ? (random.uniform() - 0.5) * 0.01 : 0));
    const close = open + (46_250 - open) * 0.02 + open * random.normal() * 0.0015;
    const high = Math.max(open, close) * (1 + Math.abs(random.normal()) * 0.0008);
    const low = Math.min(open, close) * (1 - Math.abs(random.normal()) * 0.0008);
    const volume = random.uniform() < 0.3 ? 0.08 : 100;
    bars.push({ open: price(open), close: price(close), high: price(high) + 0.1, low: price(low) - 0.1, volume });
    last = close;
  }
  return (bar) => bars[bar] ?? {};
}

function wordOf(random: Random): string {
  const percent = (sign: "+" | "-"): string => `${sign}${(0.05 + random.uniform() * 0.8).toFixed(2)}%`;
  const amount = (0.002 + random.uniform() * 0.01).toFixed(4);
  const words = [
    `/buy BTC/USDT ${amount} sl=${percent("-")} tp=${percent("+")}`,
    `/buy BTC/USDT ${amount} trail=${(0.1 + random.uniform()).toFixed(2)}% tp=${percent("+")}`,
    `/buy BTC/USDT ${amount} price=${percent("-")} sl=-2%`,
    `/protect BTC/USDT sl=${percent("-")}`,
    `/protect BTC/USDT tp=${percent("+")}`,
    "/close BTC/USDT 50%",
    "/close BTC/USDT",
    "/cancel all",
    "/positions",
  ];
  return words[Math.floor(random.uniform() * words.length)] ?? "/positions";
}

it.concurrent.each(VENUES.map((settings, index) => [index + 1, settings] as const))(
  `life %i, ${KILLS} kills at a venue with %j`,
  async (seed, settings) => {
    const begun = performance.now();
    const root = temporaryDir();
    const dataDir = await paperAccount(join(root, "data"), settings);
    const feed = `replay:${candleFile(root, BARS, walk(seed))}@${SPEED}`;
    const life = new BusyLife({ dataDir, feed, seed });
    const wrong = await life.kill(KILLS, wordOf);
    const lines = ["/cancel all 100000", "/close BTC/USDT"];
    wrong.push(...(await life.end(lines, (books) => books.isAtRest())));
    console.log(
      `seed ${seed}: ${life.typed} lines, ${KILLS} kills, ${Math.round((performance.now() - begun) / 1_000)} s`,
    );
    expect(wrong).toEqual([]);
    removeDir(root);
  },
);

/** Buys that rest before the market starts: what becomes of them is the venue's affair alone. */
const LADDER = Array.from({ length: 12 }, (_, rung) => `/buy BTC/USDT 0.0${rung + 10} price=${46_200 - rung * 20}`);
const DEEP_FROM = 900;
const ladderBars = (bar: number): Bar => {
  if (bar >= DEEP_FROM) return { low: 45_000 };
  return bar % 7 === 3 ? { low: 46_210 - (bar % 300), volume: 0.1 } : {};
};

interface Filled {
  readonly id: number;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly at: number;
}

async function ladder(kills: number, seed: number): Promise<readonly Filled[]> {
  const root = temporaryDir();
  const dataDir = await paperAccount(join(root, "data"), {});
  const feed = `replay:${candleFile(root, 3_000, ladderBars)}@${SPEED}`;
  const typing = new BusyLife({ dataDir, feed, seed, startsAt: LADDER.length + 1 });
  const lines = LADDER.flatMap((line, rung) => [line, `/approve ${rung + 1}`]);
  const wrong = await typing.end(lines, (books) => books.isEach("open") && books.isTold());
  const life = new BusyLife({ dataDir, feed, seed });
  wrong.push(...(await life.kill(kills, () => "/positions")));
  wrong.push(...(await life.end([], (books) => books.isEach("filled") && books.isTold())));
  expect(wrong).toEqual([]);
  const db = new Database(join(dataDir, "outcry.db"), { readonly: true });
  const fills = db
    .prepare("select order_id as id, price, quantity, fee, timestamp as at from trades order by order_id, timestamp")
    .all();
  db.close();
  removeDir(root);
  return fills as Filled[];
}

it(`${2 * KILLS} kills change nothing of what rests: each fills as in a life that was not interrupted`, async () => {
  const [whole, ...killed] = await Promise.all([ladder(0, 0), ladder(KILLS, 101), ladder(KILLS, 102)]);
  expect(whole?.length).toBeGreaterThan(LADDER.length);
  for (const fills of killed) expect(fills).toEqual(whole);
});
