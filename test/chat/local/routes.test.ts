import { request } from "node:http";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { post, revise } from "../../../src/chat/outbox.ts";
import { transact } from "../../../src/db/transact.ts";
import { InboxRow } from "../../../src/models/inbox.ts";
import { NOW } from "../../support/database.ts";
import { aPost, say } from "../../support/chat-desk.ts";
import { localHouse, type LocalHouse, take } from "../../support/local-desk.ts";

describe("the local chat's routes", () => {
  let at: LocalHouse;
  const leaving = { signal: new AbortController().signal, abort: (): void => undefined };

  beforeEach(async () => {
    at = await localHouse();
    const controller = new AbortController();
    leaving.signal = controller.signal;
    leaving.abort = () => controller.abort();
  });
  afterEach(async () => {
    leaving.abort();
    await at.close();
  });

  /** With node:http, which lets a test say whatever it wants about Host. */
  const ask = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body = "",
  ): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const asked = request(`${at.server.url}${path}`, { method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      asked.on("error", reject).end(body);
    });
  const known = () => ({ authorization: `Bearer ${at.token}`, "content-type": "application/json" });
  const posted = (body: unknown, headers: Record<string, string> = known()) =>
    ask("POST", "/chat", headers, JSON.stringify(body));

  test("a line is durable when it is accepted, and its answer comes in the stream", async () => {
    const stream = at.client.stream(leaving.signal);
    expect((await stream.next()).value).toEqual({ beat: 0 });
    const id = await at.client.send({ line: "/status" });
    expect(await InboxRow.query(at.desk.db.reader)).toMatchObject([{ content: { line: "/status" } }]);
    const [row] = await take(stream, 1);
    expect(row).toMatchObject({ inReplyTo: id, revision: 1, text: "All is well.", at: NOW });
  });

  test("a button is pressed by its token", async () => {
    const stream = at.client.stream(leaving.signal);
    await stream.next();
    await at.client.send({ line: "/card" });
    const [card] = await take(stream, 1);
    const [button] = (card?.reply.blocks ?? []).flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
    const id = await at.client.send({ press: button?.token ?? "" });
    expect(await take(stream, 1)).toMatchObject([{ inReplyTo: id, text: "Noted yes." }]);
  });

  test("the stream goes on after any message, with nothing lost and nothing twice", async () => {
    for (const line of ["/note 1", "/note 2", "/note 3"]) await at.client.send({ line });
    await at.chats.idle();
    const all = await take(at.client.stream(leaving.signal, 0), 3);
    expect(all.map((row) => row.text)).toEqual(["Noted 1.", "Noted 2.", "Noted 3."]);
    const later = at.client.stream(leaving.signal, all[0]?.seq);
    expect((await take(later, 2)).map((row) => row.text)).toEqual(["Noted 2.", "Noted 3."]);
    await at.client.send({ line: "/note 4" });
    expect((await take(later, 1)).map((row) => row.text)).toEqual(["Noted 4."]);
  });

  test("a card's revisions come under one reference", async () => {
    const stream = at.client.stream(leaving.signal);
    await stream.next();
    const id = await transact(at.desk, (tx) => post(tx, { ...aPost, reply: say("Proposed.", "asks") }));
    const [first] = await take(stream, 1);
    await transact(at.desk, (tx) => revise(tx, id, say("Filled."), NOW));
    const [second] = await take(stream, 1);
    expect(second).toMatchObject({ ref: first?.ref, revision: 2, text: "Filled." });
  });

  test("each person has a chat of their own, and may choose the same ids as another", async () => {
    const ann = await at.add("Ann", "trader");
    const theirs = ann.stream(leaving.signal);
    await theirs.next();
    await posted({ id: "1", line: "/note owner" });
    await at.chats.idle();
    await ann.send({ line: "/status" });
    expect((await take(theirs, 1))[0]?.text).toBe("All is well.");
    await posted({ id: "1", line: "/note again" });
    await at.chats.idle();
    expect(at.doings.done).toEqual(["owner"]);
  });

  test("completion is asked of the desk", async () => {
    expect(await at.client.complete("/st")).toEqual({ typed: "/st", words: ["/status"] });
    expect(await at.client.complete("/slow ")).toEqual({ typed: "", words: ["a", "b"] });
    expect(await at.client.complete("/nothing x")).toEqual({ typed: "", words: [] });
    expect(await (await at.add("Bo", "viewer")).complete("/n")).toEqual({ typed: "/n", words: [] });
  });

  test.each([
    [{ id: "1" }],
    [{ id: "1", line: "" }],
    [{ id: "1", line: "x", press: "y" }],
    [{ id: "a b", line: "x" }],
    [{ line: "x" }],
    [{ id: "1", line: "x".repeat(5_000) }],
    [["x"]],
    [null],
  ])("the body %j is refused with an example", async (body) => {
    const { status, body: answer } = await posted(body);
    expect(status).toBe(400);
    expect(JSON.parse(answer)).toMatchObject({ error: expect.stringContaining('"line"') });
  });

  test("a body that is not JSON, or too long, is refused", async () => {
    expect((await ask("POST", "/chat", known(), "{")).status).toBe(400);
    expect((await posted({ id: "1", line: "x".repeat(20_000) })).status).toBe(413);
  });

  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["no bearer", { authorization: "Basic x" }],
    ["a cookie", { cookie: "token=x" }],
  ])("without a token (%s) there is nothing", async (_name, headers) => {
    for (const [method, path] of [
      ["POST", "/chat"],
      ["GET", "/chat/stream"],
      ["GET", "/chat/complete?line=/"],
    ] as const) {
      const { status, body } = await ask(method, path, headers);
      expect(status).toBe(401);
      expect(JSON.parse(body)).toMatchObject({ error: expect.stringContaining("authorization: Bearer") });
    }
  });

  test.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])(
    "every spelling of this machine is taken: %s (case 9)",
    async (name) => {
      for (const port of [at.server.port, 9_000]) {
        const host = `${name}:${port}`;
        const headers = { ...known(), host, origin: `http://${host}` };
        expect((await posted({ id: `${port}`, line: "/status" }, headers)).status).toBe(202);
      }
    },
  );

  test("another name for this machine, or a page of another site, is refused", async () => {
    expect(
      (await posted({ id: "1", line: "/status" }, { ...known(), host: "desk.example" })).status,
    ).toBeGreaterThanOrEqual(400);
    expect((await posted({ id: "1", line: "/status" }, { ...known(), origin: "http://desk.example" })).status).toBe(
      403,
    );
  });

  test.each(["x", "-1", "1.5", "9".repeat(30)])("after=%s is refused", async (after) => {
    expect((await ask("GET", `/chat/stream?after=${after}`, known())).status).toBe(400);
  });

  test("a text that no database takes is refused with a reason, and the next line is answered (case 57)", async () => {
    const stream = at.client.stream(leaving.signal);
    await stream.next();
    for (const line of ["/note too\0early", "/note too\uD83Dearly", "/status"]) await at.client.send({ line });
    const texts = (await take(stream, 3)).map((row) => row.text);
    expect(texts).toEqual([
      expect.stringContaining("cannot be read"),
      expect.stringContaining("cannot be read"),
      "All is well.",
    ]);
  });
});
