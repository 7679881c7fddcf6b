/** What can go wrong on the way, as telegraf's client meets it; and the webhook, the menu and the limits. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as bodyOf } from "node:stream/consumers";

import { Telegram } from "telegraf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { until } from "../support/until.ts";
import type { FaultKind } from "./telegram/faults.ts";
import { startTelegramPeer, type TelegramPeer } from "./telegram/peer.ts";

const ANN = 1001;
const GROUP = -1_002_000;

let peer: TelegramPeer;
let telegram: Telegram;

beforeEach(async () => {
  peer = await startTelegramPeer({ allowsHttpWebhook: true, webhookRetryMs: 20 });
  telegram = new Telegram(peer.token, { apiRoot: peer.url });
  peer.user(ANN, "Ann");
  peer.group(GROUP);
});
afterEach(() => peer.stop());

/** Ends by itself where the peer never answers: telegraf would wait for 500 s. */
const send = (signal?: AbortSignal) =>
  telegram.callApi("sendMessage", { chat_id: ANN, text: "x" }, signal === undefined ? {} : { signal: signal as never });

/** At once, so that it is never an unhandled one. */
const failureOf = (work: Promise<unknown>) => work.then(null, (error: unknown) => error);

describe("a fault", () => {
  const seen: readonly (readonly [kind: FaultKind, error: object, isDone: boolean])[] = [
    ["drop-before", { name: "FetchError", message: expect.stringContaining("socket hang up") as string }, false],
    ["drop-after", { name: "FetchError", message: expect.stringContaining("socket hang up") as string }, true],
    ["500", { response: { error_code: 500 } }, false],
    ["502-html", { response: { error_code: 502 } }, false],
    ["429:7", { response: { error_code: 429, parameters: { retry_after: 7 } } }, false],
    ["garbage", { name: "FetchError", message: expect.stringContaining("invalid json") as string }, true],
  ];
  it.each(seen)("%s is an error, once", async (kind, error, isDone) => {
    const fault = peer.fault("sendMessage", kind);
    await expect(send()).rejects.toMatchObject(error);
    expect([fault.left, peer.messages(ANN).length]).toEqual([0, isDone ? 1 : 0]);
    await send();
    expect(peer.messages(ANN)).toHaveLength(isDone ? 2 : 1);
  });

  const silent: readonly (readonly [kind: FaultKind, isDone: boolean])[] = [
    ["hang-before", false],
    ["hang-after", true],
    ["truncated", true],
    ["truncated-held", true],
  ];
  it.each(silent)("%s is never answered", async (kind, isDone) => {
    const fault = peer.fault("*", kind);
    const [ended, work] = [new AbortController(), { isSettled: false }];
    const sending = send(ended.signal).finally(() => (work.isSettled = true));
    const failure = failureOf(sending);
    await until("the fault", () => fault.left === 0 && (!isDone || peer.messages(ANN).length === 1));
    // What a faultless call answers after it has had time to come.
    await telegram.getMe();
    expect(work.isSettled).toBe(false);
    ended.abort();
    expect(await failure).toMatchObject({ name: "AbortError" });
  });

  it("slow is answered in the end", async () => {
    peer.fault("sendMessage", "slow:30");
    await send();
    expect(peer.messages(ANN)).toHaveLength(1);
  });

  it("strikes as often as it is told, a method's own before any", async () => {
    peer.fault("*", "500", Infinity);
    peer.fault("sendMessage", "429:1", 2);
    for (const code of [429, 429, 500, 500])
      await expect(send()).rejects.toMatchObject({ response: { error_code: code } });
    peer.clearFaults();
    await send();
    expect(peer.calls.map(({ status }) => status)).toEqual([null, null, null, null, 200]);
  });
});

