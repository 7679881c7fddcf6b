import { expect, test } from "vitest";

import { createInOrder } from "../../src/runtime/in-order.ts";

test("what has one name waits for what came before it, also where that failed; other names do not", async () => {
  const inOrder = createInOrder();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const note = (what: string, before?: Promise<void>) => async () => {
    await before;
    done.push(what);
    if (what === "bad") throw new Error("bad");
    return what;
  };
  const first = inOrder("a", note("bad", gate.promise));
  const second = inOrder("a", note("a2"));
  await inOrder("b", note("b"));
  gate.resolve();
  await expect(first).rejects.toThrow("bad");
  expect(await second).toBe("a2");
  expect(await inOrder("a", note("a3"))).toBe("a3");
  expect(done).toEqual(["b", "bad", "a2", "a3"]);
});
