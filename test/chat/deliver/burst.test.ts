/** Many alerts at once: the most severe first, the quiet ones as one message, none lost and none twice. */
import { afterEach, beforeEach, expect, test } from "vitest";

import { post, revise } from "../../../src/chat/outbox.ts";
import { transact } from "../../../src/db/transact.ts";
import type { AlertId } from "../../../src/domain/ids.ts";
import type { Outcome } from "../../../src/domain/reply.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Delivery } from "../../../src/models/delivery.ts";
import { eachDatabase, NOW, type TestDesk } from "../../support/database.ts";
import { aPost, house, type House, restart, say } from "../../support/chat-desk.ts";
import { until } from "../../support/until.ts";

interface Some {
  readonly severity?: 1 | 2 | 3 | 4 | 5;
  readonly source?: "fills" | "price" | "health";
  readonly outcome?: Outcome;
}

eachDatabase("a burst of alerts", (open) => {
  let desk: TestDesk;
  let at: House;

  beforeEach(async () => {
    desk = await open();
    at = await house(desk);
    await at.chats.stop();
  });
  afterEach(async () => {
    await at.chats.stop();
    await desk.close();
  });

  const posted = (line: string, { severity = 2, source = "fills", outcome = "done" }: Some = {}): Promise<AlertId> =>
    transact(desk, (tx) => post(tx, { ...aPost, severity, source, reply: say(line, outcome) }));
  const several = async (count: number, some: Some = {}): Promise<AlertId[]> => {
    const ids: AlertId[] = [];
    for (let n = 1; n <= count; n++) ids.push(await posted(`Quiet ${n}.`, some));
    return ids;
  };
  const come = async (): Promise<string[]> => {
    at = await restart(desk, at.wire);
    await at.chats.idle();
    return at.wire.texts("chat-Ann");
  };
  const ofAnn = () =>
    Delivery.query(desk.db.reader).joinRelated("chat").where("chat.chat_ref", "chat-Ann").orderBy("deliveries.id");

  test("of five is five messages", async () => {
    await several(5);
    expect(await come()).toEqual(["Quiet 1.", "Quiet 2.", "Quiet 3.", "Quiet 4.", "Quiet 5."]);
  });

  test("of six is one message that counts them by topic", async () => {
    await several(3, { source: "price" });
    await several(2);
    await posted("Quiet.", { source: "health", severity: 3 });
    expect(await come()).toEqual(["6 more: 2 fills, 3 prices, 1 health"]);
    const rows = await ofAnn();
    const own = rows.at(-1)?.alertId ?? 0; // Bo has one of his own
    expect(await Alert.query(desk.db.reader).findById(own)).toMatchObject({ isSummary: true });
    expect(rows.map(({ state }) => state)).toEqual([...Array<string>(6).fill("counted"), "shown"]);
    expect(new Set(rows.slice(0, 6).map(({ countedIn }) => countedIn))).toEqual(new Set([own]));
  });

  test("leaves the loud ones and what waits for a person alone, and comes behind them", async () => {
    await several(6, { severity: 3 });
    await posted("Loud.", { severity: 4 });
    await posted("Buy?", { severity: 3, outcome: "asks" });
    await posted("On its way.", { severity: 3, outcome: "open" });
    await posted("Fire.", { severity: 5 });
    expect(await come()).toEqual(["Fire.", "Loud.", "Buy?", "On its way.", "6 more: 6 fills"]);
  });

  test("holds up no loud one that comes while the chat is at it", async () => {
    const slow = Promise.withResolvers<void>();
    await several(5);
    at.wire.waits.set("chat-Ann", slow.promise);
    at = await restart(desk, at.wire);
    await until("Bo to have all of them", () => at.wire.texts("chat-Bo").length === 5);
    await until("Ann's chat to be at it", () => at.wire.asked.has("chat-Ann"));
    await posted("Fire.", { severity: 5 });
    slow.resolve();
    await until("Ann to have all of them", () => at.wire.texts("chat-Ann").length === 6);
    expect(at.wire.texts("chat-Ann").slice(0, 2)).toEqual(["Quiet 1.", "Fire."]);
  });

  test("never counts what a chat may have shown already", async () => {
    at.wire.broken.set("chat-Ann", new Error("it did not answer"));
    await posted("Tried.");
    await come();
    await at.chats.stop();
    at.wire.broken.clear();
    await several(6);
    expect(await come()).toEqual(["Tried.", "6 more: 6 fills"]);
  });

  test("is one message again for those that come while the first one waits", async () => {
    at.wire.broken.set("chat-Ann", new Error("down"));
    await several(6);
    await come();
    await at.chats.stop();
    await several(7);
    at.wire.broken.clear();
    expect(await come()).toEqual(["6 more: 6 fills", "7 more: 7 fills"]);
  });

  test("brings a card that was counted where it asks for something now, and not where it is final", async () => {
    const [first, second] = await several(6);
    await come();
    if (first === undefined || second === undefined) throw new Error("nothing was posted");
    await transact(desk, (tx) => revise(tx, first, say("Buy after all?", "asks"), NOW));
    await transact(desk, (tx) => revise(tx, second, say("Still nothing."), NOW));
    await at.chats.idle();
    expect(at.wire.texts("chat-Ann")).toEqual(["6 more: 6 fills", "Buy after all?"]);
    expect((await ofAnn()).slice(0, 2)).toMatchObject([
      { state: "shown", countedIn: null },
      { state: "counted", revisionShown: 0 },
    ]);
  });

  test("is the same for each chat, whatever another chat is at", async () => {
    at.wire.broken.set("chat-Ann", new Error("down"));
    await several(6);
    await come();
    expect(at.wire.texts("chat-Bo")).toEqual(["6 more: 6 fills"]);
    expect(at.wire.texts("chat-Ann")).toEqual([]);
  });
});
