import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import type { Worker } from "node:worker_threads";

import { afterEach, describe, expect, test } from "vitest";

import { createDrawing, type DrawingOptions } from "../../src/charts/draw.ts";
import type { Drawing } from "../../src/charts/drawing.ts";
import type { ChartSpec } from "../../src/domain/chart.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { drawingContract } from "../contract/drawing.ts";
import { aChart } from "../support/charts.ts";
import { silentLog } from "../support/database.ts";
import { ROOT } from "../support/project.ts";

const UTC = { zone: "UTC" };

drawingContract("this machine", async () => ({ drawing: createDrawing(silentLog), close: async () => undefined }));

/** Answers with its own number as the picture; breaks, or never answers, where the pair says so. */
const SIMPLE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from "node:worker_threads";
    parentPort.on("message", ({ chart: { pair } }) => {
      if (pair === "BREAK") process.exit(1);
      if (pair === "HANG") for (;;);
      parentPort.postMessage({ png: new Uint8Array([threadId]) });
    });`)}`,
);

describe("the worker that draws", () => {
  let drawing: Drawing | undefined;
  afterEach(() => drawing?.stop());
  const made = (options: DrawingOptions): Drawing =>
    (drawing = createDrawing(silentLog, { module: SIMPLE, ...options }));
  const draw = (from: Drawing, pair: string): Promise<Uint8Array> => from.png(aChart(1, { pair }), UTC);

  test("is the same for one chart after the other", async () => {
    const from = made({});
    expect(await draw(from, "A")).toEqual(await draw(from, "B"));
  });

  test("that broke is followed by another; only the chart it was at is lost", async () => {
    const from = made({});
    const [broken, next] = await Promise.allSettled([draw(from, "BREAK"), draw(from, "A")]);
    expect([broken.status, next.status]).toEqual(["rejected", "fulfilled"]);
  });

  test("that takes too long is ended and followed by another", async () => {
    const from = made({ deadlineMs: 400 });
    const hung = draw(from, "HANG");
    await expect(hung).rejects.toThrow("The chart took longer than 0.4 s to draw: ask for it again.");
    await expect(hung).rejects.toBeInstanceOf(Refusal);
    expect(await draw(made({}), "A")).toHaveLength(1);
  });

  test("ends when nobody has asked for a while, and begins again", async () => {
    const begun = once(process, "worker") as Promise<[Worker]>;
    const from = made({ idleMs: 20 });
    const first = await draw(from, "A");
    const [worker] = await begun;
    await once(worker, "exit");
    expect(await draw(from, "A")).not.toEqual(first);
  });

  test("says what it could not draw and goes on", async () => {
    const from = (drawing = createDrawing(silentLog));
    await expect(from.png(aChart(3), { zone: "Nowhere/Land" })).rejects.toThrow(
      "could not be drawn: Invalid time zone",
    );
    expect((await from.png(aChart(3), UTC)).length).toBeGreaterThan(1_000);
  });
});

/** A process that sees an empty folder where the system's fonts are; it fails where it may not have a view of its own. */
function withoutFonts(script: string, chart: ChartSpec): SpawnSyncReturns<string> {
  const hidden = 'mount -t tmpfs none /usr/share/fonts && exec "$@"';
  const node = [process.execPath, "--input-type=module", "-e", script, JSON.stringify(chart)];
  const unshared = ["--user", "--map-root-user", "--mount", "sh", "-c", hidden, "sh", ...node];
  return spawnSync("unshare", unshared, { cwd: ROOT, encoding: "utf8", timeout: 15_000 });
}

const canHide = withoutFonts("", aChart(0)).status === 0;
if (!canHide) process.stderr.write("Fonts cannot be hidden here: whether text is drawn without them is not tested.\n");

describe.skipIf(!canHide)("a machine without fonts", () => {
  test("draws the same picture, and what has drawn one ends by itself", async () => {
    const { status, stderr, stdout } = withoutFonts(
      `import { createCanvas } from "@napi-rs/canvas";
      import { createDrawing } from "./src/charts/draw.ts";
      if (createCanvas(9, 9).getContext("2d").measureText("text").width > 0) throw new Error("there are fonts");
      const quiet = () => undefined;
      const png = await createDrawing({ debug: quiet, info: quiet, warn: quiet, error: quiet }).png(
        JSON.parse(process.argv[1]), { zone: "UTC" });
      process.stdout.write(Buffer.from(png).toString("base64"));`,
      aChart(60),
    );
    expect([status, stderr]).toEqual([0, ""]);
    const here = createDrawing(silentLog);
    const png = await here.png(aChart(60), UTC);
    await here.stop();
    expect(stdout).toBe(Buffer.from(png).toString("base64"));
  });
});
