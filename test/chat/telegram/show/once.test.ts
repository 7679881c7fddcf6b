import { expect, test } from "vitest";

import { createOnce } from "../../../../src/chat/telegram/show/once.ts";

test("what is asked for twice is done once, at the same time or later", async () => {
  const once = createOnce<number>(10);
  let count = 0;
  const work = async (): Promise<number> => (count += 1);
  expect(await Promise.all([once.run("a", work), once.run("a", work)])).toEqual([1, 1]);
  expect(await once.run("a", work)).toBe(1);
  expect(await once.run("b", work)).toBe(2);
});

test("what failed is done anew, and what is forgotten too", async () => {
  const once = createOnce<number>(10);
  await expect(once.run("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await once.run("a", async () => 1)).toBe(1);
  once.forget("a");
  expect(await once.run("a", async () => 2)).toBe(2);
});

test("only the newest are remembered", async () => {
  const once = createOnce<number>(2);
  for (const key of ["a", "b", "c"]) await once.run(key, async () => 1);
  expect(await once.run("a", async () => 2)).toBe(2);
  expect(await once.run("c", async () => 2)).toBe(1);
});
