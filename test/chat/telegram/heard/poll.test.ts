import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Secret } from "../../../../src/runtime/secret.ts";
import { until } from "../../../support/until.ts";
import { ANN, BO, confirmed, outgoing, GROUP, SHORT, telegramBench, type TelegramBench } from "../stand.ts";
import { textOnly } from "../shown.ts";

let bench: TelegramBench;
beforeEach(async () => {
  bench = await telegramBench();
});
afterEach(() => bench.stop());

const lines = (): string[] =>
  bench.received.map(({ content }) => ("line" in content ? content.line : "press" in content ? content.press : ""));
describe("what people write", () => {
  test("reaches the desk in order, and a press is answered at once", async () => {
    await bench.start();
    const said = ["/status", "/price BTC/USDT", "hello"];
    for (const line of said) bench.peer.says(ANN, line);
    await confirmed(bench);
    expect(lines()).toEqual(said);
    const shown = await bench.adapter.send(`${ANN}`, {
      ...{ name: "m", key: "k", kind: "card", revision: 1, inReplyTo: null, isSilent: false, zone: "UTC" },
      reply: { outcome: "asks", blocks: [{ kind: "buttons", buttons: [{ label: "Go", token: "tok" }] }] },
    });
    bench.peer.presses(ANN, ANN, Number(shown.slice(1)), "Go");
    await until("the answer", () => bench.peer.answers.length === 1);
    expect(lines().at(-1)).toBe("tok");
  });

  test("elsewhere, or in another's name, does not", async () => {
    await bench.start();
    bench.peer.forwards(ANN, "/approve 12");
    bench.peer.viaBot(ANN, "/approve 12");
    bench.peer.anonymousAdmin(GROUP, "/approve 12");
    bench.peer.channelPost(-1_009, "/approve 12");
    const { messageId } = bench.peer.says(ANN, "/status");
    bench.peer.edits(ANN, ANN, messageId, "/approve 12");
    bench.peer.says(ANN, "/start pair-493204");
    bench.peer.says(ANN, "/status@outcry_test_bot now", { chat: GROUP });
    await confirmed(bench);
    expect(lines()).toEqual(["/status", "/pair 493-204", "/status now"]);
  });

  test("while the bot was away is fetched when it is back", async () => {
    for (let index = 0; index < 150; index += 1) bench.peer.says(ANN, `/order ${index}`);
    await bench.start();
    await confirmed(bench);
    expect(lines()).toEqual(Array.from({ length: 150 }, (_, index) => `/order ${index}`));
  });
});

describe("an update is confirmed when it is durable", () => {
  test("and a batch is handed on at once, so that one commit serves all", async () => {
    const open = Promise.withResolvers<void>();
    let waiting = 0;
    for (const line of ["1", "2", "3"]) bench.peer.says(ANN, line);
    await bench.start(async () => {
      waiting += 1;
      await open.promise;
      return "taken";
    });
    await until("all three to wait", () => waiting === 3);
    expect(bench.peer.pending).toHaveLength(3);
    open.resolve();
    await confirmed(bench);
  });

  test("and one that was not stored comes again, what lies before it does not", async () => {
    const [taken, tries] = [[] as string[], new Map<string, number>()];
    for (const line of ["1", "2", "3"]) bench.peer.says(ANN, line);
    await bench.start(async ({ content }) => {
      const line = "line" in content ? content.line : "";
      tries.set(line, (tries.get(line) ?? 0) + 1);
      if (line === "2" && tries.get(line) !== 3) throw new Error("the disk is full");
      taken.push(line);
      return "stranger";
    });
    await confirmed(bench);
    expect(Object.fromEntries(tries)).toEqual({ 1: 1, 2: 3, 3: 3 });
    expect(bench.reachable).toEqual([null]);
  });

  test("and stopping waits for what was taken in", async () => {
    const open = Promise.withResolvers<void>();
    let [isTaken, isStopped] = [false, false];
    bench.peer.says(ANN, "/buy");
    await bench.start(async () => {
      isTaken = true;
      await open.promise;
      return "taken";
    });
    await until("the update", () => isTaken);
    const stopping = bench.adapter.stop().then(() => (isStopped = true));
    await bench.adapter.send(`${ANN}`, outgoing(textOnly("Still here.")));
    expect(isStopped).toBe(false);
    open.resolve();
    await stopping;
  });
});

describe("polling goes on", () => {
  test("after Telegram was down, also from the start", async () => {
    await bench.peer.down();
    await bench.start();
    await until("the trouble", () => bench.reachable.at(-1)?.includes("ECONNREFUSED"));
    await bench.peer.up();
    bench.peer.says(ANN, "/status");
    await confirmed(bench);
    expect(bench.reachable.at(-1)).toBeNull();
    expect(lines()).toEqual(["/status"]);
  });

  test("after another program has taken the updates, and the log says what that is", async () => {
    await bench.start();
    await until("an open poll", () =>
      bench.peer.calls.some(({ method, status }) => method === "getUpdates" && status === null),
    );
    await fetch(`${bench.peer.url}/bot${bench.peer.token}/getUpdates?timeout=0`);
    await until("it to be told", () => bench.reachable.includes("another program takes this bot's messages"));
    bench.peer.says(ANN, "/status");
    await confirmed(bench);
    expect(bench.lines.join()).toContain("One bot serves one desk: stop the other one");
  });

  test("after a webhook was set by another program: it is taken away", async () => {
    await bench.start();
    await until("an open poll", () => bench.reachable.length === 1);
    await fetch(`${bench.peer.url}/bot${bench.peer.token}/setWebhook?url=http://127.0.0.1:1/x`);
    bench.peer.says(BO, "/status");
    await confirmed(bench);
    expect(lines()).toEqual(["/status"]);
  });
});

test("the same update twice has the same id", async () => {
  await bench.start();
  const { updateId } = bench.peer.says(ANN, "/buy BTC/USDT 1");
  await confirmed(bench);
  bench.peer.redeliver(updateId ?? 0);
  await until("it to come again", () => bench.received.length === 2);
  expect(bench.received[1]).toEqual(bench.received[0]);
});

test("a token that is not known ends it, with what to do", async () => {
  await bench.stop();
  bench = await telegramBench({ token: new Secret("123456789:AAE-other_other_other_other_other_o") });
  await bench.start();
  await until("the advice", () => bench.reachable.at(-1)?.includes("BotFather"));
  await bench.adapter.stop();
  expect(bench.peer.calls.filter(({ method }) => method === "getUpdates")).toEqual([]);
  expect(bench.peer.calls.length).toBe(1);
});

test("a stop does not wait for a poll that hangs", async () => {
  bench.peer.fault("getMe", "hang-before");
  await bench.start();
  await until("the call", () => bench.peer.calls.length === 1);
  await bench.adapter.stop();
  expect(bench.reachable).toEqual([]);
});

test("the token is in no line of the log and in no word to people, whatever Telegram answers", async () => {
  const server = createServer((_asked, answer) => answer.end("<html>"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await bench.stop();
  bench = await telegramBench({ apiRoot, times: SHORT });
  await bench.start();
  await until("a failed try", () => bench.lines.length > 2);
  await expect(bench.adapter.send("1", outgoing(textOnly("Hello.")))).rejects.toThrow("Telegram did not answer");
  const [, secret = "?"] = bench.peer.token.split(":");
  expect([...bench.lines, ...bench.reachable].join()).not.toContain(secret);
  server.close();
  server.closeAllConnections();
});
