import { expect, it } from "vitest";

import { importRows } from "../../src/cli/candle-import.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { BATCH, IMPORTED } from "../../src/series/store.ts";
import { aCandle, aKey } from "../support/candles.ts";
import { memorySeries } from "../support/memory-series.ts";

const KEY = aKey({ source: IMPORTED });
const ROWS = { length: BATCH, candle: (index: number) => aCandle(index) };
const SILENT = { tell: () => undefined, end: () => undefined };

/** Into a history that fails at its third slice. */
async function failing(error: Error): Promise<{ readonly thrown: unknown; readonly count: number | undefined }> {
  const { candles } = memorySeries();
  let slices = 0;
  const append: typeof candles.append = (...given) =>
    (slices += 1) === 3 ? Promise.reject(error) : candles.append(...given);
  const wanted = { file: "a.csv", key: KEY, rows: ROWS, replace: false, progress: SILENT };
  const thrown = await importRows({ ...candles, append }, wanted).catch((no: unknown) => no);
  return { thrown, count: (await candles.coverage(KEY))?.count };
}

it("says of a history that takes no more what to do, and keeps what it took", async () => {
  const { thrown, count } = await failing(
    Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" }),
  );
  expect(thrown).toEqual(
    new Refusal(
      "import",
      "The import of a.csv was cut short (SQLITE_FULL): type it once more, and what is there already is not added again.",
    ),
  );
  expect(count).toBe(2_000);
});

it("hides no mistake of its own behind that sentence", async () => {
  const mistake = new RangeError("off the grid");
  expect((await failing(mistake)).thrown).toBe(mistake);
});
