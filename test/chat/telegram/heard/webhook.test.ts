import { once } from "node:events";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type HttpServer, serve } from "../../../../src/runtime/http.ts";
import { Secret } from "../../../../src/runtime/secret.ts";
import { silentLog } from "../../../support/database.ts";
import { until } from "../../../support/until.ts";
import { ANN, confirmed, telegramStand, type TelegramStand } from "../stand.ts";

const SECRET = "a-secret-of-the-webhook";
const PATH = "/telegram/hook";

let stand: TelegramStand;
let server: HttpServer;

/** The port is known only when the server listens, and the adapter wants its address before. */
beforeEach(async () => {
  const probe = await serve({ host: "127.0.0.1", port: 0, routes: [], log: silentLog });
  await probe.stop();
  const url = `${probe.url}${PATH}`;
  stand = await telegramStand({ webhook: { url, secret: new Secret(SECRET) } });
  server = await serve({ host: "127.0.0.1", port: probe.port, routes: stand.adapter.routes(), log: silentLog });
});
afterEach(async () => {
  await stand.stop();
  await server.stop();
});

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${PATH}`, { method: "POST", body, headers });
const secret = { "x-telegram-bot-api-secret-token": SECRET };
const ready = () => until("the webhook", () => stand.reachable.at(-1) === null);

describe("by webhook", () => {
  test("what people write reaches the desk, and counts as taken when it is durable", async () => {
    let tries = 0;
    await stand.start(async (update) => {
      tries += 1;
      if (tries < 3) throw new Error("the disk is full");
      stand.received.push(update);
      return "taken";
    });
    await ready();
    stand.peer.says(ANN, "/status");
    await confirmed(stand);
    expect([tries, stand.received.length]).toEqual([3, 1]);
  });

  test.each(["drop-before", "hang-before", "500", "garbage"] as const)("it is set again after %s", async (kind) => {
    for (const method of ["getMe", "getWebhookInfo", "setWebhook"]) stand.peer.fault(method, kind);
    await stand.start();
    await ready();
    stand.peer.says(ANN, "/status");
    await confirmed(stand);
    expect(stand.received).toHaveLength(1);
  });

  test("nobody is let in without the secret, or with another", async () => {
    await stand.start();
    await ready();
    const update = JSON.stringify({ update_id: 1, message: {} });
    expect((await post(update)).status).toBe(401);
    expect((await post(update, { "x-telegram-bot-api-secret-token": `${SECRET}x` })).status).toBe(401);
    expect(stand.received).toEqual([]);
  });

  test.each([
    ["not JSON", 400],
    ["[]", 400],
    ['{"update_id":"1"}', 400],
    ['{"update_id":1,"message":{"text":7}}', 200],
    ['{"update_id":2,"something_new":{}}', 200],
  ])("%s is answered by %i", async (body, status) => {
    await stand.start();
    await ready();
    expect((await post(body, secret)).status).toBe(status);
    expect(stand.received).toEqual([]);
  });

  test("what comes before the start and after the stop is to come again", async () => {
    const update = JSON.stringify({ update_id: 1 });
    expect((await post(update, secret)).status).toBe(503);
    await stand.start();
    await ready();
    expect((await post(update, secret)).status).toBe(200);
    await stand.adapter.stop();
    expect((await post(update, secret)).status).toBe(503);
  });

  test("it answers by any name and takes a long message, but not any length", async () => {
    await stand.start();
    await ready();
    const status = async (length: number): Promise<number | undefined> => {
      const body = JSON.stringify({ update_id: 1, padding: "x".repeat(length) });
      const headers = { ...secret, host: "desk.example.com", "content-length": body.length };
      const asked = request(`${server.url}${PATH}`, { method: "POST", headers }).end(body);
      const [answer] = await once(asked, "response");
      answer.resume();
      return answer.statusCode;
    };
    expect([await status(100_000), await status(300_000)]).toEqual([200, 413]);
  });
});
