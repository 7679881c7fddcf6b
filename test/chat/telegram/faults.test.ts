/** What goes wrong between the desk and Telegram. Most of it is waiting for an end, so that these run beside each other. */
import { describe, expect, test } from "vitest";

import { Unanswered } from "../../../src/chat/telegram/wire/refusals.ts";
import type { FaultKind } from "../../peers/telegram/faults.ts";
import { until } from "../../support/until.ts";
import { aChart, shownOf, textOnly } from "./shown.ts";
import { ANN, confirmed, outgoing, telegramStand, type TelegramStand } from "./stand.ts";

const HERE = String(ANN);
const photo = shownOf([
  { kind: "chart", chart: aChart },
  { kind: "text", line: ["Look."] },
]);
const texts = ({ peer }: TelegramStand): string[] => peer.messages(ANN).map(({ text }) => text);

async function withStand(story: (stand: TelegramStand) => Promise<void>): Promise<void> {
  const stand = await telegramStand();
  try {
    await story(stand);
  } finally {
    await stand.stop();
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
    withStand(async (stand) => {
      stand.peer.fault("sendMessage", kind);
      await expect(stand.adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow(Unanswered);
      expect(texts(stand)).toEqual(isDone ? ["Hello."] : []);
      expect(stand.peer.calls).toHaveLength(1);
    }),
  );

  test.concurrent.each(FAULTS)("with a photo that meets %s may have been shown as well", (kind, isDone) =>
    withStand(async (stand) => {
      stand.peer.fault("sendPhoto", kind);
      await expect(stand.adapter.send(HERE, outgoing(photo))).rejects.toThrow(Unanswered);
      expect(texts(stand)).toEqual(isDone ? ["Look."] : []);
    }),
  );

  test("was not sent where nobody listens", () =>
    withStand(async ({ peer, adapter }) => {
      await peer.down();
      await expect(adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow("ECONNREFUSED");
      await expect(adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.not.toThrow(Unanswered);
    }));
});

test.concurrent.each(FAULTS)("an edit that meets %s is made when it is repeated", (kind) =>
  withStand(async (stand) => {
    const ref = await stand.adapter.send(HERE, outgoing(textOnly("One.")));
    const two = outgoing(textOnly("Two."), { revision: 2 });
    stand.peer.fault("editMessageText", kind);
    await expect(stand.adapter.edit(HERE, ref, two)).rejects.not.toThrow(Unanswered);
    expect(await stand.adapter.edit(HERE, ref, two)).toBe(ref);
    expect(texts(stand)).toEqual(["Two."]);
  }),
);

describe("a message that went unanswered", () => {
  test.concurrent.each(FAULTS)("by %s is there once when it is sent again under its name", (kind) =>
    withStand(async (stand) => {
      const { peer, adapter } = stand;
      await adapter.send(HERE, outgoing(textOnly("Before.")));
      peer.fault("sendMessage", kind);
      await expect(adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }))).rejects.toThrow(Unanswered);
      await adapter.send(HERE, outgoing(textOnly("Meanwhile.")));
      const ref = await adapter.send(HERE, outgoing(textOnly("Filled."), { name: "card:1", revision: 2 }));
      expect(texts(stand).toSorted()).toEqual(["Before.", "Filled.", "Meanwhile."]);
      expect(peer.messages(ANN).find(({ text }) => text === "Filled.")?.messageId).toBe(Number(ref.slice(1)));
    }),
  );

  test.concurrent.each(FAULTS)("by %s is there once, too, where it is a photo and people wrote in between", (kind) =>
    withStand(async (stand) => {
      const { peer, adapter } = stand;
      await stand.start();
      peer.says(ANN, "/status");
      await confirmed(stand);
      peer.fault("sendPhoto", kind);
      await expect(adapter.send(HERE, outgoing(photo, { name: "card:2" }))).rejects.toThrow(Unanswered);
      peer.says(ANN, "/status");
      await confirmed(stand);
      await adapter.send(HERE, outgoing(photo, { name: "card:2" }));
      expect(texts(stand)).toEqual(["Look."]);
    }),
  );

  test("twice is still one message", () =>
    withStand(async (stand) => {
      const { peer, adapter } = stand;
      await adapter.send(HERE, outgoing(textOnly("Before.")));
      peer.fault("sendMessage", "drop-after", 2);
      peer.fault("editMessageText", "500", 1);
      for (let tries = 0; tries < 2; tries += 1)
        await expect(adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }))).rejects.toThrow();
      await adapter.send(HERE, outgoing(textOnly("Open."), { name: "card:1" }));
      expect(texts(stand)).toEqual(["Before.", "Open."]);
    }));
});

describe("polling goes on", () => {
  const kinds = [...FAULTS.map(([kind]) => kind), "429:1" as const];

  test.concurrent.each(kinds)("after a poll that met %s: nothing is lost, nothing has another id", (kind) =>
    withStand(async (stand) => {
      await stand.start();
      await until("an open poll", () =>
        stand.peer.calls.some((call) => call.method === "getUpdates" && call.status === null),
      );
      stand.peer.fault("getUpdates", kind);
      // The open poll brings these, or the first; the next one meets the fault.
      for (const line of ["1", "2"]) stand.peer.says(ANN, line);
      await confirmed(stand);
      const lines = new Map(stand.received.map(({ updateId, content }) => [updateId, content]));
      expect([...lines.values()]).toEqual([{ line: "1" }, { line: "2" }]);
      await until("both to be told", () => stand.reachable.length === 3);
      expect(stand.reachable).toEqual([null, expect.any(String), null]);
    }),
  );

  test.concurrent.each(kinds)("after a start that met %s", (kind) =>
    withStand(async (stand) => {
      for (const method of ["getMe", "deleteWebhook"]) stand.peer.fault(method, kind);
      await stand.start();
      stand.peer.says(ANN, "/status");
      await confirmed(stand);
      expect(stand.received).toMatchObject([{ content: { line: "/status" } }]);
    }),
  );
});
