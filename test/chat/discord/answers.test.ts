import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ShownButton } from "../../../src/domain/reply.ts";
import type { FaultKind } from "../../peers/discord/faults.ts";
import { until } from "../../support/until.ts";
import { type Bench, open, outgoing, textOf, words } from "./bench.ts";

const EPHEMERAL = 64;
const CALLBACK = "POST /interactions/:interaction/:token/callback";

let bench: Bench;

beforeEach(async () => {
  bench = await open();
  await bench.start();
});
afterEach(() => bench.close());

/** The update of what Ann does, when the desk has it. */
async function taken(act: () => unknown): Promise<{ readonly inReplyTo: string; readonly chatRef: string }> {
  const before = bench.received.length;
  act();
  const update = await until("the update", () => bench.received[before]);
  return { inReplyTo: update.updateId, chatRef: update.chatRef };
}

const here = () => bench.peer.messages(bench.channel);
const seenBy = (channel: string) => bench.peer.messages(channel).map((each) => textOf(each));

async function cardWith(buttons: readonly ShownButton[]): Promise<string> {
  return bench.adapter.send(bench.chatRef, outgoing("card", [...words("Card."), { kind: "buttons", buttons }]));
}

describe("a command", () => {
  test("is the line that people type elsewhere, with who wrote it and when", async () => {
    const { peer, ann, channel } = bench;
    const before = Date.now();
    const handle = peer.runs(ann, channel, "buy", {
      pair: "BTC/USDT",
      amount: "0,1",
      note: "a b",
      sl: "-2%",
      times: "2",
    });
    const [update] = await until("the update", () => (bench.received.length > 0 ? bench.received : null));
    expect(update).toMatchObject({
      updateId: `${handle.id}/${ann}`,
      chatRef: bench.chatRef,
      userRef: ann,
      message: null,
    });
    expect(update?.content).toEqual({ line: "/buy BTC/USDT 0,1 2 sl=-2% a b" });
    expect(Math.abs((update?.sentAt ?? 0) - before)).toBeLessThan(1_000);
    await handle.answered;
  });

  test("is answered for who asked alone in a server", async () => {
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await bench.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: EPHEMERAL });
    expect(here()).toMatchObject([{ shownTo: bench.ann }]);
  });

  test("in a private chat has the person for its chat, and no need to hide its answer", async () => {
    const { peer, ann, adapter } = bench;
    const { inReplyTo, chatRef } = await taken(() => peer.runs(ann, "dm", "status"));
    expect(chatRef).toBe(ann);
    await adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(peer.messages(peer.dm(ann))).toMatchObject([{ flags: 0, shownTo: null }]);
  });

  test("that takes long shows that the desk thinks, then its answer in that place", async () => {
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    expect(await handle.answered).toMatchObject({ type: 5, flags: EPHEMERAL });
    await bench.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(bench.channel)).toEqual(["All well."]);
    expect(here()).toMatchObject([{ shownTo: bench.ann, isLoading: false }]);
  });

  test("with a long answer gets all of it, and nobody else does", async () => {
    const { inReplyTo, chatRef } = await taken(() => bench.peer.runs(bench.ann, bench.channel, "status"));
    const long = words("word ".repeat(3_000));
    await bench.adapter.send(chatRef, outgoing("a", long, { kind: "reply", inReplyTo }));
    expect(here().length).toBeGreaterThan(2);
    expect(here().every(({ shownTo }) => shownTo === bench.ann)).toBe(true);
    expect(seenBy(bench.channel).join(" ").match(/word/g)).toHaveLength(3_000);
  });

  test("of a stranger is answered with a sentence, for them alone", async () => {
    bench.answers = async () => "stranger";
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { flags, data } = await handle.answered;
    expect(flags).toBe(EPHEMERAL);
    expect(data["content"]).toContain("does not know you");
  });

  test("that comes twice is one question with one answer", async () => {
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    bench.peer.redeliver(handle);
    await until("both", () => bench.received.length === 2);
    const [inReplyTo = ""] = bench.received.map(({ updateId }) => updateId);
    await bench.adapter.send(bench.chatRef, outgoing("a", words("Once."), { kind: "reply", inReplyTo }));
    await bench.adapter.send(bench.chatRef, outgoing("a", words("Once."), { kind: "reply", inReplyTo }));
    expect(seenBy(bench.channel)).toEqual(["Once."]);
  });
});

