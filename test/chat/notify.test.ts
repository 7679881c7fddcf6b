/** /notify: what a chat is told of, switched by words and by buttons, and the zone of its times. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { notifyCard, type NotifyFacts } from "../../src/cards/notify.ts";
import { TOPICS } from "../../src/domain/topic.ts";
import { Chat } from "../../src/models/chat.ts";
import { NOW, read, runs } from "../cards/facts.ts";
import { type Asked, ask } from "../support/asking.ts";
import { Trader } from "../support/trader.ts";

describe("the table of topics", () => {
  const facts: NotifyFacts = {
    topics: TOPICS.map((topic) => ({ topic, isOn: topic !== "fills" })),
    ...{ isActive: true, leastSeverity: 0, sound: "usual", quiet: null },
    ...{ zone: "Europe/Berlin", now: NOW, changes: [] },
  };

  it("says what is on, what cannot be off, and what time it is", () => {
    expect(read(notifyCard(facts))).toEqual([
      "5 of 6 topics come here",
      "Topic   Is   Tells of",
      "orders  on   orders, proposals",
      "fills   off  fills of what rests",
      "risk    on   limits, drift",
      "price   on   watches",
      "digest  on   digests",
      "health  on   the desk itself",
      "What is grave (severity 4 and 5: a halt, a loss, a position without its stop) cannot be switched off.",
      "What asks or is grave makes a sound, the rest is silent. Hours without: /notify quiet=22:00-07:00",
      "Times here are of Europe/Berlin, where it is 4 Jan 2022 08:56:14. Another one: /notify zone=Europe/Berlin",
      "[ orders off ] [ fills on ] [ risk off ] [ price off ] [ digest off ] [ health off ] [ sound silent ] [ sound loud ]",
    ]);
    expect(runs(notifyCard(facts))).toMatchObject({ "fills on": "notify fills on", "risk off": "notify risk off" });
  });

  it("fits a phone", () => {
    const card = notifyCard(facts);
    const table = read({ ...card, blocks: card.blocks.filter(({ kind }) => kind === "table") }, 32);
    expect(table).toHaveLength(7);
    for (const line of table) expect([line, line.length <= 32]).toEqual([line, true]);
  });

  it("says first what has changed", () => {
    const changes = ["fills off", "zone Europe/Berlin"];
    expect(read(notifyCard({ ...facts, changes }))[0]).toBe(
      "✅ Fills off, zone Europe/Berlin: 5 of 6 topics come here",
    );
  });

  it("says what is kept away by its severity, and which hours are quiet", () => {
    const lines = read(notifyCard({ ...facts, leastSeverity: 3, sound: "loud", quiet: "22:00-07:00" }));
    expect(lines.find((line) => line.startsWith("Of these topics"))).toMatch(
      /^Of these topics nothing below severity 3 comes.*\/notify least=1$/,
    );
    expect(lines).toContain(
      "Everything makes a sound; from 22:00 to 07:00 (Europe/Berlin) only what is grave. Change: /notify quiet=off",
    );
  });

  it("of a chat without alerts says that nothing comes, and how it would", () => {
    const topics = facts.topics.map(({ topic }) => ({ topic, isOn: false }));
    const lines = read(notifyCard({ ...facts, topics, isActive: false }));
    expect(lines[0]).toBe("No topic comes here");
    expect(lines).toContain("No alert comes here: the first topic that is switched on brings the grave ones too.");
  });
});

describe("/notify on a desk", () => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open()));
  beforeEach(async () => {
    await trader.startOver();
    await Chat.query(trader.desk.db.writer).patch({
      ...{ mutedTopics: null, zone: "UTC", isActive: true, leastSeverity: 0, sound: null, quiet: null },
    });
  });
  afterAll(() => trader.close());

  const say = (line: string): Promise<Asked> => ask(trader, line);
  const chat = async (): Promise<Chat> =>
    Chat.query(trader.desk.db.reader).findOne({ platform: "local", chat_ref: "1" }).throwIfNotFound();

  it("switches a topic by its button, and back", async () => {
    const off = await say((await say("/notify")).run("fills off"));
    expect(off.lines[0]).toBe("✅ Fills off: 5 of 6 topics come here");
    expect((await chat()).mutedTopics).toEqual(["fills"]);
    await say(off.run("fills on"));
    expect((await chat()).mutedTopics).toBeNull();
  });

  it("switches all at once, and leaves no doubt that the grave ones come", async () => {
    const { lines } = await say("/notify off");
    expect(lines[0]).toBe("✅ All topics off: no topic comes here");
    expect(lines.join("\n")).toContain("cannot be switched off");
    await say("/notify on");
    expect((await chat()).mutedTopics).toBeNull();
  });

  it("changes the zone of the chat alone, and shows a time there", async () => {
    const { lines } = await say("/notify zone=asia/tokyo");
    expect(lines[0]).toBe("✅ Zone Asia/Tokyo: 6 of 6 topics come here");
    expect(lines.find((line) => line.startsWith("Times here are of Asia/Tokyo"))).toBeDefined();
    expect(await chat()).toMatchObject({ zone: "Asia/Tokyo", mutedTopics: null });
  });

  it("takes both in one line", async () => {
    expect((await say("/notify health off zone=Europe/Berlin")).lines[0]).toBe(
      "✅ Health off, zone Europe/Berlin: 5 of 6 topics come here",
    );
    expect(await chat()).toMatchObject({ zone: "Europe/Berlin", mutedTopics: ["health"] });
  });

  it("keeps what the chat wants of severity, sound and quiet hours, and takes it back", async () => {
    expect((await say("/notify least=3 sound=silent quiet=22:00-7:00")).lines[0]).toBe(
      "✅ Least 3, sound silent, quiet 22:00-07:00: 6 of 6 topics come here",
    );
    expect(await chat()).toMatchObject({ leastSeverity: 3, sound: "silent", quiet: "22:00-07:00" });
    await say("/notify least=1 sound=usual quiet=off");
    expect(await chat()).toMatchObject({ leastSeverity: 1, sound: null, quiet: null });
  });

  it.each(["quiet=22-7", "quiet=22:00", "quiet=22:00-22:00", "least=5", "sound=shrill"])("refuses %s", async (wish) => {
    const before = await chat();
    expect((await say(`/notify ${wish}`)).reply.outcome).toBe("refused");
    expect(await chat()).toEqual(before);
  });

  it.each([
    ["/notify zone=Berlin", "notify zone=Europe/Berlin"],
    ["/notify zone=Europe/Berln", "notify zone=Europe/Berlin"],
    ["/notify fils off", "notify fills off"],
    ["/notify fills", "notify fills on"],
    ["/notify on off", "notify on"],
  ])("refuses %s, offers what was meant, and changes nothing", async (line, offered) => {
    const before = await chat();
    const { reply, buttons } = await say(line);
    expect(reply.outcome).toBe("refused");
    expect(buttons[0]?.run).toBe(offered);
    expect(await chat()).toEqual(before);
  });

  it("tells of a zone that is none what to type", async () => {
    expect((await say("/notify zone=+02:00")).lines[0]).toContain("is not a time zone: type it like Europe/Berlin.");
  });

  it("is completed by topics, then on and off, then zones", async () => {
    const complete = async (line: string) => (await trader.app.commands.complete(trader.app, "viewer", line)).words;
    expect(await complete("/notify f")).toEqual(["fills"]);
    expect(await complete("/notify fills ")).toEqual(["on", "off", "least=", "sound=", "quiet=", "zone="]);
    expect(await complete("/notify zone=europe/ber")).toEqual(["zone=Europe/Berlin"]);
  });
});
