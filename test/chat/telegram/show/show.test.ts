import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChatClosed, ChatMoved, MessageGone, SlowDown, Unshowable } from "../../../../src/chat/adapter.ts";
import type { ChartSpec } from "../../../../src/domain/chart.ts";
import { Refusal } from "../../../../src/domain/errors.ts";
import type { Shown, ShownBlock } from "../../../../src/domain/reply.ts";
import { until } from "../../../support/until.ts";
import { aChart, shownOf, textOnly } from "../shown.ts";
import { ANN, BO, confirmed, GROUP, outgoing, SHORT, telegramStand, type TelegramStand, TOPIC } from "../stand.ts";

let stand: TelegramStand;
beforeEach(async () => {
  stand = await telegramStand();
});
afterEach(() => stand.stop());

const HERE = String(ANN);
const seen = () => stand.peer.messages(ANN);
const texts = (chat = ANN): string[] => stand.peer.messages(chat).map(({ text }) => text);
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
    await stand.adapter.send(HERE, outgoing(shownOf([{ kind: "headline", line: [name] }, buttons("Why")])));
    expect(seen()).toMatchObject([{ text: name, entities: [{ type: "bold", length: name.length }] }]);
    expect(labels()).toEqual(["Why"]);
  });

  test("comes without a sound where it may, and never with a preview of a page", async () => {
    await stand.adapter.send(HERE, outgoing(textOnly("http://example.com"), { isSilent: true }));
    await stand.adapter.send(HERE, outgoing(textOnly("loud")));
    expect(seen().map(({ isSilent }) => isSilent)).toEqual([true, false]);
    expect(stand.peer.calls[0]?.args["link_preview_options"]).toBe('{"is_disabled":true}');
  });

  test("goes to the topic that it is meant for", async () => {
    await stand.adapter.send(`${GROUP}/${TOPIC}`, outgoing(textOnly("in the topic")));
    await stand.adapter.send(`${GROUP}`, outgoing(textOnly("in General")));
    expect(stand.peer.messages(GROUP).map(({ thread }) => thread)).toEqual([TOPIC, null]);
  });

  test("of a chart is a photo, its words the caption", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart)));
    expect(ref).toMatch(/^p\d+$/);
    expect(seen()).toMatchObject([{ text: "🟢 BUY 0.0125 BTC/USDT · #12", photo: { width: 1 } }]);
  });

  test("that is a long reply is told in several, the last with the buttons", async () => {
    const long = shownOf([{ kind: "text", line: ["x".repeat(9_000)] }, buttons("More")]);
    const ref = await stand.adapter.send(HERE, outgoing(long, { kind: "reply" }));
    expect(ref).toMatch(/^t\d+,t\d+,t\d+$/);
    expect(seen().map(({ text }) => text.length)).toEqual([4096, 4096, 808]);
    expect(seen().map((each) => each.buttons.length)).toEqual([0, 0, 1]);
  });

  test("of a chart that cannot be drawn says so in its place", async () => {
    stand.draws.fails = new Refusal("chart", "The chart took too long <to draw>.");
    await stand.adapter.send(HERE, outgoing(card({ chart: aChart })));
    stand.draws.fails = new Error("out of paint");
    await stand.adapter.send(HERE, outgoing(card({ chart: aChart })));
    expect(texts()[0]).toBe("🟢 BUY 0.0125 BTC/USDT · #12\nThe chart took too long <to draw>.");
    expect(texts()[1]).toContain("\nThe chart could not be drawn.");
  });

  test("is not sent twice where its sender asks twice", async () => {
    const long = outgoing(textOnly("x".repeat(5_000)), { kind: "reply" });
    const refs = await Promise.all([stand.adapter.send(HERE, long), stand.adapter.send(HERE, long)]);
    expect(refs[0]).toBe(refs[1]);
    expect(texts()).toHaveLength(2);
  });

  test("of which a part was shown goes on there when it is sent again", async () => {
    const long = outgoing(textOnly("x".repeat(9_000)), { kind: "reply" });
    stand.peer.fault("sendMessage", "slow:1");
    stand.peer.fault("sendMessage", "429:1");
    await expect(stand.adapter.send(HERE, long)).rejects.toThrow(SlowDown);
    await stand.adapter.send(HERE, long);
    expect(texts().map((text) => text.length)).toEqual([4096, 4096, 808]);
  });
});

