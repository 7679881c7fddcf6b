import { createHash } from "node:crypto";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChatClosed, ChatMoved, MessageGone, SlowDown, Unshowable } from "../../../../src/chat/adapter.ts";
import { escaped } from "../../../../src/chat/discord/render/escape.ts";
import type { ChartSpec } from "../../../../src/domain/chart.ts";
import { Refusal } from "../../../../src/domain/errors.ts";
import type { ShownBlock } from "../../../../src/domain/reply.ts";
import type { FaultKind } from "../../../peers/discord/faults.ts";
import { bare, seenIn, textsOf } from "../../../support/discord-view.ts";
import { until } from "../../../support/until.ts";
import { type Stand, open, outgoing, textOf, words } from "../stand.ts";

const POST = "POST /channels/:channel/messages";
const PATCH = "PATCH /channels/:channel/messages/:message";
const THREAD = "PATCH /channels/:channel";
const SILENT = 4_096;

let stand: Stand;

beforeEach(async () => {
  stand = await open({ draw: async (chart) => createHash("sha256").update(JSON.stringify(chart)).digest() });
});
afterEach(() => stand.close());

const seen = (channel = stand.channel) => stand.peer.messages(channel).map((each) => textOf(each));
const callsOf = (route: string) => stand.peer.calls.filter((call) => call.route === route);
const faults: readonly FaultKind[] = [
  "drop-before",
  "drop-after",
  "hang-before",
  "hang-after",
  "500",
  "502-html",
  "garbage",
  "truncated",
  "slow",
];

describe("a card", () => {
  test("comes with or without a sound, and calls nobody", async () => {
    const { adapter, chatRef, peer, channel, ann } = stand;
    await adapter.send(chatRef, outgoing("a", words(`@everyone <@${ann}>`)));
    await adapter.send(chatRef, outgoing("b", words("Quiet."), { isSilent: true }));
    expect(peer.messages(channel)).toMatchObject([{ flags: 0 }, { flags: SILENT }]);
    expect(peer.messages(channel)[0]?.pings).toEqual({ users: [], roles: [], everyone: false });
  });

  test("goes to a person alone where that is the chat", async () => {
    await stand.adapter.send(stand.ann, outgoing("a", words("Hello.")));
    expect(seen(stand.peer.dm(stand.ann))).toEqual(["Hello."]);
  });

  test.each(faults)("is there once after %s", async (kind) => {
    stand.peer.fault(POST, kind, 1);
    await stand.adapter.send(stand.chatRef, outgoing("a", words("Filled.")));
    expect(seen()).toEqual(["Filled."]);
  });

  test.each(faults)("is changed after %s", async (kind) => {
    const ref = await stand.adapter.send(stand.chatRef, outgoing("a", words("One.")));
    stand.peer.fault(PATCH, kind, 1);
    await stand.adapter.edit(stand.chatRef, ref, outgoing("b", words("Two."), { revision: 2 }));
    expect(seen()).toEqual(["Two."]);
  });

  test("whose sending went unanswered and that has changed since, is there once, as it is now", async () => {
    stand.peer.fault(POST, "drop-after", 1);
    stand.peer.fault(POST, "drop-before", 1);
    const card = { name: "card:1" };
    await expect(stand.adapter.send(stand.chatRef, outgoing("1", words("One."), card))).rejects.toThrow("no answer");
    await stand.adapter.send(stand.chatRef, outgoing("2", words("Two."), { ...card, revision: 2 }));
    expect(seen()).toEqual(["Two."]);
  });

  test("that was deleted is told to be gone, and sent anew under the same name it is a new one", async () => {
    const { adapter, chatRef, peer, channel } = stand;
    const card = { name: "card:12" };
    const first = await adapter.send(chatRef, outgoing("1", words("Proposal."), card));
    peer.deletes(channel, first);
    const approved = outgoing("2", words("Approved."), { ...card, revision: 2 });
    await expect(adapter.edit(chatRef, first, approved)).rejects.toThrow(MessageGone);
    const second = await adapter.send(chatRef, approved);
    peer.deletes(channel, second);
    const filled = outgoing("3", words("Filled."), { ...card, revision: 3 });
    await expect(adapter.edit(chatRef, second, filled)).rejects.toThrow(MessageGone);
    const third = await adapter.send(chatRef, filled);
    await adapter.edit(chatRef, third, outgoing("4", words("Closed."), { ...card, revision: 4 }));
    expect(seen()).toEqual(["Closed."]);
  });

  test("too long for one message is several, and shrinks and grows in its place", async () => {
    stand.peer.limits = "off";
    const long = words("word ".repeat(3_000));
    const ref = await stand.adapter.send(stand.chatRef, outgoing("a", long));
    const before = stand.peer.messages(stand.channel).map(({ id }) => id);
    expect(ref.split(",")).toEqual(before);
    expect(before.length).toBeGreaterThan(2);
    const short = await stand.adapter.edit(stand.chatRef, ref, outgoing("b", words("Short."), { revision: 2 }));
    expect([short, seen()]).toEqual([before[0], ["Short."]]);
    const again = await stand.adapter.edit(stand.chatRef, short, outgoing("c", long, { revision: 3 }));
    expect(again.split(",")).toHaveLength(before.length);
    expect(seen().join(" ").match(/word/g)).toHaveLength(3_000);
  });

  test("of many messages is finished after a pause that Discord asks for", async () => {
    const long = outgoing("a", words("word ".repeat(10_000)));
    await expect(stand.adapter.send(stand.chatRef, long)).rejects.toThrow(SlowDown);
    const begun = seen().length;
    stand.peer.limits = "off";
    await until("the pause to be over", () => stand.adapter.send(stand.chatRef, long).catch(() => null));
    expect(begun).toBeGreaterThan(0);
    expect(seen().join(" ").match(/word/g)).toHaveLength(10_000);
  });
});

