/** The price goes through a stop while the desk is down: filled at the venue, or closed at market at the first price after. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import Database from "better-sqlite3";
import { expect, it } from "vitest";

import type { PaperSettings } from "../../src/models/exchange.ts";
import { replaySource } from "../../src/exchange/replay.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { candleFile } from "../support/candle-file.ts";
import { CrashDesk, wrongAfterwards } from "../support/crash-life.ts";
import { paperAccount } from "../support/paper-account.ts";
import { BTC, MINUTE, openFloor, START } from "../support/paper-venue.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const SPEED = 6_000;
const BARS = 3_000;
const LINES = [{ line: "/buy BTC/USDT 0.01 sl=46000 tp=46500" }, { line: "/approve 1" }];
/** The first bar beyond the stop, which opens there. */
const GAP = 60;
/** Of people who wait: the last that the venue plays without a desk. */
const PLAYED = 80;
const COSTS = { feePercent: "0.1", spreadPercent: "0.02", slippagePercent: "0.01" } as const;
const NO_STOPS = { stops: "no", trailing: "no", links: "no" } as const;

/** Each bar beyond the gap opens a tick lower than the one before, so that a price tells its bar. */
const openOf = (bar: number): number => (bar < GAP ? 46_250 : 45_500 - bar);
/** Half of the spread and the slippage, down to the tick. */
const soldAt = (bar: number): string => (Math.floor(openOf(bar) * 0.9998 * 10) / 10).toFixed(1);
const closeOf = (bar: number): number => START + (bar + 1) * MINUTE;

interface Gap {
  readonly name: string;
  readonly settings: Partial<PaperSettings>;
  /** In which the desk dies. */
  readonly state: string;
  /** Where it is sold; null: at a bar that people's time decides, after the played ones. */
  readonly bar: number | null;
  readonly told: RegExp;
}

// prettier-ignore
const GAPS: readonly Gap[] = [
  { name: "the stop rests at the venue: it has filled there", settings: {},
    state: "entry filled/filled · stop open/open · target open/open · held", bar: GAP, told: /SOLD 0\.01/ },
  { name: "the stop had just got there: it has filled there all the same", settings: {},
    state: "entry filled/filled · stop sending/open · target armed due · held", bar: GAP, told: /SOLD 0\.01/ },
  { name: "the stop rests at a venue that links nothing: it has filled there", settings: { links: "no" },
    state: "entry filled/filled · stop open/open · target armed · held", bar: GAP, told: /SOLD 0\.01/ },
  { name: "the stop is watched: closed at market at the first price", settings: NO_STOPS,
    state: "entry filled/filled · stop armed · target armed · held", bar: PLAYED + 1, told: /its stop, which the bot watches, was touched/ },
  { name: "the stop was due and not sent: closed at market at the first price", settings: {},
    state: "entry filled/filled · stop armed due · target armed due · held", bar: PLAYED + 1, told: /the price had passed its stop/ },
  { name: "the stop was on its way and never got there: closed at market once that is proven", settings: {},
    state: "entry filled/filled · stop sending · target armed due · held", bar: null, told: /the price had passed its stop/ },
];

/** The market goes on without a desk. */
async function playOn(dataDir: string, file: string, settings: Partial<PaperSettings>): Promise<void> {
  const rows = await parseCandles(await readFile(file), Date.now());
  const source = replaySource({ name: `replay:${file},pair=${BTC}`, pair: BTC, rows });
  const floor = await openFloor(source, { account: { ...COSTS, ...settings } }, join(dataDir, "paper.db"));
  expect(floor.venue.earlierSource).toBeNull();
  while (floor.venue.now() < closeOf(PLAYED)) expect(await floor.step()).toBe(true);
  await floor.venue.stop();
}

interface Sale {
  readonly price: string;
  readonly at: number;
  readonly quantity: string;
}

function salesOf(dataDir: string): { readonly desk: readonly Sale[]; readonly venue: readonly Sale[] } {
  const [desk, venue] = ["outcry.db", "paper.db"].map((file) => new Database(join(dataDir, file), { readonly: true }));
  try {
    const ours = "select price, timestamp as at, quantity from trades where side = 'SELL' order by id";
    const theirs = `select f.price, f.at, f.quantity from fills f join orders o on o.id = f.order_id
      where o.side = 'SELL' order by f.id`;
    return { desk: desk?.prepare(ours).all() as Sale[], venue: venue?.prepare(theirs).all() as Sale[] };
  } finally {
    desk?.close();
    venue?.close();
  }
}

it.each(GAPS.map((gap) => [gap.name, gap] as const))("%s", async (_name, { settings, state, bar, told }) => {
  const root = temporaryDir();
  const dataDir = await paperAccount(join(root, "data"), settings);
  const file = candleFile(root, BARS, (index) => ({ open: openOf(index), close: openOf(index) }));
  const feed = `replay:${file}@${SPEED}`;
  const first = await CrashDesk.run({ dataDir, feed, killAt: state }, LINES);
  expect([first.isDead, first.faults]).toEqual([true, []]);
  await playOn(dataDir, file, settings);
  const again = await CrashDesk.run({ dataDir, feed, killAt: "0" }, LINES);
  expect([again.isDead, again.faults, again.look]).toEqual([false, [], []]);
  const { desk, venue } = salesOf(dataDir);
  expect(desk).toEqual(venue);
  const [sale] = desk;
  const sold = bar ?? Math.round(((sale?.at ?? 0) - START) / MINUTE) - 1;
  expect(desk).toEqual([{ price: soldAt(sold), at: closeOf(sold), quantity: "0.01" }]);
  expect(sold).toBeGreaterThanOrEqual(GAP);
  expect(again.texts.filter((text) => told.test(text)).length).toBeGreaterThan(0);
  expect(again.texts.findLast((text) => text.includes("SOLD 0.01"))).toBeDefined();
  expect(await wrongAfterwards(dataDir)).toEqual([]);
  removeDir(root);
});
