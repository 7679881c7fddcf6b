import { expect, test } from "vitest";

import { createQueues, MOST_WAITING } from "../../src/chat/queues.ts";
import type { ChatId } from "../../src/domain/ids.ts";

const ANNS = 1 as ChatId;
const BOS = 2 as ChatId;

test("what comes to a full queue is refused at once and waits nowhere, and the next one waits again", async () => {
  const gate = Promise.withResolvers<void>();
  const handled: number[] = [];
  const refused: number[] = [];
  const queues = createQueues<number>({
    async handle(item) {
      if (item === 0) await gate.promise;
      handled.push(item);
    },
    refuse: (item) => void refused.push(item),
  });
  for (let item = 0; item < MOST_WAITING + 2; item++) queues.add(ANNS, item);
  queues.add(BOS, -1);
  expect(refused).toEqual([MOST_WAITING, MOST_WAITING + 1]);
  gate.resolve();
  await queues.idle();
  queues.add(ANNS, -2);
  await queues.idle();
  expect(handled).toEqual([-1, ...Array.from({ length: MOST_WAITING }, (_, item) => item), -2]);
  expect(refused).toHaveLength(2);
});
