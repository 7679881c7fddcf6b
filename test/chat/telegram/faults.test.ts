/** What goes wrong between the desk and Telegram. Most of it is waiting for an end, so that these run beside each other. */
import { describe, expect, test } from "vitest";

import { Unanswered } from "../../../src/chat/telegram/wire/refusals.ts";
import type { FaultKind } from "../../peers/telegram/faults.ts";
import { until } from "../../support/until.ts";
import { ANN, confirmed, outgoing, telegramBench, type TelegramBench } from "./stand.ts";
import { aChart, shownOf, textOnly } from "./shown.ts";

const HERE = String(ANN);
const photo = shownOf([
  { kind: "chart", chart: aChart },
  { kind: "text", line: ["Look."] },
]);
const texts = ({ peer }: TelegramBench): string[] => peer.messages(ANN).map(({ text }) => text);

async function withBench(story: (bench: TelegramBench) => Promise<void>): Promise<void> {
  const bench = await telegramBench();
  try {
    await story(bench);
  } finally {
    await bench.stop();
  }
}

/** And whether the platform has done what was asked, though nobody was told. */
const FAULTS: readonly (readonly [kind: FaultKind, isDone: boolean])[] = [
  ["drop-before", false],
  ["drop-after", true],
  ["hang-before", false],
  ["hang-after", true],
  ["500", false],
  ["502-html", false],
  ["garbage", true],
  ["truncated", true],
  ["truncated-held", true],
];

describe("a new message", () => {
  test.concurrent.each(FAULTS)("that meets %s may have been shown, and is not sent again by itself", (kind, isDone) =>
    withBench(async (bench) => {
      bench.peer.fault("sendMessage", kind);
      await expect(bench.adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow(Unanswered);
      expect(texts(bench)).toEqual(isDone ? ["Hello."] : []);
      expect(bench.peer.calls).toHaveLength(1);
    }),
  );

  test.concurrent.each(FAULTS)("with a photo that meets %s may have been shown as well", (kind, isDone) =>
    withBench(async (bench) => {
      bench.peer.fault("sendPhoto", kind);
      await expect(bench.adapter.send(HERE, outgoing(photo))).rejects.toThrow(Unanswered);
      expect(texts(bench)).toEqual(isDone ? ["Look."] : []);
    }),
  );

  test("was not sent where nobody listens", () =>
    withBench(async ({ peer, adapter }) => {
      await peer.down();
      await expect(adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow("ECONNREFUSED");
      await expect(adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.not.toThrow(Unanswered);
    }));
});

test.concurrent.each(FAULTS)("an edit that meets %s is made when it is repeated", (kind) =>
  withBench(async (bench) => {
    const ref = await bench.adapter.send(HERE, outgoing(textOnly("One.")));
    const two = outgoing(textOnly("Two."), { revision: 2 });
    bench.peer.fault("editMessageText", kind);
    await expect(bench.adapter.edit(HERE, ref, two)).rejects.not.toThrow(Unanswered);
    expect(await bench.adapter.edit(HERE, ref, two)).toBe(ref);
    expect(texts(bench)).toEqual(["Two."]);
  }),
);

describe("a message that went unanswered", () => {
  test.concurrent.each(FAULTS)("by %s is there once when it is sent again under its name", (kind) =>
    withBench(async (bench) => {
      const { peer, adapter } = bench;
      await adapter.send(HERE, outgoing(textOnly("Before.")));
      peer.fault("sendMessage", kind);
      await expect(adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }))).rejects.toThrow(Unanswered);
      await adapter.send(HERE, outgoing(textOnly("Meanwhile.")));
      const ref = await adapter.send(HERE, outgoing(textOnly("Filled."), { name: "card:1", revision: 2 }));
      expect(texts(bench).toSorted()).toEqual(["Before.", "Filled.", "Meanwhile."]);
      expect(peer.messages(ANN).find(({ text }) => text === "Filled.")?.messageId).toBe(Number(ref.slice(1)));
    }),
  );

  test.concurrent.each(FAULTS)("by %s is there once, too, where it is a photo and people wrote in between", (kind) =>
    withBench(async (bench) => {
      const { peer, adapter } = bench;
      await bench.start();
      peer.says(ANN, "/status");
      await confirmed(bench);
      peer.fault("sendPhoto", kind);
      await expect(adapter.send(HERE, outgoing(photo, { name: "card:2" }))).rejects.toThrow(Unanswered);
      peer.says(ANN, "/status");
      await confirmed(bench);
      await adapter.send(HERE, outgoing(photo, { name: "card:2" }));
      expect(texts(bench)).toEqual(["Look."]);
    }),
  );

  test("twice is still one message", () =>
    withBench(async (bench) => {
      const { peer, adapter } = bench;
      await adapter.send(HERE, outgoing(textOnly("Before.")));
      peer.fault("sendMessage", "drop-after", 2);
      peer.fault("editMessageText", "500", 1);
      for (let tries = 0; tries < 2; tries += 1)
        await expect(adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }))).rejects.toThrow();
      await adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }));
      expect(texts(bench)).toEqual(["Before.", "Open."]);
    }));
});

describe("polling goes on", () => {
  const kinds = [...FAULTS.map(([kind]) => kind), "429:1" as const];

  test.concurrent.each(kinds)("after a poll that met %s: nothing is lost, nothing has another id", (kind) =>
    withBench(async (bench) => {
      await bench.start();
      await until("an open poll", () =>
        bench.peer.calls.some((call) => call.method === "getUpdates" && call.status === null),
      );
      bench.peer.fault("getUpdates", kind);
      // The open poll brings these, or the first; the next one meets the fault.
      for (const line of ["1", "2"]) bench.peer.says(ANN, line);
      await confirmed(bench);
      const lines = new Map(bench.received.map(({ updateId, content }) => [updateId, content]));
      expect([...lines.values()]).toEqual([{ line: "1" }, { line: "2" }]);
      await until("both to be told", () => bench.reachable.length === 3);
      expect(bench.reachable).toEqual([null, expect.any(String), null]);
    }),
  );

  test.concurrent.each(kinds)("after a start that met %s", (kind) =>
    withBench(async (bench) => {
      for (const method of ["getMe", "deleteWebhook"]) bench.peer.fault(method, kind);
      await bench.start();
      bench.peer.says(ANN, "/status");
      await confirmed(bench);
      expect(bench.received).toMatchObject([{ content: { line: "/status" } }]);
    }),
  );
});
