import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChatClosed, ChatMoved, MessageGone, SlowDown, Unshowable } from "../../../../src/chat/adapter.ts";
import { Refusal } from "../../../../src/domain/errors.ts";
import type { ChartSpec } from "../../../../src/domain/chart.ts";
import type { Shown, ShownBlock } from "../../../../src/domain/reply.ts";
import { until } from "../../../support/until.ts";
import { ANN, BO, confirmed, GROUP, outgoing, SHORT, telegramBench, type TelegramBench, TOPIC } from "../stand.ts";
import { aChart, shownOf, textOnly } from "../shown.ts";

let bench: TelegramBench;
beforeEach(async () => {
  bench = await telegramBench();
});
afterEach(() => bench.stop());

const HERE = String(ANN);
const seen = () => bench.peer.messages(ANN);
const texts = (chat = ANN): string[] => bench.peer.messages(chat).map(({ text }) => text);
const labels = (): string[] => seen().flatMap(({ buttons }) => buttons.flat().map(({ text }) => text));

const otherChart: ChartSpec = {
  kind: "equity",
  name: "paper",
  currency: "USDT",
  places: 2,
  points: [
    [0, 1, 0],
    [1, 2, 0],
  ],
};
const buttons = (...names: string[]): ShownBlock => ({
  kind: "buttons",
  buttons: names.map((label) => ({ label, token: `token-${label}` })),
});

interface CardFacts {
  readonly chart?: ChartSpec;
  readonly words?: string;
  readonly names?: readonly string[];
}

/** A proposal's card; `chart` left out: of text alone. */
function card({ chart, words = "BUY 0.0125 BTC/USDT", names = [] }: CardFacts): Shown {
  const blocks: ShownBlock[] = [
    { kind: "headline", mark: "buy", line: [words], aside: [{ type: "order", id: 12 }] },
    ...(chart === undefined ? [] : [{ kind: "chart" as const, chart }]),
    ...(names.length === 0 ? [] : [buttons(...names)]),
  ];
  return { ...shownOf(blocks), binds: { order: 12, version: 1 } };
}

const waiting = (chart?: ChartSpec): Shown =>
  card({ names: ["Approve", "Reject"], ...(chart === undefined ? {} : { chart }) });

