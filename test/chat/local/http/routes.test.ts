import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Role } from "../../../../src/chat/command.ts";
import type { DeclaredCommand, Row } from "../../../../src/chat/local/protocol.ts";
import { findPerson, grant, revokePerson } from "../../../../src/chat/membership.ts";
import { post, revise } from "../../../../src/chat/outbox.ts";
import { addPerson } from "../../../../src/chat/people.ts";
import { rotateToken } from "../../../../src/chat/local/tokens.ts";
import { transact, type Tx } from "../../../../src/db/transact.ts";
import type { CandleChart } from "../../../../src/domain/chart.ts";
import type { Reply } from "../../../../src/domain/reply.ts";
import { InboxRow } from "../../../../src/models/inbox.ts";
import { NOW } from "../../../support/database.ts";
import { aPost, say } from "../../../support/chat-desk.ts";
import { localHouse, type LocalHouse, take } from "../../../support/local-desk.ts";

const A_CHART: CandleChart = {
  ...{ kind: "candles", exchange: "paper", pair: "BTC/USDT", timeframe: "1h", places: 1 },
  candles: [[NOW, 1, 2, 0.5, 1.5, 10]],
  levels: [],
  lines: [],
  marks: [],
};

/** Of the first button. */
function tokenIn(row: Row | undefined): string {
  const buttons = (row?.reply.blocks ?? []).flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return buttons[0]?.token ?? "";
}

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

  test("an answer comes with the line that was typed, or that a pressed button stands for; what nobody asked for has none", async () => {
    await at.client.send({ line: "/card" });
    const [card] = await take(at.client.stream(leaving.signal, 0), 1);
    await at.client.send({ press: tokenIn(card) });
    await at.chats.idle();
    await transact(at.desk, (tx) => post(tx, { ...aPost, reply: say("News.") }));
    const rows = await take(at.client.stream(leaving.signal, 0), 3);
    expect(rows.map(({ line }) => line)).toEqual(["/card", "/note yes", null]);
  });

  test("a button is pressed by its token", async () => {
    const stream = at.client.stream(leaving.signal);
    await stream.next();
    await at.client.send({ line: "/card" });
    const [card] = await take(stream, 1);
    const id = await at.client.send({ press: tokenIn(card) });
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

  test("commands are declared to those who may use them", async () => {
    const namesFor = async (token: string): Promise<string[]> => {
      const { body } = await ask("GET", "/chat/commands", { authorization: `Bearer ${token}` });
      return (JSON.parse(body) as DeclaredCommand[]).map(({ name }) => name);
    };
    expect(await namesFor(at.token)).toEqual(["status", "note", "card", "open", "late", "slow", "press"]);
    await at.add("Bo", "viewer");
    expect(await namesFor(at.tokens.get("Bo") ?? "")).toEqual(["status", "slow", "press"]);
    const { body } = await ask("GET", "/chat/commands", known());
    const slow = (JSON.parse(body) as DeclaredCommand[]).find(({ name }) => name === "slow");
    expect(slow).toEqual({
      ...{ name: "slow", family: "trade", help: "", usage: "/slow a|b", examples: ["/slow a"], acts: false },
      args: [{ name: "gate", place: "positional", required: true, help: "", placeholder: "a|b", choices: ["a", "b"] }],
    });
  });

  test("candles are asked of the desk; an unknown pair gets its sentence", async () => {
    const candles = async (pair: string, timeframe: string) =>
      ask("GET", `/chat/candles?pair=${pair}&timeframe=${timeframe}`, known());
    expect(await candles("BTC/USDT", "4h")).toEqual({ status: 200, body: "null" });
    at.outside.chart = A_CHART;
    expect(JSON.parse((await candles("BTC/USDT", "1h")).body)).toEqual(A_CHART);
    const unknown = { status: 400, body: '{"error":"I don\'t know the pair BTX/USDT."}' };
    expect(await candles("BTX/USDT", "1h")).toEqual(unknown);
    expect(await candles("BTX/USDT", "1h")).toEqual(unknown);
  });

  test("the same candles are asked of the market once a second, whoever asks, and at a picture's pace", async () => {
    await at.add("Bo", "viewer");
    const candles = (token: string | undefined, timeframe = "1h") =>
      ask("GET", `/chat/candles?pair=BTC/USDT&timeframe=${timeframe}`, { authorization: `Bearer ${token}` });
    const asked = Array.from({ length: 30 }, () => candles(at.token));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(30);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);
    expect((await candles(at.tokens.get("Bo"))).status).toBe(200);
    expect(at.outside.candlesAsked).toBeLessThanOrEqual(2);
    const before = at.outside.candlesAsked;
    await candles(at.tokens.get("Bo"), "5m");
    expect(at.outside.candlesAsked).toBe(before + 1);
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // that an answer grows old can only be waited for
    await candles(at.tokens.get("Bo"), "5m");
    expect(at.outside.candlesAsked).toBe(before + 2);
  });

  test("a message's chart is drawn for the one whose message it is", async () => {
    const reply: Reply = { outcome: "done", blocks: [{ kind: "chart", chart: A_CHART }] };
    await transact(at.desk, (tx) => post(tx, { ...aPost, reply }));
    const [row] = await take(at.client.stream(leaving.signal, 0), 1);
    const path = `/chat/picture?seq=${row?.seq}`;
    expect(await ask("GET", path, known())).toEqual({ status: 200, body: "PNG of BTC/USDT" });
    await at.client.send({ line: "/status" });
    await at.chats.idle();
    expect((await ask("GET", `/chat/picture?seq=${(row?.seq ?? 0) + 1}`, known())).status).toBe(404);
    await at.add("Bo", "viewer");
    const theirs = { authorization: `Bearer ${at.tokens.get("Bo") ?? ""}` };
    expect((await ask("GET", path, theirs)).status).toBe(404);
  });

  test("a message's file is given to the one whose message it is, and is not in the stream", async () => {
    const csv = `side,profit\r\n${"BUY,1.50\r\n".repeat(50_000)}`;
    const reply: Reply = { outcome: "done", blocks: [{ kind: "file", name: "trend.csv", text: csv }] };
    await transact(at.desk, (tx) => post(tx, { ...aPost, reply }));
    const [row] = await take(at.client.stream(leaving.signal, 0), 1);
    expect(row).toMatchObject({ reply: { blocks: [{ kind: "file", name: "trend.csv", text: "" }] } });
    expect(Buffer.from(await at.client.file(row?.seq ?? 0)).toString()).toBe(csv);
    const path = `/chat/file?seq=${row?.seq}`;
    expect((await ask("GET", `/chat/picture?seq=${row?.seq}`, known())).status).toBe(404);
    expect((await ask("GET", "/chat/file?seq=x", known())).status).toBe(400);
    await at.add("Bo", "viewer");
    const theirs = { authorization: `Bearer ${at.tokens.get("Bo") ?? ""}` };
    expect((await ask("GET", path, theirs)).status).toBe(404);
  });

  test("completion is asked of the desk", async () => {
    expect(await at.client.complete("/st")).toEqual({ typed: "/st", words: ["/status"] });
    expect(await at.client.complete("/slow ")).toEqual({ typed: "", words: ["a", "b"] });
    expect(await at.client.complete("/nothing x")).toEqual({ typed: "", words: [] });
    expect(await (await at.add("Bo", "viewer")).complete("/n")).toEqual({ typed: "/n", words: [] });
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

  describe("a request whose body comes slowly", () => {
    /** Begins it, and gives what sends the rest, once the desk has seen who it is. */
    const half = async (path: string, body: string, token: string) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-length": Buffer.byteLength(body),
        expect: "100-continue",
      };
      const asked = request(`${at.server.url}${path}`, { method: "POST", headers });
      const status = once(asked, "response").then(([response]) => (response as IncomingMessage).resume().statusCode);
      asked.flushHeaders();
      await once(asked, "continue");
      await at.client.complete("/"); // looked up after it
      return async () => {
        asked.end(body);
        return status;
      };
    };
    const newcomer = (role: Role): Promise<string> =>
      transact(at.desk, (tx) => addPerson(tx, { name: "Eve", role, zone: "UTC", at: NOW }));
    const by = { at: NOW, personId: null, actor: "owner" };
    const who = { kind: "name", name: "Eve" } as const;

    test.each<[string, (tx: Tx) => Promise<unknown>]>([
      ["was put out", (tx: Tx) => revokePerson(tx, who, by)],
      ["is no admin any more", (tx: Tx) => grant(tx, { who, role: "approver", name: undefined, zone: "UTC" }, by)],
      ["has another token", (tx: Tx) => rotateToken(tx, "Eve", by)],
    ])("makes no token for who %s meanwhile", async (_what, change) => {
      const wish = '{"do":"add","name":"Mallory","role":"admin"}';
      const finish = await half("/people/tokens", wish, await newcomer("admin"));
      await transact(at.desk, change);
      expect(await finish()).toBe(409);
      expect(await findPerson(at.desk.db.reader, { kind: "name", name: "Mallory" })).toBeNull();
    });

    test("is not taken from who has another token meanwhile", async () => {
      const finish = await half("/chat", '{"id":"1","line":"/note late"}', await newcomer("trader"));
      await transact(at.desk, (tx) => rotateToken(tx, "Eve", by));
      expect(await finish()).toBe(401);
      await at.chats.idle();
      expect(at.doings.done).toEqual([]);
    });
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
