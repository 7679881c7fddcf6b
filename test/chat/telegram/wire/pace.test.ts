import { describe, expect, test } from "vitest";

import { SlowDown } from "../../../../src/chat/adapter.ts";
import { createTurns, type TurnsOptions } from "../../../../src/chat/telegram/wire/pace.ts";
import { targetOf } from "../../../../src/chat/telegram/wire/target.ts";

const ANN = targetOf("1001");
const GROUP = targetOf("-100200/12");

/** How long each would wait: nobody does, since none may. */
async function waits(count: number, target = ANN, options: Partial<TurnsOptions> = {}): Promise<number[]> {
  const turns = createTurns({ pace: "platform", mostMs: 0, now: () => 1_000, ...options });
  const all: number[] = [];
  for (let index = 0; index < count; index += 1)
    all.push(
      await turns.turn(target).then(
        () => 0,
        (error: unknown) => (error instanceof SlowDown ? error.ms : -1),
      ),
    );
  return all;
}

describe("messages to Telegram", () => {
  test("go three at once to a chat, then one a second", async () => {
    expect(await waits(5)).toEqual([0, 0, 0, 1_000, 1_000]);
  });

  test("go more slowly to a group, whatever the topic", async () => {
    let now = 0;
    const turns = createTurns({ pace: "platform", mostMs: 0, now: () => now });
    let passed = 0;
    for (; now < 60_000; now += 500)
      await turns.turn(GROUP).then(
        () => (passed += 1),
        () => undefined,
      );
    expect(passed).toBeLessThanOrEqual(20);
    expect(passed).toBeGreaterThan(15);
  });

  test("to many chats are about thirty a second", async () => {
    let now = 0;
    const turns = createTurns({ pace: "platform", mostMs: 0, now: () => now });
    let passed = 0;
    for (let chat = 1; now < 10_000; now += 5, chat += 1)
      await turns.turn(targetOf(`${chat}`)).then(
        () => (passed += 1),
        () => undefined,
      );
    expect(passed).toBeLessThanOrEqual(10 * 30 + 10);
    expect(passed).toBeGreaterThan(10 * 28);
  });

  test("go as fast as they come where the pace is off, but a pause that is asked for is kept", async () => {
    expect(await waits(50, GROUP, { pace: "off" })).toEqual(Array(50).fill(0));
    const turns = createTurns({ pace: "off", mostMs: 0, now: () => 0 });
    turns.hold(GROUP, 3_000);
    await expect(turns.turn(GROUP)).rejects.toMatchObject({ ms: 3_000 });
    await expect(turns.turn(ANN)).resolves.toBeUndefined();
  });

  test("that come a little early wait for their turn, in the order in which they came", async () => {
    const turns = createTurns({ pace: "platform", mostMs: 60_000, now: () => performance.now() * 100 });
    const order: number[] = [];
    await Promise.all([0, 1, 2, 3, 4].map((each) => turns.turn(ANN).then(() => order.push(each))));
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});
