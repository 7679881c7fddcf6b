import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Secret } from "../../../../src/runtime/secret.ts";
import { until } from "../../../support/until.ts";
import { textOnly } from "../shown.ts";
import { ANN, BO, confirmed, outgoing, GROUP, SHORT, telegramStand, type TelegramStand } from "../stand.ts";

let stand: TelegramStand;
beforeEach(async () => {
  stand = await telegramStand();
});
afterEach(() => stand.stop());

const lines = (): string[] =>
  stand.received.map(({ content }) => ("line" in content ? content.line : "press" in content ? content.press : ""));
describe("what people write", () => {
  test("reaches the desk in order, and a press is answered at once", async () => {
    await stand.start();
    const said = ["/status", "/price BTC/USDT", "hello"];
    for (const line of said) stand.peer.says(ANN, line);
    await confirmed(stand);
    expect(lines()).toEqual(said);
    const shown = await stand.adapter.send(`${ANN}`, {
      ...{ name: "m", key: "k", kind: "card", revision: 1, inReplyTo: null, trail: null, isSilent: false, zone: "UTC" },
      reply: { outcome: "asks", blocks: [{ kind: "buttons", buttons: [{ label: "Go", token: "tok" }] }] },
    });
    stand.peer.presses(ANN, ANN, Number(shown.slice(1)), "Go");
    await until("the answer", () => stand.peer.answers.length === 1);
    expect(lines().at(-1)).toBe("tok");
  });

  test("elsewhere, or in another's name, does not", async () => {
    await stand.start();
    stand.peer.forwards(ANN, "/approve 12");
    stand.peer.viaBot(ANN, "/approve 12");
    stand.peer.anonymousAdmin(GROUP, "/approve 12");
    stand.peer.channelPost(-1_009, "/approve 12");
    const { messageId } = stand.peer.says(ANN, "/status");
    stand.peer.edits(ANN, ANN, messageId, "/approve 12");
    stand.peer.says(ANN, "/start pair-493204");
    stand.peer.says(ANN, "/status@outcry_test_bot now", { chat: GROUP });
    await confirmed(stand);
    expect(lines().toSorted()).toEqual(["/pair 493-204", "/status", "/status now"]);
  });

  test("while the bot was away is fetched when it is back", async () => {
    for (let index = 0; index < 150; index += 1) stand.peer.says(ANN, `/order ${index}`);
    await stand.start();
    await confirmed(stand);
    expect(lines()).toEqual(Array.from({ length: 150 }, (_, index) => `/order ${index}`));
  });
});

describe("an update is confirmed when it is durable", () => {
  test("and the chats of a batch are handed on at once, so that one commit serves all; each in its order", async () => {
    const open = Promise.withResolvers<void>();
    let waiting = 0;
    stand.peer.says(ANN, "1");
    stand.peer.says(BO, "2");
    stand.peer.says(ANN, "/status", { chat: GROUP });
    stand.peer.says(ANN, "behind the first");
    await stand.start(async () => {
      waiting += 1;
      await open.promise;
      return "taken";
    });
    await until("all three to wait", () => waiting === 3);
    expect(stand.peer.pending).toHaveLength(4);
    open.resolve();
    await confirmed(stand);
  });

  test("and one that was not stored comes again, what lies before it does not", async () => {
    const [taken, tries] = [[] as string[], new Map<string, number>()];
    for (const line of ["1", "2", "3"]) stand.peer.says(ANN, line);
    await stand.start(async ({ content }) => {
      const line = "line" in content ? content.line : "";
      tries.set(line, (tries.get(line) ?? 0) + 1);
      if (line === "2" && tries.get(line) !== 3) throw new Error("the disk is full");
      taken.push(line);
      return "stranger";
    });
    await confirmed(stand);
    expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 3, 3: 3 });
    expect(stand.reachable).toEqual([null]);
  });

  test("and stopping waits for what was taken in", async () => {
    const open = Promise.withResolvers<void>();
    let [isTaken, isStopped] = [false, false];
    stand.peer.says(ANN, "/buy");
    await stand.start(async () => {
      isTaken = true;
      await open.promise;
      return "taken";
    });
    await until("the update", () => isTaken);
    const stopping = stand.adapter.stop().then(() => (isStopped = true));
    await stand.adapter.send(`${ANN}`, outgoing(textOnly("Still here.")));
    expect(isStopped).toBe(false);
    open.resolve();
    await stopping;
  });
});

describe("polling goes on", () => {
  test("after Telegram was down, also from the start", async () => {
    await stand.peer.down();
    await stand.start();
    await until("the trouble", () => stand.reachable.at(-1)?.includes("ECONNREFUSED"));
    await stand.peer.up();
    stand.peer.says(ANN, "/status");
    await confirmed(stand);
    expect(stand.reachable.at(-1)).toBeNull();
    expect(lines()).toEqual(["/status"]);
  });

  test("after another program has taken the updates, and the log says what that is", async () => {
    await stand.start();
    await until("an open poll", () =>
      stand.peer.calls.some(({ method, status }) => method === "getUpdates" && status === null),
    );
    await fetch(`${stand.peer.url}/bot${stand.peer.token}/getUpdates?timeout=0`);
    await until("it to be told", () => stand.reachable.includes("another program takes this bot's messages"));
    stand.peer.says(ANN, "/status");
    await confirmed(stand);
    expect(stand.lines.join()).toContain("One bot serves one desk: stop the other one");
  });

  test("after a webhook was set by another program: it is taken away", async () => {
    await stand.start();
    await until("an open poll", () => stand.reachable.length === 1);
    await fetch(`${stand.peer.url}/bot${stand.peer.token}/setWebhook?url=http://127.0.0.1:1/x`);
    stand.peer.says(BO, "/status");
    await confirmed(stand);
    expect(lines()).toEqual(["/status"]);
  });
});

test("the same update twice has the same id", async () => {
  await stand.start();
  const { updateId } = stand.peer.says(ANN, "/buy BTC/USDT 1");
  await confirmed(stand);
  stand.peer.redeliver(updateId ?? 0);
  await until("it to come again", () => stand.received.length === 2);
  expect(stand.received[1]).toEqual(stand.received[0]);
});

test("a token that is not known ends it, with what to do", async () => {
  await stand.stop();
  stand = await telegramStand({ token: new Secret("123456789:AAE-other_other_other_other_other_o") });
  await stand.start();
  await until("the advice", () => stand.reachable.at(-1)?.includes("BotFather"));
  await stand.adapter.stop();
  expect(stand.peer.calls.filter(({ method }) => method === "getUpdates")).toEqual([]);
  expect(stand.peer.calls.length).toBe(1);
});

test("a stop does not wait for a poll that hangs", async () => {
  stand.peer.fault("getMe", "hang-before");
  await stand.start();
  await until("the call", () => stand.peer.calls.length === 1);
  await stand.adapter.stop();
  expect(stand.reachable).toEqual([]);
});

test("the token is in no line of the log and in no word to people, whatever Telegram answers", async () => {
  const server = createServer((_asked, answer) => answer.end("<html>"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await stand.stop();
  stand = await telegramStand({ apiRoot, times: SHORT });
  await stand.start();
  await until("a failed try", () => stand.lines.length > 2);
  await expect(stand.adapter.send("1", outgoing(textOnly("Hello.")))).rejects.toThrow("Telegram did not answer");
  const [, secret = "?"] = stand.peer.token.split(":");
  expect([...stand.lines, ...stand.reachable].join()).not.toContain(secret);
  server.close();
  server.closeAllConnections();
});
