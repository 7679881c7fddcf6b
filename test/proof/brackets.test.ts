/**
 * Brackets on a month of real candles: bought from chat at random, and each stopped or taken where the file says, to the
 * tick. The reader of the file shares no line of code with the desk.
 * `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import Database from "better-sqlite3";
import { Decimal as Oracle } from "decimal.js";
import { describe, expect, it } from "vitest";

import { type Random, randomFrom } from "../../src/exchange/random.ts";
import { replaySource } from "../../src/exchange/replay.ts";
import { Position } from "../../src/models/position.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { type Bar, MINUTE_MS, readBars } from "../support/bars.ts";
import { readBooks } from "../support/books.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { BTC } from "../support/paper-venue.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { ReplayDesk } from "../support/replay-desk.ts";

const Exact = Oracle.clone({ precision: 100 });
type Exact = InstanceType<typeof Exact>;

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
const BRACKETS = 500;
/** Of them, on a desk in a process of its own. */
const IN_PROCESS = 60;
const PATIENCE_MS = 120_000;
const TICK = "0.1";
/** Half of a spread of 0.02 %, and a slippage of 0.01 %. */
const WORSE = "0.0002";
const QUANTITY = "0.001";
const TOO_LATE = /Refused: a (stop|target) of a buy lies (below|above) the price/;

interface Bracket {
  readonly entry: number;
  readonly stop: Exact;
  readonly target: Exact;
  readonly boughtAt: number;
  readonly bought: Exact;
  /** What sold it. */
  readonly leg: "stop" | "target" | "close";
  readonly soldAt: number;
  readonly sold: Exact;
}

interface Row {
  readonly id: number;
  readonly groupId: number | null;
  readonly leg: Bracket["leg"] | null;
  readonly level: string | null;
  readonly price: string | null;
  readonly at: number | null;
  readonly position: number | null;
}

function bracketsOf(file: string): Bracket[] {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare(
        `select o.id, o.group_id as groupId, o.leg, coalesce(o.trigger_price, o.price) as level, t.price, t.timestamp as at,
          o.position_id as position from orders o left join trades t on t.order_id = o.id order by o.id, t.id`,
      )
      .all() as Row[];
    return rows.filter(({ leg, at }) => leg === null && at !== null).map((entry) => bracketOf(entry, rows));
  } finally {
    db.close();
  }
}

function bracketOf(entry: Row, rows: readonly Row[]): Bracket {
  const levelOf = (leg: string) => rows.find((row) => row.groupId === entry.id && row.leg === leg)?.level ?? "0";
  const exits = rows.filter((row) => row.leg !== null && row.position === entry.position && row.at !== null);
  const [exit] = exits;
  expect([entry.id, exits.length], "one fill ends it").toEqual([entry.id, 1]);
  return {
    entry: entry.id,
    stop: new Exact(levelOf("stop")),
    target: new Exact(levelOf("target")),
    boughtAt: entry.at ?? 0,
    bought: new Exact(entry.price ?? 0),
    leg: exit?.leg ?? "close",
    soldAt: exit?.at ?? 0,
    sold: new Exact(exit?.price ?? 0),
  };
}

const toTick = (price: Exact, rounding: Oracle.Rounding): Exact => price.toNearest(TICK, rounding);
const bid = (price: Exact): Exact => toTick(price.times(new Exact(1).minus(WORSE)), Oracle.ROUND_DOWN);
const ask = (price: Exact): Exact => toTick(price.times(new Exact(1).plus(WORSE)), Oracle.ROUND_UP);

interface Exit {
  readonly leg: Bracket["leg"];
  readonly index: number;
  readonly price: Exact;
}

/**
 * By the file: its exits rest from the bar after the one in which it was bought. A stop is touched, and sells there or at an
 * open beyond it; a target is traded through; where both lie in one bar, the stop came first.
 */
function exitByFile(bars: readonly Bar[], { stop, target }: Bracket, bought: number): Exit | null {
  // At the close of its own bar the price is beyond the stop already: it is sold at the next open.
  const own = bars[bought];
  const first = bars[bought + 1];
  if (own !== undefined && first !== undefined && own.close.lte(stop))
    return { leg: "close", index: bought + 1, price: bid(first.open) };
  for (let index = bought + 1; index < bars.length; index += 1) {
    const bar = bars[index];
    if (bar === undefined) break;
    if (bar.open.lte(stop)) return { leg: "stop", index, price: bid(bar.open) };
    const isFirst = index === bought + 1;
    if (isFirst && bid(bar.open).gte(target)) return { leg: "target", index, price: bid(bar.open) };
    if (!isFirst && bar.open.gt(target)) return { leg: "target", index, price: bar.open };
    if (bar.low.lte(stop)) return { leg: "stop", index, price: bid(stop) };
    if (bar.high.gt(target)) return { leg: "target", index, price: target };
  }
  return null;
}

