import { join } from "node:path";
import { crc32 } from "node:zlib";

import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { ConfigError } from "../../src/domain/errors.ts";
import { from } from "../../src/domain/money.ts";
import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { EVER, type SeriesStore } from "../../src/series/store.ts";
import { seriesStoreContract } from "../contract/series-store.ts";
import { candleText } from "../support/candle-check.ts";
import { aCandle, aKey, aRow, cellsOf, START } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { memorySeries } from "../support/memory-series.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const folder = temporaryDir();
afterAll(() => removeDir(folder));
let count = 0;
const newFile = (): string => join(folder, `series-${(count += 1)}.db`);
const open = (file = newFile()): Promise<SeriesStore> => openSqliteSeries({ file, log: silentLog });

seriesStoreContract("a SQLite file", () => open());
seriesStoreContract("a map in memory", async () => memorySeries());

const KEY = aKey();

describe("a SQLite file of series", () => {
  it("gives exact figures of any length back", async () => {
    const store = await open();
    const digits = fc.stringMatching(/^[1-9][0-9]{0,30}\.[0-9]{0,29}[1-9]$/);
    await fc.assert(
      fc.asyncProperty(fc.array(digits, { minLength: 5, maxLength: 5 }), async (figures) => {
        const [open_, high, low, close, volume] = figures.map(from);
        if (open_ === undefined || high === undefined || low === undefined) return;
        if (close === undefined || volume === undefined) return;
        const candle = { at: START, open: open_, high, low, close, volume };
        await store.candles.append([{ key: KEY, candles: [candle] }], { replace: true });
        expect(await store.candles.range(KEY, EVER)).toEqual([candle]);
      }),
    );
    await store.close();
  });

  it("is there again when it is opened again, and closes twice as once", async () => {
    const file = newFile();
    const first = await open(file);
    await first.candles.append([{ key: KEY, candles: aRow(2_000) }]);
    await first.close();
    await first.close();
    const second = await open(file);
    expect((await second.candles.range(KEY, EVER)).map(candleText)).toEqual(aRow(2_000).map(candleText));
    await second.close();
  });

  it("of a newer version is left alone", async () => {
    const file = newFile();
    const db = new Database(file);
    db.pragma("user_version = 99");
    db.close();
    await expect(open(file)).rejects.toThrow(/newer version of Outcry/);
    await expect(open("/proc/none/series.db")).rejects.toThrow(ConfigError);
  });
});

describe("chunks in it", () => {
  let [file, store]: [string, SeriesStore] = ["", memorySeries()];
  let expected: unknown[] = [];
  beforeEach(async () => {
    file = newFile();
    store = await open(file);
    await store.candles.append([{ key: KEY, candles: aRow(4_000, 500) }]);
    expected = cellsOf(await store.candles.columns(KEY, EVER));
  });
  const sql = (statement: string): unknown[] => {
    const db = new Database(file);
    const prepared = db.prepare(statement);
    const rows = prepared.reader ? prepared.all() : [prepared.run()];
    db.close();
    return rows;
  };
  const kept = (): unknown[] =>
    (sql("select bytes from candle_chunks order by chunk") as { bytes: Buffer }[]).map(({ bytes }) => [
      bytes.length,
      crc32(bytes),
    ]);

  it("are kept of all but the newest, which still grows", () => {
    expect(kept()).toMatchObject([
      [16 + 940 * 48, expect.anything()],
      [16 + 1_440 * 48, expect.anything()],
      [16 + 1_440 * 48, expect.anything()],
    ]);
  });

  const harm: readonly (readonly [what: string, statement: string])[] = [
    ["torn", "update candle_chunks set bytes = substr(bytes, 1, 5000)"],
    ["torn in the head", "update candle_chunks set bytes = substr(bytes, 1, 7)"],
    ["empty", "update candle_chunks set bytes = x''"],
    ["longer", "update candle_chunks set bytes = cast(bytes || zeroblob(8) as blob)"],
    [
      "overwritten in the middle",
      "update candle_chunks set bytes = cast(substr(bytes, 1, 999) || zeroblob(8) || substr(bytes, 1008) as blob)",
    ],
    [
      "of another layout",
      "update candle_chunks set bytes = cast(substr(bytes, 1, 4) || x'02000000' || substr(bytes, 9) as blob)",
    ],
    ["no chunks", "update candle_chunks set bytes = zeroblob(69136)"],
    ["gone", "delete from candle_chunks"],
  ];
  it.each(harm)("that are %s are made again of the rows, and never believed", async (_what, statement) => {
    const before = kept();
    sql(statement);
    expect(kept()).not.toEqual(before);
    expect(cellsOf(await store.candles.columns(KEY, EVER))).toEqual(expected);
    expect(kept()).toEqual(before);
    expect(cellsOf(await store.candles.columns(KEY, EVER))).toEqual(expected);
  });

  it("of fewer candles than are stored are stale, and made again", async () => {
    const [stale] = sql("select bytes from candle_chunks order by chunk limit 1") as { bytes: Buffer }[];
    await store.candles.append([{ key: KEY, candles: aRow(500) }]);
    await store.candles.columns(KEY, EVER);
    const db = new Database(file);
    db.prepare("update candle_chunks set bytes = ? where chunk = (select min(chunk) from candle_chunks)").run(
      stale?.bytes,
    );
    db.close();
    const { at } = await store.candles.columns(KEY, EVER);
    expect([at.length, at[0]]).toEqual([4_500, START]);
  });

  it("go with the candle that changes in them, in the same transaction", async () => {
    await store.candles.append([{ key: KEY, candles: [aCandle(1_500, "1m", 3)] }], { replace: true });
    expect(kept()).toHaveLength(2);
    await store.candles.append([{ key: KEY, candles: aRow(1_000, 500) }], { replace: true });
    expect(kept(), "nothing has changed").toHaveLength(2);
    await store.candles.append([{ key: KEY, candles: [aCandle(0)] }]);
    expect(kept()).toHaveLength(1);
  });

  it("that cannot be kept are read all the same", async () => {
    sql("delete from candle_chunks");
    sql("create trigger full before insert on candle_chunks begin select raise(abort, 'disk full'); end");
    expect(cellsOf(await store.candles.columns(KEY, EVER))).toEqual(expected);
    expect(kept()).toEqual([]);
  });
});
