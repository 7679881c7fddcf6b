/** A SIGKILL in the middle of a batch or of a chunk: what was acknowledged is there, and no candle is ever another one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { expect, it } from "vitest";

import { openSqliteSeries } from "../../src/series/sqlite/store.ts";
import { EVER, type SeriesStore } from "../../src/series/store.ts";
import { candleText } from "../support/candle-check.ts";
import { cellsOf } from "../support/candles.ts";
import { silentLog } from "../support/database.ts";
import { memorySeries } from "../support/memory-series.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { batchOf, KEYS } from "../support/series-writer.ts";

const ENTRY = new URL("../support/series-writer.ts", import.meta.url).pathname;
const KILLS = 50;
const LATEST_MS = 150;

function spawnWriter(file: string, ...numbers: readonly number[]) {
  return spawn(process.execPath, [ENTRY, file, ...numbers.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Lets it write for a while after its first word, and gives the number of the last batch that it said was written. */
async function writeAndKill(file: string, first: number, afterMs: number): Promise<number> {
  const child = spawnWriter(file, first);
  const ended = Promise.withResolvers<void>();
  child.once("close", () => ended.resolve());
  let said = "";
  const spoken = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    spoken.resolve();
  });
  await Promise.race([spoken.promise, ended.promise]);
  await wait(afterMs);
  child.kill("SIGKILL");
  await ended.promise;
  expect(child.signalCode, "it ended by itself").toBe("SIGKILL");
  return Number(said.split("\n").findLast((line, i, lines) => line !== "" && i < lines.length - 1) ?? first - 1);
}

/** All that a store says, as text. */
async function seen({ candles }: SeriesStore): Promise<string> {
  const all = await Promise.all(
    KEYS.map(async (key) => ({
      key,
      rows: (await candles.range(key, EVER)).map(candleText),
      columns: cellsOf(await candles.columns(key, EVER)),
      coverage: await candles.coverage(key),
    })),
  );
  return JSON.stringify(all);
}

it("a SIGKILL at any moment loses nothing that was acknowledged, leaves no half of a batch and no wrong candle", async () => {
  const dir = temporaryDir();
  const file = join(dir, "series.db");
  const plain = memorySeries();
  let [next, unacknowledged] = [0, 0];
  const write = async (number: number): Promise<void> => {
    const { batch, replace } = batchOf(number);
    await plain.candles.append(batch, { replace });
  };
  for (let kill = 0; kill < KILLS; kill++) {
    const last = await writeAndKill(file, next, (kill * LATEST_MS) / KILLS);
    for (; next <= last; next++) await write(next);
    const store = await openSqliteSeries({ file, log: silentLog });
    const found = await seen(store);
    if (found !== (await seen(plain))) {
      // The batch on its way is there as a whole, or not at all.
      await write(next++);
      unacknowledged += 1;
      expect(found === (await seen(plain)), `killed after batch ${last}`).toBe(true);
    }
    expect((await seen(store)) === found, "from the chunks that this look has made").toBe(true);
    await store.close();
  }
  removeDir(dir);
  console.log(`${KILLS} kills, ${next} batches, ${unacknowledged} of them written but not acknowledged`);
  expect(next).toBeGreaterThan(KILLS);
});

it("a SIGKILL between two candles of a batch leaves none of it", async () => {
  const dir = temporaryDir();
  const file = join(dir, "series.db");
  const looks: string[] = [];
  for (const number of [0, 1, 2, 3]) {
    const child = spawnWriter(file, number, 7 * number);
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
    const store = await openSqliteSeries({ file, log: silentLog });
    looks.push(await seen(store));
    const { batch, replace } = batchOf(number);
    await store.candles.append(batch, { replace });
    looks.push(await seen(store));
    await store.close();
  }
  removeDir(dir);
  // What a kill leaves is what was there before it; the batch itself always changes something.
  const [nothing, ...rest] = looks;
  expect(nothing).toBe(await seen(memorySeries()));
  for (const [i, look] of rest.entries()) expect(look === rest[i - 1], String(i)).toBe(i % 2 === 1);
});
