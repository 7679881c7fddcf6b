import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createLookout } from "../../../../src/chat/local/http/lookout.ts";
import type { Person } from "../../../../src/models/person.ts";
import { type TestDesk, testDesk } from "../../../support/database.ts";

let desk: TestDesk;
beforeEach(async () => {
  desk = await testDesk();
  vi.useFakeTimers();
});
afterEach(async () => {
  vi.useRealTimers();
  await desk.close();
});

it("a look that does not come back has failed: what is shown does not grow old in silence", async () => {
  const woken = vi.fn();
  const lookout = createLookout(() => new Promise(() => undefined), desk);
  const leave = lookout.watch(woken);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(lookout.latest()).toBeNull();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(woken).toHaveBeenCalled();
  expect(await lookout.latest()?.({} as Person)).toBeNull();
  leave();
});