describe("an answer in a group", () => {
  test("with a file is followed by it, as it was given; said where the chat takes none", async () => {
    const file: ShownBlock = { kind: "file", name: "trend.csv", text: "side,profit\r\nBUY,1.50\r\n" };
    const shown = shownOf([{ kind: "headline", line: ["All trades"] }, buttons("Why"), file]);
    const ref = await stand.adapter.send(HERE, outgoing(shown));
    const [words, document] = seen();
    expect(words).toMatchObject({ text: "All trades", buttons: [[{ text: "Why" }]] });
    expect(document?.document?.filename).toBe("trend.csv");
    expect(document?.document?.bytes.toString()).toBe("side,profit\r\nBUY,1.50\r\n");
    expect(ref).toBe(`t${words?.messageId},d${document?.messageId}`);
    await stand.adapter.edit(HERE, ref, outgoing(shown, { key: "again" }));
    expect(seen()).toHaveLength(2);
    await stand.adapter.send(HERE, outgoing(shownOf([{ ...file, text: "" }]), { key: "empty", name: "empty" }));
    expect(texts().at(-1)).toContain("This chat takes no files");
  });

  test("answers the message that asked, in its topic, also as a photo", async () => {
    await stand.start();
    for (const topic of [undefined, TOPIC]) {
      const { messageId } = stand.peer.says(ANN, "/status", { chat: GROUP, ...(topic === undefined ? {} : { topic }) });
      const asked = await until("the command", () => stand.received.find((each) => each.message === String(messageId)));
      const reply = topic === undefined ? textOnly("Fine.") : card({ chart: aChart });
      await stand.adapter.send(asked.chatRef, outgoing(reply, { kind: "reply", inReplyTo: asked.updateId }));
      expect(stand.peer.messages(GROUP).at(-1)).toMatchObject({ replyTo: messageId, thread: topic ?? null });
    }
  });

  test("is shown where the message that asked is gone, and answers none in a private chat", async () => {
    await stand.start();
    const { messageId } = stand.peer.says(ANN, "/status", { chat: GROUP });
    stand.peer.says(ANN, "/status");
    await until("both commands", () => stand.received.length === 2);
    stand.peer.deletes(GROUP, messageId);
    for (const { chatRef, updateId } of stand.received)
      await stand.adapter.send(chatRef, outgoing(textOnly("Fine."), { kind: "reply", inReplyTo: updateId }));
    expect([...stand.peer.messages(GROUP), ...seen()]).toMatchObject([{ replyTo: null }, { replyTo: null }]);
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
    const ref = await stand.adapter.send(HERE, outgoing(waiting(from)));
    const now = await stand.adapter.edit(HERE, ref, outgoing(approved(to), { revision: 2 }));
    expect(texts()).toEqual(["🟢 BOUGHT 0.0125 BTC/USDT · #12"]);
    expect(labels()).toEqual(["Why"]);
    expect(seen()[0]?.photo?.width).toBe(to === undefined ? undefined : to === aChart ? 1 : 2);
    expect(now).toMatch(kind);
    expect(now.slice(1)).toBe(String(seen()[0]?.messageId));
  });

  test("without drawing or uploading a chart that it shows already", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart)));
    await stand.adapter.edit(HERE, ref, outgoing(approved(aChart)));
    expect([stand.draws.count, stand.peer.count("editMessageCaption")]).toEqual([1, 1]);
  });

  test("with a long reason, which /why tells in full", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart)));
    const rejected = card({ chart: aChart, words: `Rejected by Bo: "${"r".repeat(1_100)}"` });
    await stand.adapter.edit(HERE, ref, outgoing(rejected));
    expect(texts()).toEqual([expect.stringMatching(/^🟢 Rejected by Bo: "r{900,}…\n… \/why 12 tells all$/)]);
    expect(texts()[0]?.length).toBeLessThanOrEqual(1024);
    expect(labels()).toEqual([]);
  });

  test("or left as it is, where nothing has changed", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting()));
    expect(await stand.adapter.edit(HERE, ref, outgoing(waiting()))).toBe(ref);
  });

  test.each([undefined, aChart])("to the words alone where Telegram refuses the new picture", async (from) => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(from)));
    stand.draws.isSpoilt = true;
    await stand.adapter.edit(HERE, ref, outgoing(approved(otherChart)));
    expect(texts()).toEqual(["🟢 BOUGHT 0.0125 BTC/USDT · #12"]);
    expect(labels()).toEqual(["Why"]);
  });

  test("and its old picture is not forgotten where it could not be taken away: the change is tried again", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart)));
    const change = outgoing(approved());
    for (const method of ["deleteMessage", "editMessageReplyMarkup"]) stand.peer.fault(method, "500");
    await expect(stand.adapter.edit(HERE, ref, change)).rejects.toThrow();
    await stand.adapter.edit(HERE, ref, change);
    expect(seen().map((each) => each.buttons.length)).toEqual([1]);
  });

  test("in as many messages as it needs now", async () => {
    const long = (length: number): Shown => shownOf([{ kind: "text", line: ["x".repeat(length)] }, buttons("Why")]);
    const ref = await stand.adapter.send(HERE, outgoing(long(5_000)));
    const longer = await stand.adapter.edit(HERE, ref, outgoing(long(9_000)));
    expect(seen().map(({ text, buttons: rows }) => [text.length, rows.length])).toEqual([
      [4096, 0],
      [4096, 0],
      [808, 1],
    ]);
    await stand.adapter.edit(HERE, longer, outgoing(long(10)));
    expect(seen().map(({ text, buttons: rows }) => [text.length, rows.length])).toEqual([[10, 1]]);
  });
});

