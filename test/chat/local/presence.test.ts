/** Who looks at a local chat again after a while is told what came meanwhile. */
import { afterEach, beforeEach, expect, test } from "vitest";

import { noteSeen } from "../../../src/chat/local/presence.ts";
import { post, postSummary, revise } from "../../../src/chat/outbox.ts";
import { addPerson, personByToken } from "../../../src/chat/people.ts";
import { renderText } from "../../../src/chat/text/text.ts";
import { transact } from "../../../src/db/transact.ts";
import type { AlertId, PersonId } from "../../../src/domain/ids.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Chat } from "../../../src/models/chat.ts";
import { Delivery } from "../../../src/models/delivery.ts";
import { aPost, say } from "../../support/chat-desk.ts";
import { eachDatabase, NOW, type TestDesk } from "../../support/database.ts";
import type { Topic } from "../../../src/domain/topic.ts";

const HOUR = 60 * 60_000;

eachDatabase("who was away", (open) => {
  let desk: TestDesk;
  let ann: PersonId;
  beforeEach(async () => {
    desk = await open();
    ann = await letIn("Ann");
    await noteSeen(desk, ann);
  });
  afterEach(() => desk.close());

  async function letIn(name: string): Promise<PersonId> {
    const token = await transact(desk, (tx) => addPerson(tx, { name, role: "trader", zone: "UTC", at: NOW }));
    const person = await personByToken(desk.db.reader, token);
    if (person === null) throw new Error("the token opens nothing");
    return person.id;
  }

  const posted = (line: string, severity: 1 | 2 | 3 | 4 | 5 = 2, source: Topic = "fills"): Promise<AlertId> =>
    transact(desk, (tx) => post(tx, { ...aPost, severity, source, at: desk.clock.now(), reply: say(line) }));
  /** What the chats were told of their absences, the newest last. */
  const told = async (): Promise<string[]> => {
    const summaries = await Alert.query(desk.db.reader).where({ is_summary: true }).orderBy("id");
    return summaries.map(({ reply }) => renderText(reply, { zone: "UTC", now: desk.clock.now() }));
  };

  test("is told since when, how many, the loud ones by name and the rest by number", async () => {
    desk.clock.advance(1_000);
    for (const line of ["One.", "Two.", "Three."]) await posted(line);
    await posted("HALTED by Bo.", 5, "risk");
    await posted("BTC/USDT above 70,000.", 3, "price");
    desk.clock.advance(3 * HOUR);
    await noteSeen(desk, ann);
    expect(await told()).toEqual([
      [
        "⚠️ While you were away (3 h): 5 alerts since 1 Jan 2022 00:00:00",
        "1 Jan 2022 00:00:01 HALTED by Bo.",
        "4 more: 3 fills, 1 price",
        "[ Show ]",
      ].join("\n"),
    ]);
  });

  test("is told once, in the own chat alone", async () => {
    await letIn("Bo");
    desk.clock.advance(1);
    await posted("HALTED.", 5);
    desk.clock.advance(HOUR);
    await noteSeen(desk, ann);
    await noteSeen(desk, ann);
    const [summary, ...others] = await Alert.query(desk.db.reader).where({ is_summary: true });
    expect(others).toEqual([]);
    const deliveries = await Delivery.query(desk.db.reader)
      .where({ alert_id: summary?.id ?? 0 })
      .withGraphFetched("chat");
    expect(deliveries.map(({ chat }) => chat?.chatRef)).toEqual([String(ann)]);
  });

  test.each([
    ["who came back within a minute", 60_000, 0],
    ["who stayed away for longer", 60_001, 1],
  ])("%s: that is no absence, this is one", async (_who, ms, cards) => {
    desk.clock.advance(1);
    await posted("HALTED.", 5);
    desk.clock.advance(ms - 1);
    await noteSeen(desk, ann);
    expect(await told()).toHaveLength(cards);
  });

  test("of nothing, or of one quiet alert, nothing is said", async () => {
    desk.clock.advance(HOUR);
    await noteSeen(desk, ann);
    desk.clock.advance(1);
    await posted("Filled.");
    desk.clock.advance(HOUR);
    await noteSeen(desk, ann);
    expect(await told()).toEqual([]);
  });

  test("who comes for the first time was not away", async () => {
    const bo = await letIn("Bo");
    await posted("HALTED.", 5);
    desk.clock.advance(HOUR);
    await noteSeen(desk, bo);
    expect(await told()).toEqual([]);
  });

  test("what was there before, what has only changed, and what tells of others are not counted", async () => {
    const before = await posted("Proposed.", 4);
    desk.clock.advance(1);
    const { id: chat } = await Chat.query(desk.db.reader)
      .findOne({ chat_ref: String(ann) })
      .throwIfNotFound();
    await transact(desk, (tx) => revise(tx, before, say("Filled."), desk.clock.now()));
    await transact(desk, (tx) => postSummary(tx, { chat, severity: 4, reply: say("6 more"), at: desk.clock.now() }));
    desk.clock.advance(HOUR);
    await noteSeen(desk, ann);
    expect(await told()).toEqual(["6 more"]);
  });

  test("of many loud ones the newest five are named, and all are counted", async () => {
    desk.clock.advance(1);
    for (let n = 1; n <= 7; n++) await posted(`Loud ${n}.`, 4, "health");
    desk.clock.advance(HOUR);
    await noteSeen(desk, ann);
    const [card = ""] = await told();
    expect(card).toContain("7 alerts");
    expect(card.match(/Loud \d/g)).toEqual(["Loud 3", "Loud 4", "Loud 5", "Loud 6", "Loud 7"]);
    expect(card).toContain("2 more: 2 health");
  });
});
