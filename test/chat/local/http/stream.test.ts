/** What a page hears: its past, and between messages the desk, looked at once for all and not at all for nobody. */
import { afterEach, beforeEach, expect, test } from "vitest";

import type { DeskView, StreamLine } from "../../../../src/chat/local/protocol.ts";
import { post } from "../../../../src/chat/outbox.ts";
import { transact } from "../../../../src/db/transact.ts";
import type { CandleChart } from "../../../../src/domain/chart.ts";
import type { Reply } from "../../../../src/domain/reply.ts";
import { Person } from "../../../../src/models/person.ts";
import { Token } from "../../../../src/models/token.ts";
import { aPost, say } from "../../../support/chat-desk.ts";
import { localHouse, type LocalHouse } from "../../../support/local-desk.ts";
import { until } from "../../../support/until.ts";

/** The chat of the first person. */
const OWNER = "1";

let at: LocalHouse;
let leaving: AbortController;
beforeEach(async () => {
  at = await localHouse();
  leaving = new AbortController();
});
afterEach(async () => {
  leaving.abort();
  await at.close();
});

/** Everything that a stream says, from now on. */
async function listen(query: string, token = at.token, signal = leaving.signal) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${at.server.url}/chat/stream?${query}`, { headers, signal });
  const heard = { status: response.status, items: [] as StreamLine[], hasEnded: false };
  void read(response, heard);
  return heard;
}

async function read(response: Response, heard: { items: StreamLine[]; hasEnded: boolean }): Promise<void> {
  let rest = "";
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      heard.items.push(...lines.map((line) => JSON.parse(line) as StreamLine));
    }
  } catch {
    // Hung up.
  }
  heard.hasEnded = true;
}

function desksIn(items: readonly StreamLine[]): DeskView[] {
  return items.flatMap((item) => ("desk" in item && item.desk !== null ? [item.desk] : []));
}

function priced(last: string): DeskView["prices"] {
  return [
    {
      exchange: "paper",
      pair: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      places: 1,
      step: "0.0001",
      bid: "1",
      ask: "3",
      last,
    },
  ];
}

test("who asks for the desk gets it right after the first beat, before the past", async () => {
  await at.client.send({ line: "/status" });
  await at.chats.idle();
  const { items } = await listen("last=10&desk=1");
  await until("the past", () => items.length === 3);
  expect(items.map((item) => Object.keys(item)[0])).toEqual(["beat", "desk", "seq"]);
  expect(desksIn(items)[0]?.person).toEqual({ name: "owner", role: "admin" });
});

test("a first visit begins with the newest messages, as many as it asks for", async () => {
  for (const line of ["/note 1", "/note 2", "/note 3"]) {
    await at.client.send({ line });
    await at.chats.idle();
  }
  const two = await listen("last=2");
  const all = await listen("last=200");
  await until("the past", () => two.items.length === 3 && all.items.length === 4);
  const texts = (items: readonly StreamLine[]) => items.map((item) => ("text" in item ? item.text : item));
  expect(texts(two.items)).toEqual([{ beat: 1 }, "Noted 2.", "Noted 3."]);
  expect(texts(all.items)).toEqual([{ beat: 0 }, "Noted 1.", "Noted 2.", "Noted 3."]);
});

test("who is behind a message that the desk never gave is told so, and begins anew", async () => {
  await at.client.send({ line: "/note 1" });
  await at.chats.idle();
  const { items } = await listen("after=5000&desk=1");
  await until("the past", () => items.length === 4);
  expect(items.slice(0, 2)).toEqual([{ beat: 0 }, { restart: 0 }]);
  expect(items.at(-1)).toMatchObject({ seq: 1, text: "Noted 1." });
  const last = await listen("after=1");
  await at.client.send({ line: "/note 2" });
  await until("the next", () => last.items.length === 2);
  expect(last.items).toMatchObject([{ beat: 1 }, { seq: 2 }]);
});

test("charts of the past are drawn one at a time, with room between for what others ask", async () => {
  const chart: CandleChart = {
    ...{ kind: "candles", exchange: "paper", pair: "BTC/USDT", timeframe: "1h", places: 1 },
    candles: [[0, 1, 2, 0.5, 1.5, 10]],
    levels: [],
    lines: [],
    marks: [],
  };
  // At work, so that each is a message of its own however many wait.
  const reply: Reply = { outcome: "open", blocks: [{ kind: "chart", chart }] };
  for (let n = 0; n < 30; n += 1) await transact(at.desk, (tx) => post(tx, { ...aPost, reply }));
  await until("all to be delivered", async () => (await at.local.after(OWNER, 0, 100)).length === 30);
  let turn = 0;
  const drawnIn: number[] = [];
  at.outside.onDrawing = () => {
    const mine = turn;
    drawnIn.push(mine);
    setImmediate(() => (turn = mine + 1));
  };
  const { items } = await listen("after=0");
  await until("the past", () => items.length === 31);
  expect(drawnIn).toEqual(Array.from({ length: 30 }, (_, index) => index));
});

test("a change is told, what is the same is not, and who did not ask hears nothing of it", async () => {
  const one = await listen("desk=1");
  const other = await listen("after=0");
  await until("the first look", () => desksIn(one.items).length === 1);
  at.outside.prices = priced("2");
  await until("the change", () => desksIn(one.items).length === 2);
  const { looks } = at.outside;
  await until("two more looks", () => at.outside.looks >= looks + 2);
  expect(desksIn(one.items).map(({ prices }) => prices[0]?.last)).toEqual([undefined, "2"]);
  expect(other.items).toEqual([{ beat: 0 }]);
});

test("a changed card is looked at soon", async () => {
  const { items } = await listen("desk=1");
  await until("the first look", () => desksIn(items).length === 1);
  at.outside.prices = priced("2");
  const rungAt = performance.now();
  at.desk.bell.ring("deliver");
  await until("the change", () => desksIn(items).length === 2);
  expect(performance.now() - rungAt).toBeLessThan(900);
});

test("there is one look for all who watch, each sees it as themselves, and none for nobody", async () => {
  await at.add("Bo", "viewer");
  expect(at.outside.looks).toBe(0);
  const watching = await Promise.all([listen("desk=1"), listen("desk=1"), listen("desk=1", at.tokens.get("Bo") ?? "")]);
  await until("all to see", () => watching.every(({ items }) => desksIn(items).length === 1));
  expect(watching.map(({ items }) => desksIn(items)[0]?.person.name)).toEqual(["owner", "owner", "Bo"]);
  expect(at.outside.looks).toBeLessThanOrEqual(2);
  leaving.abort();
  const seen = at.outside.looks;
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // that nothing happens can only be waited for
  expect(at.outside.looks).toBeLessThanOrEqual(seen + 1);
});

test("a desk that cannot be looked at any more is told as none, once, and again when it can", async () => {
  const { items } = await listen("desk=1");
  await until("the first look", () => desksIn(items).length === 1);
  at.outside.isBlind = true;
  await until("the dark", () => items.length === 3);
  const { looks } = at.outside;
  await until("two more looks", () => at.outside.looks >= looks + 2);
  at.outside.isBlind = false;
  await until("the desk", () => items.length === 4);
  expect(items.map((item) => ("desk" in item ? item.desk?.version : item))).toEqual([{ beat: 0 }, "1", undefined, "1"]);
});

test("a desk that cannot be looked at says so once in the log, and messages go on", async () => {
  at.outside.isBlind = true;
  const { items } = await listen("desk=1");
  await at.client.send({ line: "/status" });
  await until("the answer", () => items.some((item) => "seq" in item));
  const { looks } = at.outside;
  await until("another look", () => at.outside.looks > looks);
  expect(at.log.filter((line) => line.includes("could not be looked at"))).toHaveLength(1);
  at.outside.isBlind = false;
  await until("the desk", () => desksIn(items).length === 1);
});

test("a person may hold eight streams; a ninth ends the oldest, and no other person's", async () => {
  const bo = await at.add("Bo", "viewer");
  expect(await bo.complete("/")).toBeDefined();
  const theirs = await listen("after=0", at.tokens.get("Bo") ?? "");
  const mine: Awaited<ReturnType<typeof listen>>[] = [];
  for (let n = 0; n < 8; n++) mine.push(await listen("after=0"));
  expect([theirs, ...mine].map(({ hasEnded }) => hasEnded)).toEqual(Array(9).fill(false));
  mine.push(await listen("after=0"));
  await until("the oldest to end", () => mine[0]?.hasEnded === true);
  expect(mine[0]?.items).toEqual([{ beat: 0 }, { end: "seat" }]);
  await at.client.send({ line: "/status" });
  await until("all others to hear", () => mine.slice(1).every(({ items }) => items.length === 2));
  expect(theirs.hasEnded).toBe(false);
});

test.each(["the token", "the person"])("a stream ends with what let it in: %s", async (what) => {
  await at.add("Bo", "viewer");
  const heard = await listen("desk=1", at.tokens.get("Bo") ?? "");
  await until("the first look", () => desksIn(heard.items).length === 1);
  await transact(at.desk, async (tx) => {
    if (what === "the token") await Token.query(tx).where({ name: "Bo" }).delete();
    else await Person.query(tx).where({ name: "Bo" }).patch({ isActive: false });
  });
  await until("the stream to end", () => heard.hasEnded);
  expect((await listen("desk=1", at.tokens.get("Bo") ?? "")).status).toBe(401);
});

test("who looks again after an hour hears what came; who has no token has not looked", async () => {
  const look = (token: string): Promise<Response> =>
    fetch(`${at.server.url}/chat/seen`, { method: "POST", body: "{}", headers: { authorization: `Bearer ${token}` } });
  expect((await look(at.token)).status).toBe(202);
  const { items } = await listen("after=0");
  at.desk.clock.advance(1);
  await transact(at.desk, (tx) => post(tx, { ...aPost, severity: 5, at: at.desk.clock.now(), reply: say("Fire.") }));
  at.desk.clock.advance(60 * 60_000);
  expect((await look("wrong")).status).toBe(401);
  expect((await look(at.token)).status).toBe(202);
  await until("the news", () => items.length === 3);
  expect(items.slice(1)).toMatchObject([
    { text: "Fire." },
    { text: expect.stringContaining("While you were away (60 min): 1 alert") },
  ]);
});
