import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Unanswered } from "../../../src/chat/adapter.ts";
import type { FaultKind } from "../../peers/telegram/faults.ts";
import { ANN, outgoing, telegramBench, type TelegramBench } from "./bench.ts";
import { aChart, shownOf, textOnly } from "./shown.ts";

let bench: TelegramBench;
beforeEach(async () => {
  bench = await telegramBench();
});
afterEach(() => bench.stop());

const HERE = String(ANN);
const texts = (): string[] => bench.peer.messages(ANN).map(({ text }) => text);
const photo = shownOf([
  { kind: "chart", chart: aChart },
  { kind: "text", line: ["Look."] },
]);

/** What the platform has done, though nobody was told. */
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

describe.each(FAULTS)("a call that meets %s", (kind, isDone) => {
  test("leaves it open whether a message was shown, and nothing is sent again by itself", async () => {
    bench.peer.fault("sendMessage", kind);
    await expect(bench.adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow(Unanswered);
    expect(texts()).toEqual(isDone ? ["Hello."] : []);
    expect(bench.peer.calls).toHaveLength(1);
  });

  test("is the same for a photo", async () => {
    bench.peer.fault("sendPhoto", kind);
    await expect(bench.adapter.send(HERE, outgoing(photo))).rejects.toThrow(Unanswered);
    expect(texts()).toEqual(isDone ? ["Look."] : []);
  });

  test("keeps no edit from being made when it is repeated", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(textOnly("One.")));
    const two = outgoing(textOnly("Two."), { revision: 2 });
    bench.peer.fault("editMessageText", kind);
    await expect(bench.adapter.edit(HERE, ref, two)).rejects.not.toThrow(Unanswered);
    expect(await bench.adapter.edit(HERE, ref, two)).toBe(ref);
    expect(texts()).toEqual(["Two."]);
  });

  test("does not pass for an answer of the chat", async () => {
    bench.peer.fault("sendChatAction", kind);
    await expect(bench.adapter.probe(HERE)).rejects.toThrow();
  });
});

test("where nobody listens nothing was sent", async () => {
  await bench.peer.down();
  await expect(bench.adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.toThrow("ECONNREFUSED");
  await expect(bench.adapter.send(HERE, outgoing(textOnly("Hello.")))).rejects.not.toThrow(Unanswered);
});