describe("a picture", () => {
  const chart = (equity: number): ChartSpec => ({
    ...{ kind: "equity", name: "paper", currency: "USDT", places: 2 },
    points: [[0, equity, 0]],
  });
  const card = (...blocks: ShownBlock[]): readonly ShownBlock[] => [...words("Equity."), ...blocks];
  const now = () => stand.peer.messages(stand.channel)[0];
  const uploads = () => stand.peer.calls.filter(({ body }) => JSON.stringify(body ?? {}).includes('"filename"')).length;

  test("is replaced by another, kept while it is the same, and goes with its chart", async () => {
    const { adapter, chatRef } = stand;
    const ref = await adapter.send(chatRef, outgoing("1", card({ kind: "chart", chart: chart(1) })));
    const [first] = now()?.attachments ?? [];
    await adapter.edit(chatRef, ref, outgoing("2", card({ kind: "chart", chart: chart(1) }), { revision: 2 }));
    expect(now()?.attachments).toEqual([first]);
    expect(uploads()).toBe(1);
    await adapter.edit(chatRef, ref, outgoing("3", card({ kind: "chart", chart: chart(2) }), { revision: 3 }));
    expect(now()?.attachments).toHaveLength(1);
    expect(now()?.attachments[0]?.sha256).not.toBe(first?.sha256);
    await adapter.edit(chatRef, ref, outgoing("4", words("Closed."), { revision: 4 }));
    expect(now()?.attachments).toEqual([]);
    expect(seen()).toEqual(["Closed."]);
  });

  test.each([
    [new Refusal("chart", "Set QUICKCHART_URL: ask again."), "Set QUICKCHART_URL: ask again."],
    [new Error("no canvas"), "The chart could not be drawn."],
  ])("that cannot be drawn is said in its place, and drawn when the card changes (%s)", async (error, sentence) => {
    let fails = true;
    const drawing = await open({
      draw: () => (fails ? Promise.reject(error) : Promise.resolve(new Uint8Array([137, 80, 78, 71]))),
    });
    const { adapter, chatRef, peer, channel } = drawing;
    const blocks = card({ kind: "chart", chart: chart(1) });
    await adapter.send(chatRef, outgoing("alone", [{ kind: "chart", chart: chart(1) }]));
    const ref = await adapter.send(chatRef, outgoing("1", blocks));
    const [alone, below] = peer.messages(channel);
    expect([alone, below]).toMatchObject([{ attachments: [] }, { attachments: [] }]);
    expect(alone?.embeds).toMatchObject([{ description: escaped(sentence) }]);
    expect(below?.embeds).toMatchObject([{ description: "Equity.", footer: { text: sentence } }]);
    fails = false;
    await adapter.edit(chatRef, ref, outgoing("2", blocks, { revision: 2 }));
    expect(peer.messages(channel)[1]).toMatchObject({ attachments: [{ filename: "chart.png" }] });
    expect(peer.messages(channel)[1]?.embeds).not.toMatchObject([{ footer: { text: sentence } }]);
    await drawing.close();
  });
});

