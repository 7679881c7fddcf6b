/** The history of a pair: a year of minutes written down and loaded, each load beside a bare read of the same bytes. */
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Candle, TIMEFRAME_MS } from "../src/domain/candle.ts";
import type { ExchangeName, Pair } from "../src/domain/ids.ts";
import { type Decimal, from, mul } from "../src/domain/money.ts";
import { appendAll } from "../src/series/batch.ts";
import { type CandleColumns, COLUMNS } from "../src/domain/candle-columns.ts";
import { openSqliteSeries } from "../src/series/sqlite/store.ts";
import { type CandleKey, type CandleStore, EVER } from "../src/series/store.ts";
import { inFolder } from "./desk.ts";
import { type Figure, figure, type Part, ratio } from "./figures.ts";
import { Steps } from "./steps.ts";
import { type Timed, timed, timedColumn } from "./timed.ts";

const YEAR = 525_600;
const LOADS = 25;
const NEWEST = 500;
const ASKED = 500;
const WARM_UP = 20;
const BEGIN = Date.UTC(2021, 0, 1);
const KEY: CandleKey = {
  ...{ exchange: "paper" as ExchangeName, source: "synthetic" },
  ...{ pair: "BTC/USDT" as Pair, timeframe: "1m" },
};

export function storing(): Promise<Part> {
  return inFolder(async (folder) => {
    const store = await openSqliteSeries({ file: join(folder, "series.db"), log: new Steps().log });
    try {
      return {
        title: `A year of one-minute candles (${YEAR}) in the series store`,
        figures: [
          ...(await importFigures(store.candles)),
          ...(await loadFigures(store.candles, folder)),
          ...(await newestFigures(store.candles)),
        ],
      };
    } finally {
      await store.close();
    }
  });
}

async function importFigures(candles: CandleStore): Promise<Figure[]> {
  const importing = await timed(() => appendAll(candles, { key: KEY, candles: madeUp() }));
  const again = await timed(() => appendAll(candles, { key: KEY, candles: madeUp() }));
  return [
    figure("written, 1,000 a commit", "candles/s", [(YEAR / importing.ms) * 1000]),
    figure("written once more: nothing changes", "candles/s", [(YEAR / again.ms) * 1000]),
    figure("longest block of the event loop meanwhile", "ms", [importing.blockedMs, again.blockedMs]),
  ];
}

async function loadFigures(candles: CandleStore, folder: string): Promise<Figure[]> {
  const first = await timed(() => candles.columns(KEY, EVER));
  const bare = bareFile(folder, await candles.columns(KEY, EVER));
  const [loads, bares]: [Timed[], Timed[]] = [[], []];
  for (let i = 0; i < LOADS; i++) {
    bares.push(await timed(async () => bare()));
    loads.push(await timed(() => candles.columns(KEY, EVER)));
  }
  const [read, loaded] = [
    timedColumn("a bare read of the same bytes", bares),
    timedColumn("loaded into six columns", loads),
  ];
  const [readWork, loadedWork] = [
    timedColumn("… at work", bares, "workedMs"),
    timedColumn("… at work", loads, "workedMs"),
  ];
  return [
    timedColumn("loaded for the first time: its chunks are made", [first]),
    timedColumn("… longest block of the event loop", [first], "blockedMs"),
    loaded,
    loadedWork,
    timedColumn("… longest block of the event loop", loads, "blockedMs"),
    read,
    readWork,
    ratio("loaded : bare", loaded, read),
    ratio("loaded : bare, at work", loadedWork, readWork),
  ];
}

async function newestFigures(candles: CandleStore): Promise<Figure[]> {
  const asked: Timed[] = [];
  for (let i = 0; i < WARM_UP + ASKED; i++)
    asked.push(await timed(() => candles.newest(KEY, { limit: NEWEST, closedBy: EVER.to })));
  return [timedColumn(`the newest ${NEWEST}, exact`, asked.slice(WARM_UP))];
}

/** The six columns as one file, read into memory of their own. */
function bareFile(folder: string, columns: CandleColumns): () => void {
  const file = join(folder, "bare.bin");
  writeFileSync(file, Buffer.concat(COLUMNS.map((name) => Buffer.from(columns[name].slice().buffer))));
  return () => {
    const cells = new Float64Array(COLUMNS.length * YEAR);
    const opened = openSync(file, "r");
    readSync(opened, cells);
    closeSync(opened);
  };
}

const TICK = from("0.1");
const STEP = from("0.0001");

/** A price that wanders, the same each time. */
function* madeUp(): Generator<Candle> {
  let [state, price] = [1, 462_500];
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const ticks = (count: number): Decimal => mul(from(count), TICK);
  for (let minute = 0; minute < YEAR; minute++) {
    const open = price;
    price = Math.max(100_000, price + next(401) - 200);
    const [high, low] = [Math.max(open, price) + next(100), Math.min(open, price) - next(100)];
    yield {
      at: BEGIN + minute * TIMEFRAME_MS["1m"],
      ...{ open: ticks(open), high: ticks(high), low: ticks(low), close: ticks(price) },
      volume: mul(from(next(1_000_000)), STEP),
    };
  }
}
