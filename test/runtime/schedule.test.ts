import { expect, it } from "vitest";

import type { Log } from "../../src/runtime/log.ts";
import { startSchedule } from "../../src/runtime/schedule.ts";
import { NO_LOG } from "../support/paper-venue.ts";
import { until } from "../support/until.ts";

const EACH_SECOND = "* * * * * *";

it("looks at each of its moments; one that fails is logged, and the next comes all the same", async () => {
  const failures: unknown[] = [];
  const log: Log = { ...NO_LOG, error: (...told: unknown[]) => void failures.push(told) };
  let looks = 0;
  const running = startSchedule(log, "test", EACH_SECOND, () => {
    looks += 1;
    if (looks === 1) throw new Error("the first look");
  });
  await until("two looks", () => looks >= 2);
  await running.stop();
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject([{ schedule: "test", error: { message: "the first look" } }, expect.anything()]);
});

it("that is stopped before it has begun, and twice, is no fault", async () => {
  const running = startSchedule(NO_LOG, "test", EACH_SECOND, () => undefined);
  await expect(running.stop()).resolves.toBeUndefined();
  await expect(running.stop()).resolves.toBeUndefined();
});