describe("a chat that refuses is told in the port's words", () => {
  const refused = (chatRef = stand.chatRef) => stand.adapter.send(chatRef, outgoing("a", words("Hello.")));

  test.each([
    ["may not be seen", ["SEND_MESSAGES"], "may not see the channel"],
    ["may not be written in", ["VIEW_CHANNEL"], "may not write there"],
  ] as const)("a channel that %s", async (_what, permissions, why) => {
    stand.peer.permit(stand.channel, [...permissions]);
    await expect(refused()).rejects.toThrow(ChatClosed);
    await expect(refused()).rejects.toThrow(why);
  });

  test("a channel that was deleted", async () => {
    stand.peer.removesChannel(stand.channel);
    await expect(refused()).rejects.toThrow(new ChatClosed("the channel was deleted"));
  });

  test("a person who takes no messages", async () => {
    stand.peer.closes(stand.ann);
    await expect(refused(stand.ann)).rejects.toThrow(new ChatClosed("the person takes no messages from the bot"));
  });

  test("a pause, and for how long", async () => {
    stand.peer.fault(POST, "429", 1, 7);
    const error = await refused().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SlowDown);
    expect(error).toMatchObject({ ms: expect.closeTo(7_050, -2) });
  });

  test("what Discord will never take", async () => {
    const buttons = [
      { label: "A", token: "same" },
      { label: "B", token: "same" },
    ];
    const twice = outgoing("a", [{ kind: "buttons", buttons }]);
    await expect(stand.adapter.send(stand.chatRef, twice)).rejects.toThrow(Unshowable);
  });

  test("no way to Discord at all is none of these, and its token is in no error", async () => {
    await stand.peer.down();
    const error = await refused().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("cannot be reached");
    await stand.peer.up();
    await refused();
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(stand.peer.token);
  });
});

describe("a thread that was archived", () => {
  const inThread = (state: { archived: boolean; locked: boolean }) => {
    const thread = stand.peer.thread(stand.channel);
    return { thread, chatRef: `${stand.guild}/${thread}`, archive: () => stand.peer.archive(thread, state) };
  };

  test("is opened once, and the card changed in it", async () => {
    const { thread, chatRef, archive } = inThread({ archived: true, locked: false });
    const ref = await stand.adapter.send(chatRef, outgoing("1", words("Proposal.")));
    archive();
    await stand.adapter.edit(chatRef, ref, outgoing("2", words("Approved."), { revision: 2 }));
    expect(seen(thread)).toEqual(["Approved."]);
    expect(callsOf(THREAD)).toHaveLength(1);
  });

  test("and is locked has moved to its channel, after two requests", async () => {
    await stand.start();
    const { thread, chatRef, archive } = inThread({ archived: true, locked: true });
    await stand.peer.runs(stand.ann, thread, "status").answered;
    const ref = await stand.adapter.send(chatRef, outgoing("1", words("Proposal.")));
    stand.peer.permit(thread, ["VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "EMBED_LINKS"]);
    archive();
    const before = stand.peer.calls.length;
    const approved = outgoing("2", words("Approved."), { revision: 2 });
    for (let times = 0; times < 3; times += 1) {
      const error = await stand.adapter.edit(chatRef, ref, approved).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ChatMoved);
      expect(error).toMatchObject({ to: stand.chatRef, message: expect.stringContaining("archived") });
    }
    const requests = stand.peer.calls.slice(before).filter(({ path }) => path.includes(thread));
    expect(requests.map(({ code }) => code)).toEqual([50_083, 50_013]);
    await stand.adapter.send(stand.chatRef, approved);
    expect(seen()).toEqual(["Approved."]);
  });

  test("is asked for its channel where nobody has told it", async () => {
    const { chatRef, thread, archive } = inThread({ archived: true, locked: true });
    stand.peer.permit(thread, ["VIEW_CHANNEL", "SEND_MESSAGES_IN_THREADS", "EMBED_LINKS"]);
    archive();
    const error = await stand.adapter.send(chatRef, outgoing("1", words("Hello."))).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ChatMoved", to: stand.chatRef });
  });
});

test("a name, a reason and a pair that look like markup are shown letter by letter", async () => {
  const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)>`;
  const reason = "*_~`@everyone`";
  const line = `Approved by ${name}: "${reason}" · a_b*c · A_B*/USDT · https://x.y · <@${stand.ann}> :100:`;
  await stand.adapter.send(stand.chatRef, outgoing("a", [{ kind: "headline", line: [line] }, ...words(line)]));
  const [message] = stand.peer.messages(stand.channel);
  const texts = (message?.embeds ?? []).flatMap((embed) => textsOf(embed)).filter((text) => text !== "");
  expect(texts.map(seenIn)).toEqual([bare(line), bare(line)]);
  expect(message?.pings).toEqual({ users: [], roles: [], everyone: false });
});