describe("a card that is gone", () => {
  test("is said to be, and can be sent anew under the same key", async () => {
    const message = outgoing(waiting());
    const ref = await stand.adapter.send(HERE, message);
    stand.peer.deletes(ANN, Number(ref.slice(1)));
    await expect(stand.adapter.edit(HERE, ref, message)).rejects.toThrow(MessageGone);
    expect(await stand.adapter.send(HERE, message)).not.toBe(ref);
    expect(texts()).toHaveLength(1);
  });

  test("in part leaves nothing behind that could be pressed", async () => {
    const long = outgoing(shownOf([{ kind: "text", line: ["x".repeat(5_000)] }, buttons("Approve")]));
    const ref = await stand.adapter.send(HERE, long);
    stand.peer.deletes(ANN, Number(ref.slice(1).split(",")[0]));
    await expect(stand.adapter.edit(HERE, ref, long)).rejects.toThrow(MessageGone);
    expect(labels()).toEqual([]);
  });
});

describe("a chat that takes nothing", () => {
  const sending = (chatRef: string) => stand.adapter.send(chatRef, outgoing(textOnly("Hello.")));

  test("says why in words", async () => {
    stand.peer.blocks(ANN);
    await expect(sending(HERE)).rejects.toStrictEqual(new ChatClosed("the bot was blocked"));
    stand.peer.kicks(GROUP);
    await expect(sending(`${GROUP}`)).rejects.toStrictEqual(new ChatClosed("the bot was removed from the group"));
    await expect(sending("4711")).rejects.toStrictEqual(new ChatClosed("Telegram does not know the chat"));
  });

  test("goes on in General where its topic was deleted", async () => {
    stand.peer.deletesTopic(GROUP, TOPIC);
    await expect(sending(`${GROUP}/${TOPIC}`)).rejects.toStrictEqual(
      new ChatMoved(`${GROUP}`, "the topic was deleted"),
    );
    await sending(`${GROUP}`);
    expect(texts(GROUP)).toEqual(["Hello."]);
  });

  test("goes on as the supergroup that it has become", async () => {
    stand.peer.group(-77, { type: "group" });
    const ref = await sending("-77");
    stand.peer.migrates(-77, -1_007_700);
    await expect(sending("-77")).rejects.toMatchObject({ name: "ChatMoved", to: "-1007700" });
    await expect(stand.adapter.edit("-77", ref, outgoing(textOnly("x")))).rejects.toThrow(MessageGone);
  });

  test("tells the desk of itself", async () => {
    await stand.start();
    stand.peer.group(-77, { type: "group" });
    stand.peer.migrates(-77, -1_007_700);
    stand.peer.blocks(BO);
    stand.peer.kicks(GROUP);
    await confirmed(stand);
    expect(stand.moved).toEqual([["-77", "-1007700"]]);
    expect(stand.closed).toEqual([
      [`${BO}`, "the bot was blocked"],
      [`${GROUP}`, "the bot was removed from the group"],
    ]);
  });
});

