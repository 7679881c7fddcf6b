/** A hundred thousand rows are verified beside everything else: in little memory, and with breaths between. */
import { expect, it } from "vitest";

import { transact } from "../../src/db/transact.ts";
import { appendAudit } from "../../src/models/audit.ts";
import { checkAudit } from "../../src/models/audit-chain.ts";
import { NOW, testDesk } from "../support/database.ts";

const ROWS = 100_000;
const ROWS_A_BREATH = 200;
const MOST_GROWTH = 64 * 2 ** 20;

it(`${ROWS} rows`, async () => {
  const desk = await testDesk();
  for (let written = 0; written < ROWS; written += 10_000) {
    await transact(desk, async (tx) => {
      for (let i = 0; i < 10_000; i++)
        await appendAudit(tx, {
          ...{ at: NOW + i, personId: null, actor: "Ann", action: "command", entity: `order ${i}` },
          details: { line: `/buy BTC/USDT 0.01 price=${i}`, platform: "local", pressed: false },
        });
    });
  }
  let breaths = 0;
  let longest = 0;
  let isOver = false;
  let last = performance.now();
  const breathe = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    breaths += 1;
    if (!isOver) setImmediate(breathe);
  };
  const heap = process.memoryUsage().heapUsed;
  setImmediate(breathe);
  const begun = performance.now();
  const { rows, faults } = await checkAudit(desk.db.reader, desk.sealKey);
  isOver = true;
  const ms = Math.round(performance.now() - begun);
  const growth = process.memoryUsage().heapUsed - heap;
  console.log(`${rows} rows in ${ms} ms, ${breaths} breaths, the longest wait ${Math.round(longest)} ms`);
  expect([rows, faults]).toEqual([ROWS, []]);
  expect(breaths).toBeGreaterThanOrEqual(ROWS / ROWS_A_BREATH);
  expect(growth).toBeLessThan(MOST_GROWTH);
  await desk.close();
});
