import { createHash } from "node:crypto";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ShownButton } from "../../../../src/domain/reply.ts";
import type { FaultKind } from "../../../peers/discord/faults.ts";
import { until } from "../../../support/until.ts";
import { type Stand, open, outgoing, textOf, words } from "../stand.ts";

const EPHEMERAL = 64;
const CALLBACK = "POST /interactions/:interaction/:token/callback";

let stand: Stand;

beforeEach(async () => {
  stand = await open();
  await stand.start();
});
afterEach(() => stand.close());

/** The update of what Ann does, when the desk has it. */
async function taken(act: () => unknown): Promise<{ readonly inReplyTo: string; readonly chatRef: string }> {
  const before = stand.received.length;
  act();
  const update = await until("the update", () => stand.received[before]);
  return { inReplyTo: update.updateId, chatRef: update.chatRef };
}

const here = () => stand.peer.messages(stand.channel);
const seenBy = (channel: string) => stand.peer.messages(channel).map((each) => textOf(each));

async function cardWith(buttons: readonly ShownButton[]): Promise<string> {
  return stand.adapter.send(stand.chatRef, outgoing("card", [...words("Card."), { kind: "buttons", buttons }]));
}

describe("a command", () => {
  test("is the line that people type elsewhere, with who wrote it and when", async () => {
    const { peer, ann, channel } = stand;
    const before = Date.now();
    const handle = peer.runs(ann, channel, "buy", {
      pair: "BTC/USDT",
      amount: "0,1",
      note: "a b",
      sl: "-2%",
      times: "2",
    });
    const [update] = await until("the update", () => (stand.received.length > 0 ? stand.received : null));
    expect(update).toMatchObject({
      updateId: `${handle.id}/${ann}`,
      chatRef: stand.chatRef,
      userRef: ann,
      message: null,
    });
    expect(update?.content).toEqual({ line: "/buy BTC/USDT 0,1 2 sl=-2% a b" });
    expect(Math.abs((update?.sentAt ?? 0) - before)).toBeLessThan(1_000);
    await handle.answered;
  });

  test("is answered for who asked alone in a server", async () => {
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await stand.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: EPHEMERAL });
    expect(here()).toMatchObject([{ shownTo: stand.ann }]);
  });

  test("in a private chat has the person for its chat, and no need to hide its answer", async () => {
    const { peer, ann, adapter } = stand;
    const { inReplyTo, chatRef } = await taken(() => peer.runs(ann, "dm", "status"));
    expect(chatRef).toBe(ann);
    await adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(peer.messages(peer.dm(ann))).toMatchObject([{ flags: 0, shownTo: null }]);
  });

  test("that takes long shows that the desk thinks, then its answer in that place", async () => {
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    expect(await handle.answered).toMatchObject({ type: 5, flags: EPHEMERAL });
    await stand.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(stand.channel)).toEqual(["All well."]);
    expect(here()).toMatchObject([{ shownTo: stand.ann, isLoading: false }]);
  });

  test("with a long answer gets all of it, and nobody else does", async () => {
    const { inReplyTo, chatRef } = await taken(() => stand.peer.runs(stand.ann, stand.channel, "status"));
    const long = words("word ".repeat(3_000));
    await stand.adapter.send(chatRef, outgoing("a", long, { kind: "reply", inReplyTo }));
    expect(here().length).toBeGreaterThan(2);
    expect(here().every(({ shownTo }) => shownTo === stand.ann)).toBe(true);
    expect(seenBy(stand.channel).join(" ").match(/word/g)).toHaveLength(3_000);
  });

  test("of a stranger is answered with a sentence, for them alone", async () => {
    stand.answers = async () => "stranger";
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { flags, data } = await handle.answered;
    expect(flags).toBe(EPHEMERAL);
    expect(data["content"]).toContain("does not know you");
  });

  test("that comes twice is one question with one answer", async () => {
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    stand.peer.redeliver(handle);
    await until("both", () => stand.received.length === 2);
    const [inReplyTo = ""] = stand.received.map(({ updateId }) => updateId);
    await stand.adapter.send(stand.chatRef, outgoing("a", words("Once."), { kind: "reply", inReplyTo }));
    await stand.adapter.send(stand.chatRef, outgoing("a", words("Once."), { kind: "reply", inReplyTo }));
    expect(seenBy(stand.channel)).toEqual(["Once."]);
  });
});

