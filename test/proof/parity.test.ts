/**
 * The same candles through a backtest and through a running desk that replays them at `@max`, its strategies in mode auto: the same
 * orders and the same ledger, line by line, also where the desk is killed on the way. The limits of the desk are the same on both.
 * `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";

import { connect } from "../../src/db/connect.ts";
import { backtest } from "../../src/domain/backtest/backtest.ts";
import { type BacktestJob, setupOf } from "../../src/domain/backtest/job.ts";
import { BacktestLedger } from "../../src/domain/backtest/ledger.ts";
import { type CandleColumns, columnsOf } from "../../src/domain/candle-columns.ts";
import type { Effect } from "../../src/domain/engine/book.ts";
import { run } from "../../src/domain/engine/run.ts";
import { tapeOf } from "../../src/domain/engine/tape.ts";
import type { ExchangeName, StrategyId } from "../../src/domain/ids.ts";
import { VOLUME_SHARE } from "../../src/domain/matching/fee.ts";
import { from } from "../../src/domain/money.ts";
import { riskOf } from "../../src/domain/strategy/risk.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import { Strategy } from "../../src/models/strategy.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { STRATEGIES } from "../../src/strategies/index.ts";
import { readBooks } from "../support/books.ts";
import { btcOn } from "../support/engine.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { BTC } from "../support/paper-venue.ts";
import { type Told, toldByDesk, toldByEngine } from "../support/parity.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
const BARS = (Number(process.env["PROOF_DAYS"]) || 2) * 24 * 60;
const KILLS = 3;
const PAPER = "paper" as ExchangeName;
const PATIENCE_MS = 600_000;
/** They count minutes of people's time, of which a backtest has none, and a market at `@max` hours in each. */
const PACES = ["orders", "cancels"] as const;
const RISK = { mode: "auto", sizing: "risk", size: 0.5, most: 9, capital: "10000" } as const;

/** On minutes the desk soon looks back over less than all that there was: 40 times the longest period. */
const TRADED = [
  { id: "trend", parameters: { timeframe: "5m" } },
  { id: "reversion", parameters: { timeframe: "1m" } },
  { id: "breakout", parameters: { timeframe: "1m" } },
] as const;

type Traded = (typeof TRADED)[number];

interface Life {
  readonly traded: readonly Traded[];
  /** The limits of the desk as they are at first, but for those of its pace; else none. */
  readonly isGuarded: boolean;
  /** Given how many orders there will be: at which of them the plug is pulled. */
  readonly killsAt: (orders: number) => readonly number[];
}

/** A new account with strategies of the desk, and the first days of the file as its market. */
async function prepared({ traded, isGuarded }: Life): Promise<Prepared> {
  const dataDir = await withoutLimits(temporaryDir(), ...(isGuarded ? [PACES] : []));
  const db = await connect(`sqlite:${join(dataDir, "outcry.db")}`);
  await Strategy.query(db.writer).whereNot({ id: "manual" }).patch({ status: "PAUSED" });
  for (const { id, parameters } of traded)
    await Strategy.query(db.writer)
      .findById(id)
      .patch({ status: "ACTIVE", parameters, riskParameters: RISK, targetPairs: [BTC] });
  await db.destroy();
  const file = join(dataDir, "days.csv");
  const lines = (await readFile(FILE ?? "", "utf8")).split("\n");
  await writeFile(file, `${lines.slice(0, BARS + 1).join("\n")}\n`);
  return { dataDir, feed: `replay:${file}` };
}

interface Prepared {
  readonly dataDir: string;
  readonly feed: string;
}

/**
 * To the end of the market; the plug is pulled when so many orders have come to the venue. Gives what the desk says at its end
 * to a backtest of each strategy, on the candles that it has collected.
 */
async function replayed(
  { dataDir, feed }: Prepared,
  { traded, isGuarded }: Life,
  killsAt: readonly number[],
): Promise<readonly string[]> {
  const start = (): Promise<DeskProcess> =>
    DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `${feed}@max` }, hasStrategies: true });
  for (const orders of killsAt) {
    const desk = await start();
    await until(`order ${orders}`, () => count(dataDir, "paper.db", "orders") >= orders, PATIENCE_MS);
    await desk.kill();
  }
  const desk = await start();
  const isOver = (): boolean => desk.texts().some((text) => text.includes("The feed has ended · paper"));
  await until("the end of the market", isOver, PATIENCE_MS);
  const isBooked = (): boolean => count(dataDir, "paper.db", "fills") === count(dataDir, "outcry.db", "trades");
  await until("the last fill to be booked", isBooked);
  await until("the last minute to be collected", () => collected(dataDir) === BARS);
  const said: string[] = [];
  for (const { id } of traded)
    said.push((await desk.ask(`/backtest ${id} BTC/USDT all guards=${isGuarded ? "on" : "off"}`)).text);
  expect(await desk.stop()).toBe(0);
  return said;
}

