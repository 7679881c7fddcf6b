/** A paper venue on a market that a test writes down, event by event; no wall clock passes. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Candle } from "../../src/domain/candle.ts";
import type { ClientOrderId, ExchangeName, Pair } from "../../src/domain/ids.ts";
import { type Decimal, from, text } from "../../src/domain/money.ts";
import { type Sendable, sendable } from "../../src/domain/order.ts";
import type { MarketSource } from "../../src/exchange/market-source.ts";
import type { Leader } from "../../src/exchange/paper/in-step.ts";
import type { Sleep } from "../../src/exchange/paper/pump.ts";
import { readSettings } from "../../src/exchange/paper/settings.ts";
import { openPaperVenue, type PaperVenue } from "../../src/exchange/paper/venue.ts";
import { replaySource } from "../../src/exchange/replay.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import type { Log } from "../../src/runtime/log.ts";

export const BTC = "BTC/USDT" as Pair;
export const START = Date.UTC(2022, 0, 1);
export const MINUTE = 60_000;

const silent = (): void => undefined;
export const NO_LOG: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => NO_LOG };

/** `open high low close [volume]` of one-minute candles, one after the other. */
export function candles(...lines: readonly string[]): Candle[] {
  return lines.map((line, i) => {
    const [open = "0", high = open, low = open, close = open, volume = "1000"] = line.split(" ");
    const [o, h, l, c, v] = [from(open), from(high), from(low), from(close), from(volume)];
    return { at: START + i * MINUTE, open: o, high: h, low: l, close: c, volume: v };
  });
}

export function barsOf(rows: readonly Candle[], name = "replay:bars", pair = BTC): MarketSource {
  const candle = (index: number): Candle => {
    const row = rows[index];
    if (row === undefined) throw new RangeError(String(index));
    return row;
  };
  return replaySource({ name, pair, rows: { length: rows.length, candle } });
}

export interface Floor {
  readonly venue: PaperVenue;
  /** Lets one event happen. Gives false when the source has no more. */
  step(): Promise<boolean>;
  /** As after a stop of the process; the market stands until the next step. */
  restart(source?: MarketSource): Promise<Floor>;
  /** As after a SIGKILL: from what was on the disk. */
  crash(): Promise<Floor>;
  /** Stops, and gives the path of the book. */
  file(): Promise<string>;
}

/** A fee alone, so that fills can be reckoned in the head. */
const FREE = { feePercent: "0.1", spreadPercent: "0", slippagePercent: "0" };

export interface FloorSettings {
  /** Settings of the exchange row that differ. */
  readonly account?: Partial<PaperSettings>;
  /** People's time, ms. */
  readonly wall?: () => number;
  /** Of a twin. */
  readonly leader?: Leader;
  readonly sleep?: Sleep;
}

/** Folders are removed by `closeFloors`, which a test file calls after each test. */
export async function openFloor(source: MarketSource, settings: FloorSettings = {}, file = newFile()): Promise<Floor> {
  const gate = turnstile();
  const venue = await openPaperVenue({
    exchange: "paper" as ExchangeName,
    file,
    source,
    settings: readSettings({ ...FREE, ...settings.account }),
    leader: settings.leader ?? null,
    speed: "max",
    pace: async () => "full",
    idle: gate.idle,
    onEnd: gate.end,
    clock: { now: settings.wall ?? (() => 0) },
    log: NO_LOG,
    ...(settings.sleep === undefined ? {} : { sleep: settings.sleep }),
  });
  open.add(venue);
  const step = async (): Promise<boolean> => {
    venue.start();
    return gate.pass();
  };
  const restart = async (next = source): Promise<Floor> => {
    await venue.stop();
    return openFloor(next, settings, file);
  };
  const crash = async (): Promise<Floor> => {
    const copy = newFile();
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    return openFloor(source, settings, copy);
  };
  const stopped = async (): Promise<string> => {
    await venue.stop();
    return file;
  };
  return { venue, step, restart, crash, file: stopped };
}

const open = new Set<PaperVenue>();
const folders = new Set<string>();

export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-paper-"));
  folders.add(folder);
  return join(folder, "paper.db");
}

export async function closeFloors(): Promise<void> {
  for (const venue of open) await venue.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  open.clear();
  folders.clear();
}

/** The pump waits at `idle` before each event: `pass` lets it through once and resolves when it waits again. */
function turnstile() {
  let go = Promise.withResolvers<void>();
  let arrived = Promise.withResolvers<boolean>();
  return {
    idle: async (): Promise<void> => {
      arrived.resolve(true);
      await go.promise;
    },
    end: (): void => arrived.resolve(false),
    pass: async (): Promise<boolean> => {
      if (!(await arrived.promise)) return false;
      [arrived] = [Promise.withResolvers<boolean>()];
      const opened = go;
      go = Promise.withResolvers<void>();
      opened.resolve();
      await arrived.promise;
      return true;
    },
  };
}

let count = 0;

export function order(
  side: "BUY" | "SELL",
  quantity: string,
  rest: Partial<Omit<Sendable, "limit">> & { limit?: string } = {},
): Sendable {
  const { limit, ...given } = rest;
  return sendable("sending", {
    clientOrderId: `xtst${String((count += 1)).padStart(13, "a")}` as ClientOrderId,
    pair: BTC,
    side,
    quantity: from(quantity),
    type: limit === undefined ? "MARKET" : "LIMIT",
    trigger: null,
    trail: null,
    postOnly: false,
    reduceOnly: false,
    link: null,
    timeInForce: "GTC",
    ...given,
    limit: limit === undefined ? null : from(limit),
  });
}

/** Decimals as text, so that a test reads like the account. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (isDecimal(part) ? text(part) : part)));
}

function isDecimal(value: unknown): value is Decimal {
  return typeof value === "object" && value !== null && "mantissa" in value && "places" in value;
}
