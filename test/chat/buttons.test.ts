import { afterEach, beforeEach, expect, test } from "vitest";

import { post, revise } from "../../src/chat/outbox.ts";
import { transact } from "../../src/db/transact.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { Button } from "../../src/models/button.ts";
import { Order } from "../../src/models/order.ts";
import { eachDatabase, NOW, type TestDesk } from "../support/database.ts";
import { anOrder } from "../support/rows.ts";
import { aPost, house, type House, say } from "../support/chat-desk.ts";

eachDatabase("buttons", (open) => {
  let desk: TestDesk;
  let at: House;
  let order: number;

  beforeEach(async () => {
    desk = await open();
    at = await house(desk);
    order = (await transact(desk, (tx) => Order.query(tx).insertAndFetch(anOrder))).id;
  });
  afterEach(async () => {
    await at.chats.stop();
    await desk.close();
  });

  const card = (version: number, line = "Proposed."): Reply => ({
    ...say(line, "asks", { label: "Approve", run: "/press" }),
    binds: { order, version },
    until: NOW + 300_000,
  });
  const shown = async (reply: Reply) => {
    const id = await transact(desk, (tx) => post(tx, { ...aPost, reply }));
    await at.chats.idle();
    return id;
  };
  const press = async (name: string, token: string): Promise<string | undefined> => {
    await at.wire.says(name, { press: token });
    await at.chats.idle();
    return at.wire.texts(`chat-${name}`).at(-1);
  };

  test("a press runs the button's line, with the version that it was bound to", async () => {
    await shown(card(3));
    expect(await press("Ann", at.wire.token("chat-Ann", "Approve"))).toBe(`pressed ${order} v3`);
  });

  test("the wire carries a random token of 122 bits and never the line", async () => {
    await shown(card(1));
    const tokens = ["chat-Ann", "chat-Bo"].map((chat) => at.wire.token(chat, "Approve"));
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-z]{8}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(JSON.stringify(at.wire.log)).not.toContain("/press");
  });

  test.each(["nonsense", ""])("the unknown token %j does nothing", async (token) => {
    expect(await press("Ann", token)).toContain("does nothing here");
  });

  test("a token of another chat does nothing", async () => {
    await shown(card(1));
    expect(await press("Bo", at.wire.token("chat-Ann", "Approve"))).toContain("does nothing here");
  });

  test("a token is over when its order's time is", async () => {
    await shown(card(1));
    const token = at.wire.token("chat-Ann", "Approve");
    desk.clock.advance(300_000);
    expect(await press("Ann", token)).toContain(`#${order} has moved on and nothing was changed`);
  });

  test("an old version's token dies with the next revision, in every chat", async () => {
    const id = await shown(card(1));
    const old = at.wire.token("chat-Ann", "Approve");
    await transact(desk, (tx) => revise(tx, id, card(2, "New quote."), NOW));
    await at.chats.idle();
    const fresh = at.wire.token("chat-Ann", "Approve");
    expect(fresh).not.toBe(old);
    expect(await press("Ann", old)).toContain("has moved on");
    expect(await press("Ann", fresh)).toBe(`pressed ${order} v2`);
  });

  test("a last card without buttons leaves no token alive", async () => {
    const id = await shown(card(1));
    const old = at.wire.token("chat-Ann", "Approve");
    await transact(desk, (tx) => revise(tx, id, say("Filled."), NOW));
    await at.chats.idle();
    expect(await press("Ann", old)).toContain("has moved on");
    expect(await Button.query(desk.db.reader).where("expires_at", ">", NOW).whereNotNull("order_id")).toEqual([]);
  });

  test("a button that means the same keeps its token, so that a message sent twice still works", async () => {
    const id = await shown(card(1));
    const token = at.wire.token("chat-Ann", "Approve");
    await transact(desk, (tx) => revise(tx, id, card(1, "Proposed, with a note."), NOW));
    await at.chats.idle();
    expect(at.wire.token("chat-Ann", "Approve")).toBe(token);
  });

  test("a button whose command is not there or whose line is wrong is left out", async () => {
    await shown(
      say(
        "Look.",
        "done",
        { label: "Status", run: "/status" },
        { label: "Chart", run: "/chart BTC/USDT" },
        { label: "Bad", run: "/slow c" },
      ),
    );
    expect(at.wire.texts("chat-Ann")).toEqual(["Look.\n[ Status ]"]);
    await shown(say("Only a chart.", "done", { label: "Chart", run: "/chart BTC/USDT" }));
    expect(at.wire.texts("chat-Ann").at(-1)).toBe("Only a chart.");
  });

  test("what a person may not type they may not press", async () => {
    await shown(say("Note?", "asks", { label: "Note", run: "/note x" }));
    expect(await press("Bo", at.wire.token("chat-Bo", "Note"))).toContain("is for the role trader and above");
    expect(at.doings.done).toEqual([]);
  });
});
