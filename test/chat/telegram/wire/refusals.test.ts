import { inspect } from "node:util";
import { describe, expect, test } from "vitest";

import { ChatClosed, ChatMoved, MessageGone, SlowDown, Unshowable } from "../../../../src/chat/adapter.ts";
import { CallFailed, outcomeOf } from "../../../../src/chat/telegram/wire/call-failed.ts";
import { inPortsWords, Unanswered } from "../../../../src/chat/telegram/wire/refusals.ts";

const refused = (error_code: number, description: string, parameters?: object): object => ({
  response: { ok: false, error_code, description, parameters },
});
const fetchError = (how: object): Error => Object.assign(new Error("of node-fetch"), { name: "FetchError", ...how });
const trouble = (thrown: unknown, doing: "sending" | "editing" = "sending"): unknown =>
  inPortsWords(new CallFailed("sendMessage", outcomeOf(thrown)), "-100/12", doing);

describe("a refusal is", () => {
  test.each([
    [403, "Forbidden: bot was blocked by the user", new ChatClosed("the bot was blocked")],
    [403, "Forbidden: bot was kicked from the supergroup chat", new ChatClosed("the bot was removed from the group")],
    [403, "Forbidden: user is deactivated", new ChatClosed("the account was deleted")],
    [403, "Forbidden: something new", new ChatClosed("the bot may not write there")],
    [400, "Bad Request: chat not found", new ChatClosed("Telegram does not know the chat")],
    [
      400,
      "Bad Request: not enough rights to send text messages to the chat",
      new ChatClosed("the bot may not write there"),
    ],
    [400, "Bad Request: message thread not found", new ChatMoved("-100", "the topic was deleted")],
    [400, "Bad Request: TOPIC_CLOSED", new ChatMoved("-100", "the topic was closed")],
  ])("%i %s", (code, description, error) => {
    expect(trouble(refused(code, description))).toStrictEqual(error);
  });

  test("a supergroup, where the group has become one", () => {
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    const moved = trouble(refused(400, description, { migrate_to_chat_id: -100300 }));
    expect(moved).toMatchObject({ name: "ChatMoved", to: "-100300" });
  });

  test("the end, where General itself is closed", () => {
    const error = new CallFailed("sendMessage", outcomeOf(refused(400, "Bad Request: TOPIC_CLOSED")));
    expect(inPortsWords(error, "-100", "sending")).toStrictEqual(new ChatClosed("the topic was closed"));
  });

  test("a pause of so many ms", () => {
    expect(trouble(refused(429, "Too Many Requests: retry after 3", { retry_after: 3 }))).toStrictEqual(
      new SlowDown(3_000),
    );
  });

  test("a message that is gone, where one is edited", () => {
    expect(trouble(refused(400, "Bad Request: message to edit not found"), "editing")).toBeInstanceOf(MessageGone);
    expect(trouble(refused(400, "Bad Request: message can't be edited"), "editing")).toBeInstanceOf(MessageGone);
  });

  test("final for a message that it does not take, and may help later where the token is refused", () => {
    expect(trouble(refused(400, "Bad Request: can't parse entities: unclosed tag"))).toBeInstanceOf(Unshowable);
    expect(trouble(refused(401, "Unauthorized"))).toBeInstanceOf(CallFailed);
  });
});

describe("without an answer", () => {
  test.each([
    ["a cut connection", fetchError({ type: "system", code: "ECONNRESET" })],
    ["a status above 499", refused(502, "Bad Gateway")],
    ["an answer that is not JSON", fetchError({ type: "invalid-json" })],
    ["a JSON that is no answer", { response: {} }],
    ["a JSON that is nothing", new TypeError("Cannot read properties of null")],
    ["no answer in time", Object.assign(new Error("late"), { name: "Overdue" })],
  ])("%s leaves it open whether a message was shown, and an edit may be repeated", (_what, thrown) => {
    expect(trouble(thrown)).toBeInstanceOf(Unanswered);
    expect(trouble(thrown, "editing")).toBeInstanceOf(CallFailed);
  });

  test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "CERT_HAS_EXPIRED"])("%s has sent nothing", (code) => {
    expect(trouble(fetchError({ type: "system", code }))).toBeInstanceOf(CallFailed);
  });
});

test("no error carries the token, wherever the library has put it", () => {
  const token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc";
  const url = `http://x/bot${token}/sendMessage`;
  const thrown = Object.assign(new Error(`invalid json at ${url}`), {
    type: `at ${url}`,
    name: url,
    code: url,
    on: { url },
  });
  for (const doing of ["sending", "editing"] as const) {
    const error = trouble(thrown, doing) as Error;
    expect(`${error.stack}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toContain(token.slice(10));
  }
});