describe("a card that answers a command", () => {
  test("is for all, and changes in place afterwards", async () => {
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    const ref = await bench.adapter.send(chatRef, outgoing("c1", words("Proposal."), { inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: 0 });
    await bench.adapter.edit(chatRef, ref, outgoing("c2", words("Approved."), { inReplyTo, revision: 2 }));
    expect(here()).toMatchObject([{ id: ref, shownTo: null }]);
    expect(seenBy(bench.channel)).toEqual(["Approved."]);
  });

  test("and comes when the desk has been thinking already, takes that sign away", async () => {
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await handle.answered;
    await bench.adapter.send(chatRef, outgoing("c1", words("Proposal."), { inReplyTo }));
    expect(here()).toMatchObject([{ shownTo: null, isLoading: false }]);
    expect(seenBy(bench.channel)).toEqual(["Proposal."]);
  });

  test("comes with its picture, which takes longer than a first answer may", async () => {
    const { inReplyTo, chatRef } = await taken(() => bench.peer.runs(bench.ann, bench.channel, "status"));
    const chart = { kind: "equity", name: "paper", currency: "USDT", places: 2, points: [[0, 1, 0]] } as const;
    const ref = await bench.adapter.send(chatRef, outgoing("c1", [{ kind: "chart", chart }], { inReplyTo }));
    expect(here()).toMatchObject([{ id: ref, shownTo: null, attachments: [{ filename: "chart.png" }] }]);
  });

  test("and is in the chat already, is changed there, and who asked is told where", async () => {
    const ref = await bench.adapter.send(bench.chatRef, outgoing("c1", words("Proposal.")));
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    await bench.adapter.edit(chatRef, ref, outgoing("c2", words("Proposal, again."), { inReplyTo }));
    expect(handle.first).toMatchObject({ type: 4, flags: EPHEMERAL });
    expect(textOf(handle.reply())).toContain(`https://discord.com/channels/${bench.guild}/${bench.channel}/${ref}`);
    await bench.adapter.edit(chatRef, ref, outgoing("c3", words("Done."), { inReplyTo, revision: 2 }));
    expect(here()).toHaveLength(2);
  });
});

describe("a press", () => {
  test("is its token, and changes its own message at once", async () => {
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    const handle = bench.peer.presses(bench.ann, bench.channel, ref, "Approve");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    expect(bench.received).toMatchObject([{ content: { press: "t1" } }]);
    await bench.adapter.edit(chatRef, ref, outgoing("c2", words("Approved."), { inReplyTo, revision: 2 }));
    expect(handle.first?.type).toBe(7);
    expect(seenBy(bench.channel)).toEqual(["Approved."]);
  });

  test("that has no answer is taken all the same", async () => {
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    expect(await bench.peer.presses(bench.ann, bench.channel, ref, "Approve").answered).toMatchObject({ type: 6 });
  });

  test.each([
    ["at once", false],
    ["late", true],
  ])("that is answered %s is answered for who pressed alone", async (_when, isLate) => {
    const ref = await cardWith([{ label: "Why", token: "t1" }]);
    const handle = bench.peer.presses(bench.ann, bench.channel, ref, "Why");
    const { inReplyTo, chatRef } = await taken(() => undefined);
    if (isLate) await handle.answered;
    await bench.adapter.send(chatRef, outgoing("a", words("Because."), { kind: "reply", inReplyTo }));
    expect(here()).toMatchObject([{ id: ref }, { shownTo: bench.ann }]);
    expect(seenBy(bench.channel)).toEqual(["Card.", "Because."]);
  });

  test("a hundred at once are a hundred questions, each with its own answer", async () => {
    bench.peer.limits = "off";
    const ref = await cardWith([{ label: "Approve", token: "t1" }]);
    const handles = Array.from({ length: 100 }, () => bench.peer.presses(bench.ann, bench.channel, ref, "Approve"));
    await until("all of them", () => bench.received.length === 100);
    const send = (inReplyTo: string) =>
      bench.adapter.send(bench.chatRef, outgoing(inReplyTo, words(inReplyTo), { kind: "reply", inReplyTo }));
    await Promise.all(bench.received.map(({ updateId }) => send(updateId)));
    await Promise.all(handles.map((handle) => handle.answered));
    expect(new Set(seenBy(bench.channel)).size).toBe(101);
    expect(here()).toHaveLength(101);
  });
});

describe("a button that asks", () => {
  test.each([true, false])("opens a form and presses with what was typed (needed: %s)", async (isNeeded) => {
    const { peer, ann, channel } = bench;
    const ref = await cardWith([{ label: "Reject", token: "t1", asks: { label: "Why: a reason?", isNeeded } }]);
    const { type, data } = await peer.presses(ann, channel, ref, "Reject").answered;
    expect(type).toBe(9);
    expect(JSON.stringify(data)).toContain("Why: a reason?");
    expect(bench.received).toEqual([]);
    await taken(() => peer.submits(ann, String(data["custom_id"]), { text: " too early " }));
    expect(bench.received).toMatchObject([{ content: { press: "t1", typed: "too early" } }]);
  });

  test("presses alone where nothing was typed", async () => {
    const { peer, ann, channel } = bench;
    const ref = await cardWith([{ label: "Reject", token: "t1", asks: { label: "Why", isNeeded: false } }]);
    const { data } = await peer.presses(ann, channel, ref, "Reject").answered;
    await taken(() => peer.submits(ann, String(data["custom_id"]), { text: "" }));
    expect(bench.received).toMatchObject([{ content: { press: "t1" } }]);
  });
});

test("what is chosen from a menu is pressed", async () => {
  const buttons = Array.from({ length: 26 }, (_, index) => ({ label: `Pair ${index}`, token: `t${index}` }));
  const ref = await cardWith(buttons);
  await taken(() => bench.peer.selects(bench.ann, bench.channel, ref, "menu:0", ["t7"]));
  expect(bench.received).toMatchObject([{ content: { press: "t7" } }]);
});

describe("an answer that Discord does not take any more", () => {
  test("goes to the person alone, with what it answers", async () => {
    const { peer, ann, adapter, channel } = bench;
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
    const { peer, ann, adapter, channel } = bench;
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
    const { peer, ann, adapter, chatRef, channel } = bench;
    const inReplyTo = `${peer.newId()}/${ann}`;
    await adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(peer.dm(ann)).join()).toContain("All well.");
    expect(seenBy(channel)).toEqual([]);
  });

  test("and is a card, is sent to the channel", async () => {
    const { peer, ann, adapter, channel } = bench;
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
    bench.peer.fault(CALLBACK, kind, 1, kind === "429" ? 0.05 : 200);
    const { inReplyTo, chatRef } = await taken(() => bench.peer.runs(bench.ann, bench.channel, "status"));
    await bench.adapter.send(chatRef, outgoing("a", words("All well."), { kind: "reply", inReplyTo }));
    expect(seenBy(bench.channel)).toEqual(["All well."]);
    expect(here()).toMatchObject([{ shownTo: bench.ann }]);
  });

  test("also when both tries were lost, and the card has changed since", async () => {
    bench.peer.fault(CALLBACK, "drop-after", 1);
    bench.peer.fault(CALLBACK, "drop-before", 1);
    const { inReplyTo, chatRef } = await taken(() => bench.peer.runs(bench.ann, bench.channel, "status"));
    const card = { name: "card:1", inReplyTo };
    await expect(bench.adapter.send(chatRef, outgoing("1", words("One."), card))).rejects.toThrow("no answer");
    await bench.adapter.send(chatRef, outgoing("2", words("Two."), { ...card, revision: 2 }));
    expect(seenBy(bench.channel)).toEqual(["Two."]);
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
