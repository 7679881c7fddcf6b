/** How the stream is taken up again where it ends. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { follow, type Following } from "../../../../src/chat/local/page/stream.ts";
import type { StreamLine } from "../../../../src/chat/local/protocol.ts";
import { apiWith } from "../../../support/page-api.ts";

/** A desk whose streams are under the test's hand. */
function pageAt() {
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const told: string[] = [];
  const api = apiWith({
    stream: async () => new ReadableStream<Uint8Array>({ start: (controller) => void open.push(controller) }),
  });
  const following = follow(api, {
    after: () => null,
    take: () => undefined,
    lost: (ms) => void told.push(`lost ${Math.round(ms)}`),
    trying: () => undefined,
    unseated: () => void told.push("unseated"),
    refused: () => undefined,
  });
  const say = (line: StreamLine): void => open.at(-1)?.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  return { open, told, following, say, hangUp: () => open.at(-1)?.close() };
}

let following: Following | null = null;
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  following?.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("a page whose place was taken waits until somebody asks for it", async () => {
  const page = pageAt();
  following = page.following;
  await pass(0);
  page.say({ beat: 0 });
  page.say({ end: "seat" });
  await pass(60_000);
  expect(page.told).toEqual(["unseated"]);
  expect(page.open).toHaveLength(1);
  page.following.tryNow();
  await pass(0);
  expect(page.open).toHaveLength(2);
});

it("a connection that ends at once again is tried ever more rarely, one that held is tried soon", async () => {
  const page = pageAt();
  following = page.following;
  for (const waitMs of [500, 1_000, 2_000]) {
    await pass(0);
    page.say({ beat: 0 });
    await pass(0);
    page.hangUp();
    await pass(0);
    expect(page.told.at(-1)).toBe(`lost ${waitMs}`);
    await pass(waitMs);
  }
  page.say({ beat: 0 });
  await pass(11_000);
  page.hangUp();
  await pass(0);
  expect(page.told.at(-1)).toBe("lost 500");
});
