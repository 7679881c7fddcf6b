import { describe, expect, it, vi } from "vitest";

import { Overdue, within } from "../../src/runtime/deadline.ts";

const never = (): Promise<never> => new Promise(() => undefined);

describe("within", () => {
  it("gives what the work gives", async () => {
    expect(await within(1_000, "an answer", Promise.resolve(42))).toBe(42);
    expect(await within(1_000, "an answer", async () => 43)).toBe(43);
  });

  it("passes the work's own error on", async () => {
    await expect(within(1_000, "an answer", Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("says what took too long, and aborts what can be given up", async () => {
    let signal: AbortSignal | undefined;
    const late = within(1, "the exchange's answer", (given) => ((signal = given), never()));
    await expect(late).rejects.toThrow(new Overdue("the exchange's answer", 1));
    expect(signal?.aborted).toBe(true);
  });

  it("leaves no timer behind", async () => {
    vi.useFakeTimers();
    try {
      await within(60_000, "an answer", Promise.resolve());
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