test("a message that Telegram cannot read is tried as plain text, then given up", async () => {
  const refuse = { kind: "buttons" as const, buttons: [{ label: "Go", token: "x".repeat(65) }] };
  await expect(stand.adapter.send(HERE, outgoing(shownOf([refuse])))).rejects.toThrow(Unshowable);
  expect(stand.peer.count("sendMessage")).toBe(2);
});

test("a picture that Telegram refuses is left out, and the words are shown", async () => {
  stand.draws.isSpoilt = true;
  const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart)));
  expect([ref.startsWith("t"), texts(), labels()]).toEqual([
    true,
    ["🟢 BUY 0.0125 BTC/USDT · #12"],
    ["Approve", "Reject"],
  ]);
});

test("a pause that Telegram asks for is passed on, and holds for the chat and no other", async () => {
  await stand.stop();
  stand = await telegramStand({ times: { ...SHORT, paceMs: 0 } });
  stand.peer.fault("sendMessage", "429:7");
  await expect(stand.adapter.send(HERE, outgoing(textOnly("1")))).rejects.toStrictEqual(new SlowDown(7_000));
  await expect(stand.adapter.send(HERE, outgoing(textOnly("2")))).rejects.toThrow(SlowDown);
  await stand.adapter.send(`${BO}`, outgoing(textOnly("3")));
  expect([stand.peer.messages(ANN).length, stand.peer.messages(BO).length]).toEqual([0, 1]);
  expect(stand.peer.calls.filter(({ method }) => method === "sendMessage")).toHaveLength(2); // "2" was not even asked
});

test("the platform's pace is kept by itself: nothing is refused for coming too fast", async () => {
  await stand.stop();
  stand = await telegramStand({ pace: "platform" });
  stand.peer.limits = "platform";
  await Promise.all([1, 2, 3, 4, 5].map((each) => stand.adapter.send(HERE, outgoing(textOnly(`${each}`)))));
  expect(texts()).toEqual(["1", "2", "3", "4", "5"]);
});

test("a person's own message is taken away where the bot may", async () => {
  const mine = stand.peer.says(ANN, "key=abc");
  const theirs = stand.peer.says(ANN, "/status", { chat: GROUP });
  expect(await stand.adapter.remove(HERE, String(mine.messageId))).toBe(true);
  expect(await stand.adapter.remove(`${GROUP}`, String(theirs.messageId))).toBe(false);
  await stand.peer.down();
  expect(await stand.adapter.remove(HERE, String(mine.messageId))).toBe(false);
});

describe("a card whose picture stays true", () => {
  const decided = (text: string): ReturnType<typeof textOnly> => ({ ...textOnly(text), keepsPicture: true });

  test("keeps it: the words under it change where they stand, and the buttons with them", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart), { name: "card:1" }));
    const now = await stand.adapter.edit(HERE, ref, outgoing(decided("BOUGHT"), { name: "card:1", revision: 2 }));
    expect([now, texts(), labels()]).toEqual([ref, ["BOUGHT"], []]);
    expect(seen()[0]?.photo).not.toBeNull();
  });

  test("says in a caption what has room there, and the whole of it by /why", async () => {
    const ref = await stand.adapter.send(HERE, outgoing(waiting(aChart), { name: "card:1" }));
    const long = { ...decided(`Rejected: ${"too early ".repeat(150)}`), binds: { order: 12, version: 2 } };
    expect(await stand.adapter.edit(HERE, ref, outgoing(long, { name: "card:1", revision: 2 }))).toBe(ref);
    const [text = ""] = texts();
    expect([text.length <= 1024, text.endsWith("/why 12 tells all")]).toEqual([true, true]);
  });
});
