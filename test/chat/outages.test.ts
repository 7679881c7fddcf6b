import { expect, test } from "vitest";

import { createOutages } from "../../src/chat/outages.ts";
import { post } from "../../src/chat/outbox.ts";
import { transact } from "../../src/db/transact.ts";
import { Alert } from "../../src/models/alert.ts";
import { Delivery } from "../../src/models/delivery.ts";
import { aPost, letIn, say } from "../support/chat-desk.ts";
import { eachDatabase, type TestDesk } from "../support/database.ts";

const MINUTE = 60_000;

eachDatabase("an outage of a platform", (open) => {
  const cards = async (desk: TestDesk) =>
    (await Alert.query(desk.db.reader).where({ source: "health" }).orderBy("id")).map(
      ({ message }) => message.split("\n")[0],
    );

  test("is told in the other chats after two minutes, counts what waits, and ends in the same card", async () => {
    const desk = await open();
    const { chat: ann } = await letIn(desk, "Ann", "trader");
    const outages = createOutages(desk, ["telegram", "discord"]);
    await outages.look();
    outages.tell("telegram", "no answer within 65 s");
    desk.clock.advance(2 * MINUTE - 1);
    await outages.look();
    expect(await cards(desk)).toEqual([]);
    for (const line of ["One.", "Two."]) await transact(desk, (tx) => post(tx, { ...aPost, reply: say(line) }));
    desk.clock.advance(1);
    outages.tell("telegram", "no answer within 65 s");
    await outages.look();
    expect(await cards(desk)).toEqual(["⚠️ Telegram unreachable for 2 min, 2 alerts waiting"]);
    const [alert] = await Alert.query(desk.db.reader).where({ source: "health" });
    const copies = await Delivery.query(desk.db.reader).where({ alert_id: alert?.id ?? 0 });
    expect(copies.map(({ chatId }) => chatId)).not.toContain(ann.id);
    expect(copies).toHaveLength(1); // Ann's chat on this computer
    desk.clock.advance(5 * MINUTE);
    await outages.look();
    expect(await cards(desk)).toEqual(["⚠️ Telegram unreachable for 7 min, 2 alerts waiting"]);
    outages.tell("telegram", null);
    await outages.look();
    expect(await cards(desk)).toEqual(["✅ Telegram answers again after 7 min: 2 alerts are being shown there"]);
    await desk.close();
  });

  test("is told each minute at first, and rarely once it lasts", async () => {
    const desk = await open();
    await letIn(desk, "Ann", "trader");
    const outages = createOutages(desk, ["telegram"]);
    outages.tell("telegram", "no answer");
    for (let minute = 1; minute <= 180; minute += 1) {
      desk.clock.advance(MINUTE);
      await outages.look();
    }
    const [alert] = await Alert.query(desk.db.reader).where({ source: "health" });
    expect(alert?.message).toContain("Telegram unreachable for 180 min");
    expect(alert?.revision).toBe(8 + 5 + 3); // 2–9, 10–50, 60–180
    await desk.close();
  });

  test("that is over before it is told leaves no word", async () => {
    const desk = await open();
    const outages = createOutages(desk, ["telegram"]);
    outages.tell("telegram", "no answer");
    desk.clock.advance(MINUTE);
    outages.tell("telegram", null);
    await outages.look();
    expect(await cards(desk)).toEqual([]);
    await desk.close();
  });

  test("goes on over a restart in the same card", async () => {
    const desk = await open();
    await letIn(desk, "Ann", "trader");
    const before = createOutages(desk, ["discord"]);
    before.tell("discord", "no answer");
    desk.clock.advance(3 * MINUTE);
    await before.look();
    const after = createOutages(desk, ["discord"]);
    await after.look();
    after.tell("discord", "still none");
    desk.clock.advance(2 * MINUTE);
    await after.look();
    expect(await cards(desk)).toEqual(["⚠️ Discord unreachable for 5 min, 0 alerts waiting"]);
    after.tell("discord", null);
    await after.look();
    expect(await cards(desk)).toEqual(["✅ Discord answers again after 5 min: nothing waits there"]);
    await desk.close();
  });
});
