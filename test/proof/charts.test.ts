/** A desk that draws for weeks must not grow: a canvas is megabytes that the collector does not see. */
import { expect, test } from "vitest";

import { createDrawing } from "../../src/charts/draw.ts";
import { aChart } from "../support/charts.ts";
import { silentLog } from "../support/database.ts";

const [FIRST, LAST] = [100, 400];
const MOST_GROWTH_MIB = 40;

test(`${LAST} charts take no more memory than ${FIRST}`, { timeout: 240_000 }, async () => {
  const drawing = createDrawing(silentLog);
  const resident: number[] = [];
  for (let count = 1; count <= LAST; count++) {
    await drawing.png(aChart(150), { zone: "Europe/Berlin" });
    resident.push(process.memoryUsage.rss() / 2 ** 20);
  }
  await drawing.stop();
  const most = (from: number, to: number): number => Math.max(...resident.slice(from, to));
  const growth = most(FIRST, LAST) - most(0, FIRST);
  console.log(`${LAST} charts: ${most(0, FIRST).toFixed(0)} MiB by ${FIRST}, ${growth.toFixed(0)} MiB more later`);
  expect(growth).toBeLessThan(MOST_GROWTH_MIB);
});