/** Null where it is as the file says. */
function wrong(bars: readonly Bar[], places: ReadonlyMap<number, number>, bracket: Bracket): string | null {
  const bought = places.get(bracket.boughtAt) ?? -1;
  const open = bars[bought]?.open;
  const should = exitByFile(bars, bracket, bought);
  const is = `#${bracket.entry}: ${bracket.leg} ${bracket.sold.toFixed()} at ${new Date(bracket.soldAt).toISOString()}`;
  if (open === undefined || !ask(open).eq(bracket.bought)) return `${is}, bought at ${bracket.bought.toFixed()}`;
  if (should === null) return `${is}, and nothing by the file`;
  const at = (bars[should.index]?.at ?? 0) + MINUTE_MS;
  const isRight = should.leg === bracket.leg && at === bracket.soldAt && should.price.eq(bracket.sold);
  return isRight ? null : `${is}, by the file ${should.leg} ${should.price.toFixed()} at ${new Date(at).toISOString()}`;
}

const HEAD = /#(\d+)$/;
const numberOf = (text: string): number => Number(HEAD.exec(text.split("\n")[0] ?? "")?.[1] ?? 0);

/** Stop and target at random distances, from a tenth of a percent on. */
function lineOf(random: Random): string {
  const percent = (): string => (0.08 + random.uniform() * 0.5).toFixed(2);
  return `/buy BTC/USDT ${QUANTITY} sl=-${percent()}% tp=+${percent()}%`;
}

/** Through the router, on a desk whose market waits for what is on its way, but not for people. */
async function tradeOn(desk: DeskProcess, most: number): Promise<void> {
  const random = randomFrom(1);
  for (let done = 0; done < most;) {
    const id = numberOf((await desk.ask(lineOf(random))).text);
    const answer = `yes-${id}`;
    await desk.send({ id: answer, line: `/approve ${id}` });
    const end = await desk.find(`the exit of #${id}`, () => endOf(desk, id, answer), PATIENCE_MS);
    if (end === "sold") done += 1;
    else await desk.ask(`/reject ${id}`);
  }
}

/** Sold by an exit, or "too late": meanwhile the price had passed its stop or target. Null while neither is told. */
function endOf(desk: DeskProcess, id: number, answer: string): "sold" | "too late" | null {
  const told = desk.messages();
  if (told.some(({ text }) => / SOLD /.test(text) && numberOf(text) > id)) return "sold";
  return told.some(({ inReplyTo, text }) => inReplyTo === answer && TOO_LATE.test(text)) ? "too late" : null;
}

/** The same, event by event. */
async function tradeBy(desk: ReplayDesk, most: number): Promise<void> {
  const random = randomFrom(2);
  const { trader } = desk;
  const isOpen = async () => (await Position.query(trader.desk.db.reader).findOne({ closed_time: null })) !== undefined;
  for (let done = 0; done < most; done += 1) {
    const id = numberOf(await trader.type(lineOf(random)));
    await trader.type(`/approve ${id}`);
    await desk.step();
    for (let isGoing = true; isGoing && (await isOpen());) isGoing = await desk.step();
  }
}

/** Compares each with the file, and gives what ended them. */
function judged(bars: readonly Bar[], brackets: readonly Bracket[]): Record<string, number> {
  const places = new Map(bars.map(({ at }, index) => [at + MINUTE_MS, index]));
  expect(brackets.flatMap((bracket) => wrong(bars, places, bracket) ?? [])).toEqual([]);
  const counts: Record<string, number> = { stop: 0, target: 0, close: 0 };
  for (const { leg } of brackets) counts[leg] = (counts[leg] ?? 0) + 1;
  return counts;
}

if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

describe.skipIf(FILE === undefined)("brackets from chat on a month of real candles", () => {
  it("are stopped or taken where the file says, on a desk in its own process at @max", async () => {
    const dataDir = await withoutLimits(temporaryDir());
    const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${FILE}@max` } });
    await tradeOn(desk, IN_PROCESS);
    expect(await desk.stop()).toBe(0);
    const brackets = bracketsOf(join(dataDir, "outcry.db"));
    expect(brackets).toHaveLength(IN_PROCESS);
    console.log(`${brackets.length} brackets at @max: ${JSON.stringify(judged(readBars(FILE ?? ""), brackets))}`);
    expect(readBooks(dataDir).unbalanced).toEqual([]);
    removeDir(dataDir);
  });

  it(`are stopped or taken where the file says, ${BRACKETS} of them`, async () => {
    const rows = await parseCandles(await readFile(FILE ?? ""), Date.now());
    const desk = await ReplayDesk.open(replaySource({ name: "replay:month", pair: BTC, rows }), {
      spreadPercent: "0.02",
      slippagePercent: "0.01",
    });
    try {
      await tradeBy(desk, BRACKETS);
      const brackets = bracketsOf(desk.trader.desk.databaseUrl.replace("sqlite:", ""));
      expect(brackets).toHaveLength(BRACKETS);
      const counts = judged(readBars(FILE ?? ""), brackets);
      console.log(`${BRACKETS} brackets: ${JSON.stringify(counts)}`);
      expect(Math.min(counts["stop"] ?? 0, counts["target"] ?? 0)).toBeGreaterThan(BRACKETS / 10);
    } finally {
      await desk.close();
    }
  });
});
