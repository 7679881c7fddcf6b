import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { type Me, type Told, toldBy } from "../../../../src/chat/telegram/heard/read.ts";
import { type Envelope, readUpdate } from "../../../../src/chat/telegram/heard/update.ts";

const ME: Me = { id: 77, username: "OutcryDeskBot" };
const ANN = { id: 1001, is_bot: false, first_name: "Ann" };
const PRIVATE = { id: 1001, type: "private" };
const GROUP = { id: -100200, type: "supergroup" };

const newsOf = (envelope: Envelope): Told | null => {
  const update = readUpdate(envelope);
  return update === null ? null : toldBy(update, ME);
};
const message = (more: object): { update_id: number } => ({
  update_id: 5,
  ...{ message: { message_id: 60, date: 1_767_600_060, chat: PRIVATE, from: ANN, text: "/status", ...more } },
});
const lineOf = (more: object): string | null => {
  const news = newsOf(message(more));
  return news?.kind === "incoming" && "line" in news.incoming.content ? news.incoming.content.line : null;
};

test("a message in a private chat is handed on as it was written", () => {
  expect(newsOf(message({}))).toEqual({
    kind: "incoming",
    incoming: {
      updateId: "77:5",
      chatRef: "1001",
      userRef: "1001",
      content: { line: "/status" },
      sentAt: 1_767_600_060_000,
      message: "60",
    },
  });
});

describe("what is meant for the bot", () => {
  test.each([
    ["any text in a private chat", {}, "hello there", "hello there"],
    ["its command among others", { chat: GROUP }, "/buy BTC/USDT 0.1", "/buy BTC/USDT 0.1"],
    ["its command with its name", { chat: GROUP }, "/buy@OutcryDeskBot BTC/USDT 0.1", "/buy BTC/USDT 0.1"],
    ["its name in any case", { chat: GROUP }, "/status@outcrydeskbot", "/status"],
    ["its name in a private chat", {}, "/status@OutcryDeskBot", "/status"],
    ["a command of several lines", { chat: GROUP }, "/reject 12 too\nearly", "/reject 12 too\nearly"],
    ["a link with a code", {}, "/start pair-493204", "/pair 493-204"],
    ["a link with a code, in a group", { chat: GROUP }, "/start@OutcryDeskBot pair-493-204", "/pair 493-204"],
    ["any other link", {}, "/start promo_7", "/start"],
    ["a link that looks like a code", {}, "/start pair-4932041", "/start"],
  ])("is %s", (_what, more, text, line) => {
    expect(lineOf({ ...more, text })).toBe(line);
  });

  test.each([
    ["a word among others", { chat: GROUP, text: "hello there" }],
    ["another bot's command", { chat: GROUP, text: "/status@OtherBot" }],
    ["a path", { chat: GROUP, text: "/usr/bin" }],
    ["a picture", { text: undefined }],
    ["nobody's message", { from: undefined }],
    ["a bot's message", { from: { ...ANN, is_bot: true } }],
    ["a forwarded message", { forward_origin: { type: "user" } }],
    ["a forwarded message of an older server", { forward_date: 1 }],
    ["a channel's post that a group copies", { is_automatic_forward: true }],
    ["a message by way of another bot", { via_bot: { id: 9, is_bot: true } }],
    ["an admin who stays anonymous", { chat: GROUP, sender_chat: GROUP }],
    ["a channel's message", { chat: { id: -1, type: "channel" } }],
  ])("is not %s", (_what, more) => {
    expect(newsOf(message(more))).toBeNull();
  });

  test.each(["edited_message", "channel_post", "edited_channel_post", "business_message"])("is not an %s", (kind) => {
    const { message: written } = message({}) as unknown as { message: object };
    expect(newsOf({ update_id: 5, [kind]: written })).toBeNull();
  });

  test("is not an update of another shape, which stops no other", () => {
    expect(newsOf({ update_id: 5, message: { text: 7 } })).toBeNull();
  });
});

describe("a press", () => {
  const press = (more: object) =>
    newsOf({ update_id: 6, callback_query: { id: "9", from: ANN, data: "tok", ...more } });
  const shown = { message_id: 70, chat: GROUP, message_thread_id: 12, is_topic_message: true };

  test("comes from the chat of its message, and its time is not known", () => {
    expect(press({ message: shown })).toMatchObject({
      incoming: { chatRef: "-100200/12", userRef: "1001", content: { press: "tok" }, sentAt: null, message: null },
    });
  });

  test("on a message that is too old to be read counts too", () => {
    const old = { message_id: 70, chat: PRIVATE, date: 0 };
    expect(press({ message: old })).toMatchObject({ incoming: { chatRef: "1001" } });
  });

  test.each([
    ["on a message of no chat", { message: undefined }],
    ["of a game", { message: shown, data: undefined }],
    ["by a bot", { message: shown, from: { ...ANN, is_bot: true } }],
  ])("%s is nothing", (_what, more) => {
    expect(press(more)).toBeNull();
  });
});

test("only a message that says so lies in a topic", () => {
  const file = new URL("../../../fixtures/general-topic.json", import.meta.url);
  const { in_general, in_topic } = JSON.parse(readFileSync(file, "utf8"));
  const chatRef = (update: { update_id: number }): string | null => {
    const news = newsOf(update);
    return news?.kind === "incoming" ? news.incoming.chatRef : null;
  };
  expect(chatRef(in_general)).toBe("-1002470010020");
  expect(chatRef(in_topic)).toBe("-1002470010020/12");
});

test("a group that becomes a supergroup has moved", () => {
  const told = message({ chat: { id: -5, type: "group" }, text: undefined, migrate_to_chat_id: -100300 });
  expect(newsOf(told)).toEqual({ kind: "moved", from: "-5", to: "-100300" });
});

test.each([
  ["kicked", PRIVATE, "the bot was blocked"],
  ["kicked", GROUP, "the bot was removed from the group"],
  ["left", GROUP, "the bot was removed from the group"],
  ["member", PRIVATE, null],
])("who is %s from a chat cannot write there", (status, chat, why) => {
  const news = newsOf({ update_id: 7, my_chat_member: { chat, new_chat_member: { status } } });
  expect(news).toEqual(why === null ? null : { kind: "closed", chatRef: String(chat.id), why });
});
