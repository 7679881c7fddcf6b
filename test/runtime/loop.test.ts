import { describe, expect, it, vi } from "vitest";

import { createBell } from "../../src/runtime/bell.ts";
import { createLog } from "../../src/runtime/log.ts";
import { allIdle, startLoop } from "../../src/runtime/loop.ts";
import type { Loop, LoopOptions } from "../../src/runtime/loop.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";

const HOUR = 3_600_000;

function aLoop(options: Partial<LoopOptions> & Pick<LoopOptions, "work">) {
  const lines: string[] = [];
  const bell = createBell();
  const log = createLog({
    level: "debug",
    destination: { write: (line) => lines.push(line) },
    secrets: createSecrets(),
  });
  const loop: Loop = startLoop({ name: "send", everyMs: HOUR, bell, log, ...options });
  return { loop, lines, ring: () => bell.ring("send") };
}

/** Work that a test lets end when it wants to. */
function heldWork() {
  const rounds: PromiseWithResolvers<void>[] = [];
  const work = async (): Promise<void> => {
    const round = Promise.withResolvers<void>();
    rounds.push(round);
    await round.promise;
  };
  return { rounds, work, started: (count: number) => vi.waitFor(() => expect(rounds).toHaveLength(count)) };
}

describe("a loop", () => {
  it("runs its first round at once", async () => {
    const work = vi.fn(async () => undefined);
    const { loop } = aLoop({ work });
    await loop.idle();
    expect(work).toHaveBeenCalledTimes(1);
    await loop.stop();
  });

  it("makes one more round of a hundred rings during a round", async () => {
    const { rounds, work, started } = heldWork();
    const { loop, ring } = aLoop({ work });
    await started(1);
    for (let i = 0; i < 100; i++) ring();
    rounds[0]?.resolve();
    await started(2);
    rounds[1]?.resolve();
    await loop.idle();
    expect(rounds).toHaveLength(2);
    await loop.stop();
  });

  it("never runs two rounds at once", async () => {
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    const { loop, ring } = aLoop({ work });
    for (let i = 0; i < 20; i++) {
      ring();
      await Promise.resolve();
    }
    await loop.idle();
    expect(most).toBe(1);
    await loop.stop();
  });

  it("runs by the clock without a ring", async () => {
    const work = vi.fn(async () => undefined);
    const { loop } = aLoop({ work, everyMs: 1 });
    await vi.waitFor(() => expect(work.mock.calls.length).toBeGreaterThan(2));
    await loop.stop();
  });

  it("looks again sooner where the work says so", async () => {
    const work = vi.fn(async () => 1);
    const { loop } = aLoop({ work });
    await vi.waitFor(() => expect(work.mock.calls.length).toBeGreaterThan(1));
    await loop.stop();
  });

  it("logs a failed round, tries again, and is not idle before it worked", async () => {
    const work = vi.fn(async () => undefined).mockRejectedValueOnce(new Error("the database is busy"));
    const { loop, lines } = aLoop({ work });
    await loop.idle();
    expect(work).toHaveBeenCalledTimes(2);
    expect(lines.filter((line) => line.includes("the database is busy"))).toHaveLength(1);
    await loop.stop();
  });

  it("keeps its back-off however often it is rung", async () => {
    vi.useFakeTimers();
    try {
      const work = vi.fn(async () => Promise.reject(new Error("down")));
      const { loop, ring } = aLoop({ work });
      await vi.advanceTimersByTimeAsync(0);
      for (let i = 0; i < 50; i++) ring();
      expect(work).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(HOUR);
      const perHour = work.mock.calls.length;
      expect(perHour).toBeGreaterThan(100);
      expect(perHour).toBeLessThan(140);
      await loop.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("waits at stop for the round in flight, tells it, and starts no other one", async () => {
    const { rounds, work, started } = heldWork();
    const signals: AbortSignal[] = [];
    const { loop, ring } = aLoop({ work: (signal) => (signals.push(signal), work()) });
    await started(1);
    ring();
    let isStopped = false;
    const stopped = loop.stop().then(() => (isStopped = true));
    await Promise.resolve();
    expect({ isStopped, told: signals[0]?.aborted }).toEqual({ isStopped: false, told: true });
    rounds[0]?.resolve();
    await stopped;
    ring();
    await loop.idle();
    expect(rounds).toHaveLength(1);
  });
});

describe("several loops", () => {
  it("are idle when none has rung another in the end", async () => {
    const bell = createBell();
    const log = createLog({ level: "error", destination: { write: () => undefined }, secrets: createSecrets() });
    const rounds: string[] = [];
    const begin = (name: "send" | "reconcile", then: () => void): Loop => {
      const work = async (): Promise<void> => {
        await Promise.resolve();
        rounds.push(name);
        then();
      };
      return startLoop({ name, everyMs: HOUR, bell, log, work });
    };
    let left = 3;
    const send = begin("send", () => bell.ring("reconcile"));
    const reconcile = begin("reconcile", () => {
      if (--left > 0) bell.ring("send");
    });
    await allIdle([send, reconcile]);
    expect([left <= 0, send.isBusy(), reconcile.isBusy()]).toEqual([true, false, false]);
    expect(rounds.length).toBeGreaterThan(4);
    await Promise.all([send.stop(), reconcile.stop()]);
  });
});
