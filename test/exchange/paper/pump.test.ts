import { describe, expect, it } from "vitest";

import type { Speed } from "../../../src/domain/feed.ts";
import { type Pace, type PumpOptions, startPump } from "../../../src/exchange/paper/pump.ts";
import { NO_LOG } from "../../support/paper-venue.ts";

/** Events one market minute apart on a wall clock that only sleeping moves; all runs until the last event. */
function wall(events: number, change: Partial<PumpOptions<number>> & { speed: Speed }) {
  let now = 1_000_000;
  let given = 0;
  const applied: number[] = [];
  const ended = Promise.withResolvers<void>();
  const base: PumpOptions<number> = {
    next: async () => (given === events ? null : { step: given, aheadMs: 60_000 }),
    apply: (step) => {
      given = step + 1;
      applied.push(now - 1_000_000);
    },
    pace: async () => "full",
    idle: async () => undefined,
    onEnd: () => ended.resolve(),
    clock: { now: () => now },
    log: NO_LOG,
    sleep: async (ms) => {
      now += ms;
    },
    ...change,
  };
  return { options: base, applied, ended: ended.promise, elapse: (ms: number) => (now += ms) };
}

async function appliedAt(events: number, change: Parameters<typeof wall>[1]): Promise<number[]> {
  const run = wall(events, change);
  const pump = startPump(run.options);
  await run.ended;
  await pump.stop();
  return run.applied;
}

describe("a simulated market", () => {
  it("runs by the wall at its speed", async () => {
    expect(await appliedAt(3, { speed: 1 })).toEqual([60_000, 120_000, 180_000]);
    expect(await appliedAt(3, { speed: 60 })).toEqual([1_000, 2_000, 3_000]);
    expect(await appliedAt(3, { speed: 600 })).toEqual([100, 200, 300]);
    expect(await appliedAt(2, { speed: 0.5 })).toEqual([120_000, 240_000]);
  });

  it("keeps its speed though each wait is cut to whole ms", async () => {
    const times = await appliedAt(1_000, { speed: 37_000 });
    expect(times.at(-1)).toBeLessThanOrEqual(Math.ceil((1_000 * 60_000) / 37_000) + 2);
  });

  it("at max waits for nothing but the desk", async () => {
    expect(await appliedAt(3, { speed: "max" })).toEqual([0, 0, 0]);
  });

  it.each([60, "max"] as const)("at %s runs at ×1 while a person decides, and at once on after that", async (speed) => {
    const paces: Pace[] = Array.from({ length: 50 }, () => "real");
    const times = await appliedAt(2, { speed, pace: async () => paces.shift() ?? "full" });
    const [first = 0, second = 0] = times;
    const slowed = 50 * 100; // each look at the pace is 100 ms of the wall
    expect(first).toBeGreaterThanOrEqual(slowed - 100);
    expect(first).toBeLessThanOrEqual(slowed + 1_000);
    expect(second - first).toBe(speed === "max" ? 0 : 1_000);
  });

  it("slower than ×1 is not sped up by a person's deciding", async () => {
    expect(await appliedAt(1, { speed: 0.5, pace: async () => "real" })).toEqual([120_000]);
  });

  it("does not make up for the time that a slow desk took", async () => {
    const run = wall(3, { speed: 60 });
    let asked = 0;
    const idle = async (): Promise<void> => {
      asked += 1;
      if (asked === 1) run.elapse(30_000);
    };
    const pump = startPump({ ...run.options, idle });
    await run.ended;
    await pump.stop();
    const [first = 0, second = 0, third = 0] = run.applied;
    expect(first).toBe(31_000);
    expect(second - first).toBeGreaterThanOrEqual(900); // what was late is made up for by 100 ms at most
    expect(third - second).toBe(1_000);
  });

  it("gives no event while the desk is busy", async () => {
    const busy = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const run = wall(2, {
      speed: "max",
      idle: async () => {
        asked.resolve();
        await busy.promise;
      },
    });
    const pump = startPump(run.options);
    await asked.promise;
    expect(run.applied).toEqual([]);
    busy.resolve();
    await run.ended;
    expect(run.applied).toHaveLength(2);
    await pump.stop();
  });

  it("tells its end once", async () => {
    let ends = 0;
    const run = wall(1, { speed: "max" });
    const told = Promise.withResolvers<void>();
    const pump = startPump({
      ...run.options,
      onEnd: () => {
        ends += 1;
        told.resolve();
      },
    });
    await told.promise;
    await pump.stop();
    expect(ends).toBe(1);
  });

  it("tries the same event again when it failed, ever later", async () => {
    let failures = 3;
    const logged: unknown[] = [];
    const run = wall(1, { speed: "max", log: { ...NO_LOG, error: (fields) => void logged.push(fields) } });
    const { apply } = run.options;
    const failing = (step: number): void => {
      if (failures-- > 0) throw new Error("disk full");
      apply(step);
    };
    const pump = startPump({ ...run.options, apply: failing });
    await run.ended;
    await pump.stop();
    expect(logged).toMatchObject([{ retryInMs: 100 }, { retryInMs: 200 }, { retryInMs: 400 }]);
    expect(run.applied).toEqual([700]);
  });

  it("stops while it waits for the wall", async () => {
    const asleep = Promise.withResolvers<void>();
    const run = wall(2, {
      speed: 1,
      sleep: async (_ms, signal) => {
        asleep.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
    });
    const pump = startPump(run.options);
    await asleep.promise;
    await pump.stop();
    await pump.stop();
    expect(run.applied).toEqual([]);
  });

  it("stops while it waits for the desk", async () => {
    const waits = Promise.withResolvers<void>();
    const never = new Promise<void>(() => undefined);
    const run = wall(2, {
      speed: "max",
      idle: () => {
        waits.resolve();
        return never;
      },
    });
    const pump = startPump(run.options);
    await waits.promise;
    await pump.stop();
    expect(run.applied).toEqual([]);
  });
});