function count(dataDir: string, file: string, table: "orders" | "fills" | "trades"): number {
  return numberIn(dataDir, file, `select count(*) from ${table} where exchange = 'paper'`);
}

function collected(dataDir: string): number {
  const minutes = "series_id in (select id from candle_series where exchange = 'paper' and timeframe = '1m')";
  return numberIn(dataDir, "series.db", `select count(*) from candles where ${minutes}`);
}

function numberIn(dataDir: string, file: string, query: string): number {
  const db = new Database(join(dataDir, file), { readonly: true });
  try {
    return Number(db.prepare(query).pluck().get());
  } finally {
    db.close();
  }
}

function jobOf({ id, parameters }: Traded, isGuarded: boolean, candles: CandleColumns): BacktestJob {
  const market = btcOn(PAPER);
  return {
    ...{ strategy: id as StrategyId, parameters, risk: riskOf(id, RISK), market, zone: "UTC" },
    limits: isGuarded ? [] : null,
    rules: {
      ...{ tick: market.tick, step: market.step, halfSpread: from("0.0001"), slippage: from("0.0001") },
      volumeShare: VOLUME_SHARE,
    },
    ...{ capital: from(RISK.capital), candles, from: candles.at[0] ?? Number.NaN },
  };
}

function tested(traded: Traded, isGuarded: boolean, candles: CandleColumns): Tested {
  const job = jobOf(traded, isGuarded, candles);
  const configured = STRATEGIES.find(({ id }) => id === traded.id)?.configure(traded.parameters);
  if (configured === undefined) throw new Error(`no strategy ${traded.id} comes with the desk`);
  const ledger = new BacktestLedger(job.market, 0);
  const effects: Effect[] = [];
  run(setupOf(job), configured, tapeOf(candles), {
    witness: (effect, minute) => {
      ledger.take(effect, minute);
      effects.push(effect);
    },
  });
  const fingerprint = ledger.fingerprint();
  expect(backtest(job, configured).fingerprint).toBe(fingerprint);
  return { id: traded.id, fingerprint, ...toldByEngine(effects, job.market) };
}

interface Tested extends Told {
  readonly id: string;
  readonly fingerprint: string;
}

/** Each strategy by itself, on the file's own candles. */
async function testedAll({ feed }: Prepared, { traded, isGuarded }: Life): Promise<readonly Tested[]> {
  const rows = await parseCandles(await readFile(feed.replace("replay:", "")), Date.now());
  const candles = columnsOf(Array.from({ length: rows.length }, (_, index) => rows.candle(index)));
  return traded.map((each) => tested(each, isGuarded, candles));
}

async function expectParity(life: Life): Promise<void> {
  const home = await prepared(life);
  const backtests = await testedAll(home, life);
  const killsAt = life.killsAt(backtests.reduce((sum, { orders }) => sum + orders.length, 0));
  const said = await replayed(home, life, killsAt);
  for (const [index, { id, orders, ledger, fingerprint }] of backtests.entries()) {
    const desk = toldByDesk(home.dataDir, id);
    console.log(`${id}: ${desk.orders.length} orders, ${desk.ledger.length} lines of the ledger`);
    expect(ledger.length, id).toBeGreaterThan(20);
    expect(desk.orders, id).toEqual(orders);
    expect(desk.ledger, id).toEqual(ledger);
    expect(said[index]).toContain(`sha256 ${fingerprint.slice(0, 16)}`);
  }
  const { totals, unbalanced } = readBooks(home.dataDir);
  expect(unbalanced).toEqual([]);
  for (const { wallet, ledger, venue } of totals) expect([ledger, venue]).toEqual([wallet, wallet]);
  removeDir(home.dataDir);
}

if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

describe.skipIf(FILE === undefined)(
  "a backtest and a desk that replays its candles give the same orders and ledger",
  () => {
    it("in a life that is not interrupted", () =>
      expectParity({ traded: TRADED, isGuarded: false, killsAt: () => [] }));

    it("with the limits of the desk", () =>
      expectParity({ traded: TRADED.slice(2), isGuarded: true, killsAt: () => [] }));

    it(`where the process is killed ${KILLS} times on the way`, async () => {
      const { uniform } = randomFrom(8);
      const instants = Array.from({ length: KILLS }, uniform).toSorted((a, b) => a - b);
      const killsAt = (orders: number): number[] => instants.map((instant) => Math.ceil(instant * (orders - 1)));
      await expectParity({ traded: TRADED, isGuarded: false, killsAt });
    });
  },
);