describe("the way", () => {
  it("is closed while the peer is down, and open again on the same port", async () => {
    const failure = failureOf(telegram.callApi("getUpdates", { timeout: 50 }));
    await until("the poll", () => peer.calls.length === 1);
    await peer.down();
    expect(String(await failure)).toContain("socket hang up");
    await expect(send()).rejects.toThrow("ECONNREFUSED");
    const { updateId } = peer.says(ANN, "are you there?");
    await peer.up();
    expect(await telegram.callApi("getUpdates", { timeout: 0 })).toMatchObject([{ update_id: updateId }]);
  });

  it("refuses a wrong token and a method that is none", async () => {
    const stranger = new Telegram("123456789:wrong", { apiRoot: peer.url });
    await expect(stranger.getMe()).rejects.toThrow("401: Unauthorized");
    await expect(telegram.callApi("sendHugs" as never, {} as never)).rejects.toThrow(
      "404: Not Found: method not found",
    );
    expect(await telegram.callApi("GETME" as never, {} as never)).toMatchObject({
      is_bot: true,
      username: peer.username,
    });
  });

  it("has limits when they are switched on", async () => {
    peer.limits = "platform";
    const all = await Promise.allSettled(Array.from({ length: 25 }, () => telegram.sendMessage(GROUP, "x")));
    const refused = all.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]).toMatchObject({
      reason: { response: { error_code: 429, parameters: { retry_after: expect.any(Number) as number } } },
    });
    peer.limits = "off";
    await telegram.sendMessage(GROUP, "x");
  });
});

describe("the webhook", () => {
  interface Got {
    readonly secret: string | undefined;
    readonly text: string;
  }

  /** A bot's own server, which answers with the statuses it is given, 200 after them. */
  async function bot(statuses: number[]) {
    const got: Got[] = [];
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { message } = JSON.parse(body) as { readonly message: { readonly text: string } };
        got.push({ secret: request.headers["x-telegram-bot-api-secret-token"]?.toString(), text: message.text });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const close = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { got, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
  }

  it("gets updates with its secret, in order, again until it takes them", async () => {
    const { got, close, url } = await bot([500, 403]);
    peer.says(ANN, "one");
    await telegram.setWebhook(url, { secret_token: "s3cret" });
    peer.says(ANN, "two");
    await until("all taken", () => peer.pending.length === 0);
    expect(got.map(({ text }) => text)).toEqual(["one", "one", "one", "two"]);
    expect(new Set(got.map(({ secret }) => secret))).toEqual(new Set(["s3cret"]));
    await expect(telegram.callApi("getUpdates", {})).rejects.toThrow(
      "409: Conflict: can't use getUpdates method while",
    );
    await telegram.deleteWebhook();
    expect(await telegram.callApi("getUpdates", {})).toEqual([]);
    close();
  });

  it("must be https, unless the test allows http", async () => {
    const strict = await startTelegramPeer();
    const client = new Telegram(strict.token, { apiRoot: strict.url });
    await expect(client.setWebhook("http://127.0.0.1:8484/x")).rejects.toThrow("An HTTPS URL must be provided");
    await expect(client.setWebhook("https://example.com:81/x")).rejects.toThrow("only on ports 80, 88, 443 or 8443");
    expect(await client.getWebhookInfo()).toMatchObject({ url: "", pending_update_count: 0 });
    await strict.stop();
  });
});

describe("the menu", () => {
  const commands = [{ command: "buy", description: "Propose an order" }];

  it("is kept by scope and language", async () => {
    const scope = { type: "chat", chat_id: ANN } as const;
    await telegram.setMyCommands(commands);
    await telegram.setMyCommands([], { scope });
    expect([peer.commands(), peer.commands(scope)]).toEqual([commands, []]);
    await telegram.deleteMyCommands();
    expect(await telegram.getMyCommands()).toEqual([]);
  });

  const wrong: readonly (readonly [what: string, commands: typeof commands, refusal: string])[] = [
    ["capitals", [{ command: "Buy", description: "x" }], "BOT_COMMAND_INVALID"],
    ["33 letters", [{ command: "b".repeat(33), description: "x" }], "BOT_COMMAND_INVALID"],
    ["no words", [{ command: "buy", description: "" }], "command description must be non-empty"],
    ["257 letters of words", [{ command: "buy", description: "x".repeat(257) }], "BOT_COMMAND_DESCRIPTION_INVALID"],
    ["101 commands", Array.from({ length: 101 }, () => ({ command: "b", description: "x" })), "BOT_COMMANDS_TOO_MUCH"],
  ];
  it.each(wrong)("refuses %s", async (_what, given, refusal) => {
    await expect(telegram.setMyCommands(given)).rejects.toThrow(`400: Bad Request: ${refusal}`);
  });
});