describe("a card that answers a command", () => {
  test("is for all, and changes in place afterwards", async () => {
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    const ref = await stand.adapter.send(chatRef, outgoing("c1", words("Proposal."), { inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: 0 });
    await stand.adapter.edit(chatRef, ref, outgoing("c2", words("Approved."), { inReplyTo, revision: 2 }));
    expect(here()).toMatchObject([{ id: ref, shownTo: null }]);
    expect(seenBy(stand.channel)).toEqual(["Approved."]);
  });

  test("and comes when the desk has been thinking already, takes that sign away", async () => {
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await handle.answered;
    await stand.adapter.send(chatRef, outgoing("c1", words("Proposal."), { inReplyTo }));
    expect(here()).toMatchObject([{ shownTo: null, isLoading: false }]);
    expect(seenBy(stand.channel)).toEqual(["Proposal."]);
  });

  test("comes with its picture, which takes longer than a first answer may", async () => {
    const { inReplyTo, chatRef } = await taken(() => stand.peer.runs(stand.ann, stand.channel, "status"));
    const chart = { kind: "equity", name: "paper", currency: "USDT", places: 2, points: [[0, 1, 0]] } as const;
    const ref = await stand.adapter.send(chatRef, outgoing("c1", [{ kind: "chart", chart }], { inReplyTo }));
    expect(here()).toMatchObject([{ id: ref, shownTo: null, attachments: [{ filename: "chart.png" }] }]);
  });

  test("comes with its file, as it was given", async () => {
    const { inReplyTo, chatRef } = await taken(() => stand.peer.runs(stand.ann, stand.channel, "status"));
    const file = { kind: "file", name: "trend.csv", text: "side,profit\r\nBUY,1.50\r\n" } as const;
    await stand.adapter.send(chatRef, outgoing("a", [...words("All trades."), file], { kind: "reply", inReplyTo }));
    const sha256 = createHash("sha256").update(file.text).digest("hex");
    expect(here()).toMatchObject([{ shownTo: stand.ann, attachments: [{ filename: "trend.csv", sha256 }] }]);
  });

  test("and is in the chat already, is changed there, and who asked is told where", async () => {
    const ref = await stand.adapter.send(stand.chatRef, outgoing("c1", words("Proposal.")));
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await stand.adapter.edit(chatRef, ref, outgoing("c2", words("Proposal, again."), { inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: EPHEMERAL });
    expect(textOf(handle.reply())).toContain(`https://discord.com/channels/${stand.guild}/${stand.channel}/${ref}`);
    await stand.adapter.edit(chatRef, ref, outgoing("c3", words("Done."), { inReplyTo, revision: 2 }));
    expect(here()).toHaveLength(2);
  });
});

describe("a press", () => {
  test("is its token, and changes its own message at once", async () => {
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    const handle = stand.peer.presses(stand.ann, stand.channel, ref, "Approve");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    expect(stand.received).toMatchObject([{ content: { press: "t1" } }]);
    await stand.adapter.edit(chatRef, ref, outgoing("c2", words("Approved."), { inReplyTo, revision: 2 }));
    expect(handle.first?.type).toBe(7);
    expect(seenBy(stand.channel)).toEqual(["Approved."]);
  });

  test("that has no answer is taken all the same", async () => {
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    expect(await stand.peer.presses(stand.ann, stand.channel, ref, "Approve").answered).toMatchObject({ type: 6 });
  });

  test.each([
    ["at once", false],
    ["late", true],
  ])("that is answered %s is answered for who pressed alone", async (_when, isLate) => {
    const ref = await cardWith([{ label: "Why", token: "t1" }]);
    const handle = stand.peer.presses(stand.ann, stand.channel, ref, "Why");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    if (isLate) await handle.answered;
    await stand.adapter.send(chatRef, outgoing("a", words("Because."), { kind: "reply", inReplyTo }));
    expect(here()).toMatchObject([{ id: ref }, { shownTo: stand.ann }]);
    expect(seenBy(stand.channel)).toEqual(["Card.", "Because."]);
  });

  test("a hundred at once are a hundred questions, each with its own answer", async () => {
    stand.peer.limits = "off";
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    const handles = Array.from({ length: 100 }, () => stand.peer.presses(stand.ann, stand.channel, ref, "Approve"));
    await until("all of them", () => stand.received.length === 100);
    const send = (inReplyTo: string) =>
      stand.adapter.send(stand.chatRef, outgoing(inReplyTo, words(inReplyTo), { kind: "reply", inReplyTo }));
    await Promise.all(stand.received.map(({ updateId }) => send(updateId)));
    await Promise.all(handles.map((handle) => handle.answered));
    expect(new Set(seenBy(stand.channel)).size).toBe(101);
    expect(here()).toHaveLength(101);
  });
});

describe("a button that asks", () => {
  test.each([true, false])("opens a form and presses with what was typed (needed: %s)", async (isNeeded) => {
    const { peer, ann, channel } = stand;
    const ref = await cardWith([{ label: "Reject", token: "t1", asks: { label: "Why: a reason?", isNeeded } }]);
    const { type, data } = await peer.presses(ann, channel, ref, "Reject").answered;
    expect(type).toBe(9);
    expect(JSON.stringify(data)).toContain("Why: a reason?");
    expect(stand.received).toEqual([]);
    await taken(() => peer.submits(ann, String(data["custom_id"]), { text: " too early " }));
    expect(stand.received).toMatchObject([{ content: { press: "t1", typed: "too early" } }]);
  });

  test("presses alone where nothing was typed", async () => {
    const { peer, ann, channel } = stand;
    const ref = await cardWith([{ label: "Reject", token: "t1", asks: { label: "Why", isNeeded: false } }]);
    const { data } = await peer.presses(ann, channel, ref, "Reject").answered;
    await taken(() => peer.submits(ann, String(data["custom_id"]), { text: "" }));
    expect(stand.received).toMatchObject([{ content: { press: "t1" } }]);
  });
});

test("what is chosen from a menu is pressed", async () => {
  const buttons = Array.from({ length: 26 }, (_, index) => ({ label: `Pair ${index}`, token: `t${index}` }));
  const ref = await cardWith(buttons);
  await taken(() => stand.peer.selects(stand.ann, stand.channel, ref, "menu:0", ["t7"]));
  expect(stand.received).toMatchObject([{ content: { press: "t7" } }]);
});

describe("an answer that Discord does not take any more", () => {
  test("goes to the person alone, with what it answers", async () => {
    const { peer, ann, adapter, channel } = stand;
    const handle = peer.runs(ann, channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await handle.answered;
    peer.expire(handle);
    await adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(peer.dm(ann))).toEqual([
      "The answer to /status came too late to be shown where you asked:\nAll well.",
    ]);
  });

  test("is not told to a whole channel, only that it came too late", async () => {
    const { peer, ann, adapter, channel } = stand;
    const handle = peer.runs(ann, channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await handle.answered;
    peer.expire(handle);
    peer.closes(ann);
    await adapter.send(chatRef, outgoing("a", words("Secret."), { kind: "reply", inReplyTo }));
    expect(seenBy(channel).join()).toContain("The answer to /status came too late");
    expect(seenBy(channel).join()).not.toContain("Secret");
  });

  test("because the desk was started anew, still goes to the person alone", async () => {
    const { peer, ann, adapter, chatRef, channel } = stand;
    const inReplyTo = `${peer.newId()}/${ann}`;
    await adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(peer.dm(ann)).join()).toContain("All well.");
    expect(seenBy(channel)).toEqual([]);
  });

  test("and is a card, is sent to the channel", async () => {
    const { peer, ann, adapter, channel } = stand;
    const handle = peer.runs(ann, channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await handle.answered;
    peer.expire(handle);
    await adapter.send(chatRef, outgoing("a", words("Proposal."), { inReplyTo }));
    expect(seenBy(channel)).toContain("Proposal.");
  });
});

describe("where the way to Discord fails, a command has one answer", () => {
  const kinds: readonly FaultKind[] = [
    "drop-before",
    "drop-after",
    "hang-before",
    "hang-after",
    "500",
    "502-html",
    "429",
  ];
  test.each([...kinds, "garbage", "truncated", "slow"] as const)("%s", async (kind) => {
    stand.peer.fault(CALLBACK, kind, 1, kind === "429" ? 0.05 : 200);
    const { inReplyTo, chatRef } = await taken(() => stand.peer.runs(stand.ann, stand.channel, "status"));
    await stand.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(stand.channel)).toEqual(["All well."]);
    expect(here()).toMatchObject([{ shownTo: stand.ann }]);
  });

  test("also when both tries were lost, and the card has changed since", async () => {
    stand.peer.fault(CALLBACK, "drop-after", 1);
    stand.peer.fault(CALLBACK, "drop-before", 1);
    const { inReplyTo, chatRef } = await taken(() => stand.peer.runs(stand.ann, stand.channel, "status"));
    const card = { name: "card:1", inReplyTo };
    await expect(stand.adapter.send(chatRef, outgoing("1", words("One."), card))).rejects.toThrow("no answer");
    await stand.adapter.send(chatRef, outgoing("2", words("Two."), { ...card, revision: 2 }));
    expect(seenBy(stand.channel)).toEqual(["Two."]);
  });
});

describe("while somebody types", () => {
  test("words are proposed for the place where they stand", async () => {
    const lines: string[] = [];
    const typing = await open({
      complete: async (_user, line) => {
        lines.push(line);
        return ["sl=-1%", "sl=-2%", "x".repeat(200)];
      },
    });
    await typing.start();
    const options = { pair: "BTC/USDT", amount: "1", sl: "-" };
    const { type, data } = await typing.peer.autocompletes(typing.ann, typing.channel, "buy", options, "sl").answered;
    expect(lines).toEqual(["/buy BTC/USDT 1 sl=-"]);
    expect([type, data["choices"]]).toEqual([8, ["-1%", "-2%"].map((word) => ({ name: word, value: word }))]);
    await typing.close();
  });

  test("nothing is proposed where that fails", async () => {
    const failing = await open({ complete: () => Promise.reject(new Error("no database")) });
    await failing.start();
    const { data } = await failing.peer.autocompletes(failing.ann, failing.channel, "buy", { pair: "b" }, "pair")
      .answered;
    expect(data["choices"]).toEqual([]);
    await failing.close();
  });
});

test("what became of a press is never shown older than it is, whichever answer was lost", async () => {
  await stand.close();
  stand = await open({ waits: { pressMs: 2_500 } });
  await stand.start();
  const approve: ShownButton = { label: "Approve", token: "tok" };
  const card = (key: string, text: string, revision: number, buttons: readonly ShownButton[] = []) =>
    outgoing(key, [...words(text), ...(buttons.length === 0 ? [] : [{ kind: "buttons", buttons } as const])], {
      ...{ name: "card:1", revision },
    });
  const ref = await stand.adapter.send(stand.chatRef, card("k1", "Proposal.", 1, [approve]));
  stand.peer.fault(CALLBACK, "drop-after", 1);
  stand.peer.fault(CALLBACK, "drop-before", 1);
  await taken(() => stand.peer.presses(stand.ann, stand.channel, ref, "Approve"));
  await stand.adapter.edit(stand.chatRef, ref, card("k2", "Approved, sending.", 2)).catch(() => undefined);
  await stand.adapter.edit(stand.chatRef, ref, card("k3", "BOUGHT.", 3));
  expect(seenBy(stand.channel)).toEqual(["BOUGHT."]);
});