describe("a message", () => {
  test("is HTML that Telegram reads as it was meant, with its buttons below", async () => {
    const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)> *_~@everyone`;
    await bench.adapter.send(HERE, outgoing(shownOf([{ kind: "headline", line: [name] }, buttons("Why")])));
    expect(seen()).toMatchObject([{ text: name, entities: [{ type: "bold", length: name.length }] }]);
    expect(labels()).toEqual(["Why"]);
  });

  test("comes without a sound where it may, and never with a preview of a page", async () => {
    await bench.adapter.send(HERE, outgoing(textOnly("http://example.com"), { isSilent: true }));
    await bench.adapter.send(HERE, outgoing(textOnly("loud")));
    expect(seen().map(({ isSilent }) => isSilent)).toEqual([true, false]);
    expect(bench.peer.calls[0]?.args["link_preview_options"]).toBe('{"is_disabled":true}');
  });

  test("goes to the topic that it is meant for", async () => {
    await bench.adapter.send(`${GROUP}/${TOPIC}`, outgoing(textOnly("in the topic")));
    await bench.adapter.send(`${GROUP}`, outgoing(textOnly("in General")));
    expect(bench.peer.messages(GROUP).map(({ thread }) => thread)).toEqual([TOPIC, null]);
  });

  test("of a chart is a photo, its words the caption", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart)));
    expect(ref).toMatch(/^p\d+$/);
    expect(seen()).toMatchObject([{ text: "🟢 BUY 0.0125 BTC/USDT · #12", photo: { width: 1 } }]);
  });

  test("that is a long reply is told in several, the last with the buttons", async () => {
    const long = shownOf([{ kind: "text", line: ["x".repeat(9_000)] }, buttons("More")]);
    const ref = await bench.adapter.send(HERE, outgoing(long, { kind: "reply" }));
    expect(ref).toMatch(/^t\d+,t\d+,t\d+$/);
    expect(seen().map(({ text }) => text.length)).toEqual([4096, 4096, 808]);
    expect(seen().map((each) => each.buttons.length)).toEqual([0, 0, 1]);
  });

  test("of a chart that cannot be drawn says so in its place", async () => {
    bench.draws.fails = new Refusal("chart", "The chart took too long <to draw>.");
    await bench.adapter.send(HERE, outgoing(card({ chart: aChart })));
    bench.draws.fails = new Error("out of paint");
    await bench.adapter.send(HERE, outgoing(card({ chart: aChart })));
    expect(texts()[0]).toBe("🟢 BUY 0.0125 BTC/USDT · #12\nThe chart took too long <to draw>.");
    expect(texts()[1]).toContain("\nThe chart could not be drawn.");
  });

  test("is not sent twice where its sender asks twice", async () => {
    const long = outgoing(textOnly("x".repeat(5_000)), { kind: "reply" });
    const refs = await Promise.all([bench.adapter.send(HERE, long), bench.adapter.send(HERE, long)]);
    expect(refs[0]).toBe(refs[1]);
    expect(texts()).toHaveLength(2);
  });

  test("of which a part was shown goes on there when it is sent again", async () => {
    const long = outgoing(textOnly("x".repeat(9_000)), { kind: "reply" });
    bench.peer.fault("sendMessage", "slow:1");
    bench.peer.fault("sendMessage", "429:1");
    await expect(bench.adapter.send(HERE, long)).rejects.toThrow(SlowDown);
    await bench.adapter.send(HERE, long);
    expect(texts().map((text) => text.length)).toEqual([4096, 4096, 808]);
  });
});

describe("an answer in a group", () => {
  test("answers the message that asked, in its topic, also as a photo", async () => {
    await bench.start();
    for (const topic of [undefined, TOPIC]) {
      const { messageId } = bench.peer.says(ANN, "/status", { chat: GROUP, ...(topic === undefined ? {} : { topic }) });
      const asked = await until("the command", () => bench.received.find((each) => each.message === String(messageId)));
      const reply = topic === undefined ? textOnly("Fine.") : card({ chart: aChart });
      await bench.adapter.send(asked.chatRef, outgoing(reply, { kind: "reply", inReplyTo: asked.updateId }));
      expect(bench.peer.messages(GROUP).at(-1)).toMatchObject({ replyTo: messageId, thread: topic ?? null });
    }
  });

  test("is shown where the message that asked is gone, and answers none in a private chat", async () => {
    await bench.start();
    const { messageId } = bench.peer.says(ANN, "/status", { chat: GROUP });
    bench.peer.says(ANN, "/status");
    await until("both commands", () => bench.received.length === 2);
    bench.peer.deletes(GROUP, messageId);
    for (const { chatRef, updateId } of bench.received)
      await bench.adapter.send(chatRef, outgoing(textOnly("Fine."), { kind: "reply", inReplyTo: updateId }));
    expect([...bench.peer.messages(GROUP), ...seen()]).toMatchObject([{ replyTo: null }, { replyTo: null }]);
  });
});

describe("a card is changed in place", () => {
  const approved = (chart?: ChartSpec): Shown =>
    card({ words: "BOUGHT 0.0125 BTC/USDT", names: ["Why"], ...(chart === undefined ? {} : { chart }) });

  test.each([
    ["text to text", undefined, undefined, /^t/],
    ["picture to the same picture", aChart, aChart, /^p/],
    ["picture to another one", aChart, otherChart, /^p/],
    ["text to picture", undefined, aChart, /^p/],
    ["picture to text", aChart, undefined, /^t/],
  ])("from %s: one message, its buttons the new ones", async (_what, from, to, kind) => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(from)));
    const now = await bench.adapter.edit(HERE, ref, outgoing(approved(to), { revision: 2 }));
    expect(texts()).toEqual(["🟢 BOUGHT 0.0125 BTC/USDT · #12"]);
    expect(labels()).toEqual(["Why"]);
    expect(seen()[0]?.photo?.width).toBe(to === undefined ? undefined : to === aChart ? 1 : 2);
    expect(now).toMatch(kind);
    expect(now.slice(1)).toBe(String(seen()[0]?.messageId));
  });

  test("without drawing or uploading a chart that it shows already", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart)));
    await bench.adapter.edit(HERE, ref, outgoing(approved(aChart)));
    expect([bench.draws.count, bench.peer.count("editMessageCaption")]).toEqual([1, 1]);
  });

  test("with a long reason, which /why tells in full", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart)));
    const rejected = card({ chart: aChart, words: `Rejected by Bo: "${"r".repeat(1_100)}"` });
    await bench.adapter.edit(HERE, ref, outgoing(rejected));
    expect(texts()).toEqual([expect.stringMatching(/^🟢 Rejected by Bo: "r{900,}…\n… \/why 12 tells all$/)]);
    expect(texts()[0]?.length).toBeLessThanOrEqual(1024);
    expect(labels()).toEqual([]);
  });

  test("or left as it is, where nothing has changed", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting()));
    expect(await bench.adapter.edit(HERE, ref, outgoing(waiting()))).toBe(ref);
  });

  test.each([undefined, aChart])("to the words alone where Telegram refuses the new picture", async (from) => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(from)));
    bench.draws.isSpoilt = true;
    await bench.adapter.edit(HERE, ref, outgoing(approved(otherChart)));
    expect(texts()).toEqual(["🟢 BOUGHT 0.0125 BTC/USDT · #12"]);
    expect(labels()).toEqual(["Why"]);
  });

  test("and its old picture loses its buttons where it is too old to be taken away", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart)));
    bench.peer.fault("deleteMessage", "500");
    await bench.adapter.edit(HERE, ref, outgoing(approved()));
    expect(seen().map((each) => each.buttons.length)).toEqual([0, 1]);
  });

  test("in as many messages as it needs now", async () => {
    const long = (length: number): Shown => shownOf([{ kind: "text", line: ["x".repeat(length)] }, buttons("Why")]);
    const ref = await bench.adapter.send(HERE, outgoing(long(5_000)));
    const longer = await bench.adapter.edit(HERE, ref, outgoing(long(9_000)));
    expect(seen().map(({ text, buttons: rows }) => [text.length, rows.length])).toEqual([
      [4096, 0],
      [4096, 0],
      [808, 1],
    ]);
    await bench.adapter.edit(HERE, longer, outgoing(long(10)));
    expect(seen().map(({ text, buttons: rows }) => [text.length, rows.length])).toEqual([[10, 1]]);
  });
});

describe("a card that is gone", () => {
  test("is said to be, and can be sent anew under the same key", async () => {
    const message = outgoing(waiting());
    const ref = await bench.adapter.send(HERE, message);
    bench.peer.deletes(ANN, Number(ref.slice(1)));
    await expect(bench.adapter.edit(HERE, ref, message)).rejects.toThrow(MessageGone);
    expect(await bench.adapter.send(HERE, message)).not.toBe(ref);
    expect(texts()).toHaveLength(1);
  });

  test("in part leaves nothing behind that could be pressed", async () => {
    const long = outgoing(shownOf([{ kind: "text", line: ["x".repeat(5_000)] }, buttons("Approve")]));
    const ref = await bench.adapter.send(HERE, long);
    bench.peer.deletes(ANN, Number(ref.slice(1).split(",")[0]));
    await expect(bench.adapter.edit(HERE, ref, long)).rejects.toThrow(MessageGone);
    expect(labels()).toEqual([]);
  });
});

describe("a chat that takes nothing", () => {
  const sending = (chatRef: string) => bench.adapter.send(chatRef, outgoing(textOnly("Hello.")));

  test("says why in words", async () => {
    bench.peer.blocks(ANN);
    await expect(sending(HERE)).rejects.toStrictEqual(new ChatClosed("the bot was blocked"));
    bench.peer.kicks(GROUP);
    await expect(sending(`${GROUP}`)).rejects.toStrictEqual(new ChatClosed("the bot was removed from the group"));
    await expect(sending("4711")).rejects.toStrictEqual(new ChatClosed("Telegram does not know the chat"));
  });

  test("goes on in General where its topic was deleted", async () => {
    bench.peer.deletesTopic(GROUP, TOPIC);
    await expect(sending(`${GROUP}/${TOPIC}`)).rejects.toStrictEqual(
      new ChatMoved(`${GROUP}`, "the topic was deleted"),
    );
    await sending(`${GROUP}`);
    expect(texts(GROUP)).toEqual(["Hello."]);
  });

  test("goes on as the supergroup that it has become", async () => {
    bench.peer.group(-77, { type: "group" });
    const ref = await sending("-77");
    bench.peer.migrates(-77, -1_007_700);
    await expect(sending("-77")).rejects.toMatchObject({ name: "ChatMoved", to: "-1007700" });
    await expect(bench.adapter.edit("-77", ref, outgoing(textOnly("x")))).rejects.toThrow(MessageGone);
  });

  test("tells the desk of itself", async () => {
    await bench.start();
    bench.peer.group(-77, { type: "group" });
    bench.peer.migrates(-77, -1_007_700);
    bench.peer.blocks(BO);
    bench.peer.kicks(GROUP);
    await confirmed(bench);
    expect(bench.moved).toEqual([["-77", "-1007700"]]);
    expect(bench.closed).toEqual([
      [`${BO}`, "the bot was blocked"],
      [`${GROUP}`, "the bot was removed from the group"],
    ]);
  });
});

test("a message that Telegram cannot read is tried as plain text, then given up", async () => {
  const refuse = { kind: "buttons" as const, buttons: [{ label: "Go", token: "x".repeat(65) }] };
  await expect(bench.adapter.send(HERE, outgoing(shownOf([refuse])))).rejects.toThrow(Unshowable);
  expect(bench.peer.count("sendMessage")).toBe(2);
});

test("a picture that Telegram refuses is left out, and the words are shown", async () => {
  bench.draws.isSpoilt = true;
  const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart)));
  expect([ref.startsWith("t"), texts(), labels()]).toEqual([
    true,
    ["🟢 BUY 0.0125 BTC/USDT · #12"],
    ["Approve", "Reject"],
  ]);
});

test("a pause that Telegram asks for is passed on, and holds for the chat and no other", async () => {
  await bench.stop();
  bench = await telegramBench({ times: { ...SHORT, paceMs: 0 } });
  bench.peer.fault("sendMessage", "429:7");
  await expect(bench.adapter.send(HERE, outgoing(textOnly("1")))).rejects.toStrictEqual(new SlowDown(7_000));
  await expect(bench.adapter.send(HERE, outgoing(textOnly("2")))).rejects.toThrow(SlowDown);
  await bench.adapter.send(`${BO}`, outgoing(textOnly("3")));
  expect([bench.peer.messages(ANN).length, bench.peer.messages(BO).length]).toEqual([0, 1]);
  expect(bench.peer.calls.filter(({ method }) => method === "sendMessage")).toHaveLength(2); // "2" was not even asked
});

test("the platform's pace is kept by itself: nothing is refused for coming too fast", async () => {
  await bench.stop();
  bench = await telegramBench({ pace: "platform" });
  bench.peer.limits = "platform";
  await Promise.all([1, 2, 3, 4, 5].map((each) => bench.adapter.send(HERE, outgoing(textOnly(`${each}`)))));
  expect(texts()).toEqual(["1", "2", "3", "4", "5"]);
});

test("a person's own message is taken away where the bot may", async () => {
  const mine = bench.peer.says(ANN, "key=abc");
  const theirs = bench.peer.says(ANN, "/status", { chat: GROUP });
  expect(await bench.adapter.remove(HERE, String(mine.messageId))).toBe(true);
  expect(await bench.adapter.remove(`${GROUP}`, String(theirs.messageId))).toBe(false);
  await bench.peer.down();
  expect(await bench.adapter.remove(HERE, String(mine.messageId))).toBe(false);
});

describe("a card whose picture stays true", () => {
  const decided = (text: string): ReturnType<typeof textOnly> => ({ ...textOnly(text), keepsPicture: true });

  test("keeps it: the words under it change where they stand, and the buttons with them", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart), { name: "card:1" }));
    const now = await bench.adapter.edit(HERE, ref, outgoing(decided("BOUGHT"), { name: "card:1", revision: 2 }));
    expect([now, texts(), labels()]).toEqual([ref, ["BOUGHT"], []]);
    expect(seen()[0]?.photo).not.toBeNull();
  });

  test("says in a caption what has room there, and the whole of it by /why", async () => {
    const ref = await bench.adapter.send(HERE, outgoing(waiting(aChart), { name: "card:1" }));
    const long = { ...decided(`Rejected: ${"too early ".repeat(150)}`), binds: { order: 12, version: 2 } };
    expect(await bench.adapter.edit(HERE, ref, outgoing(long, { name: "card:1", revision: 2 }))).toBe(ref);
    const [text = ""] = texts();
    expect([text.length <= 1024, text.endsWith("/why 12 tells all")]).toEqual([true, true]);
  });
});
