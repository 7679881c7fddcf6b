import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { whenParentGone } from "../../src/runtime/parent.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("calls once when the parent changed, and not before", () => {
  const gone = vi.fn();
  let parent = 41;
  whenParentGone(gone, () => parent);
  vi.advanceTimersByTime(10_000);
  expect(gone).not.toHaveBeenCalled();
  parent = 1;
  vi.advanceTimersByTime(10_000);
  expect(gone).toHaveBeenCalledTimes(1);
});

it("looks no more once it was ended", () => {
  const gone = vi.fn();
  let parent = 41;
  whenParentGone(gone, () => parent)();
  parent = 1;
  vi.advanceTimersByTime(10_000);
  expect(gone).not.toHaveBeenCalled();
});
