/** The peer is as strict as the platform: telegraf's own client speaks to it. */
import { Telegram } from "telegraf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { until } from "../support/until.ts";
import { startTelegramPeer, type TelegramPeer } from "./telegram/peer.ts";

const ANN = 1001;
const GROUP = -1_002_000;
const FORUM = -1_003_000;
const BASIC = -400;
const TOPIC = 7;
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const HTML = { parse_mode: "HTML" } as const;

let peer: TelegramPeer;
let telegram: Telegram;
let now = 1_700_000_000_000;

beforeEach(async () => {
  peer = await startTelegramPeer({ allowsHttpWebhook: true, webhookRetryMs: 20, now: () => now });
  telegram = new Telegram(peer.token, { apiRoot: peer.url });
  peer.user(ANN, "Ann");
  peer.group(GROUP);
  peer.group(FORUM, { isForum: true, topics: [TOPIC] });
  peer.group(BASIC, { type: "group" });
});
afterEach(() => peer.stop());

const button = (text: string, data: string) => ({ text, callback_data: data });
const keyboard = (...buttons: ReturnType<typeof button>[]) => ({ inline_keyboard: [buttons] });
const call = (method: string, args: object) => telegram.callApi(method as never, args as never) as Promise<unknown>;
const fetched = (offset = 0) => telegram.callApi("getUpdates", { offset, timeout: 0 });
const shown = (chat = ANN) => peer.messages(chat).at(-1);

describe("what the bot shows", () => {
  it("is kept as people see it, and as it was sent", async () => {
    const extra = { ...HTML, disable_notification: true, reply_markup: keyboard(button("Go", "go")) };
    await telegram.sendMessage(ANN, '<b>1 &lt; 2</b> 😀 <a href="http://example.com">x</a>', extra);
    expect(shown()).toMatchObject({ text: "1 < 2 😀 x", isSilent: true, buttons: [[button("Go", "go")]] });
    expect(shown()?.entities).toEqual([
      { type: "bold", offset: 0, length: 5 },
      { type: "text_link", offset: 9, length: 1, url: "http://example.com/" },
    ]);
    expect(shown()?.raw).toContain("<b>1 &lt; 2</b>");
  });

  it("is a picture by its bytes, and again by its id", async () => {
    const sent = await telegram.sendPhoto(ANN, { source: PNG, filename: "a.png" }, { caption: "<i>c</i>", ...HTML });
    expect(shown()).toMatchObject({ text: "c", photo: { bytes: PNG.length, width: 1, height: 1 } });
    await telegram.sendPhoto(ANN, sent.photo[0]?.file_id ?? "");
    expect(new Set(peer.messages(ANN).map(({ photo }) => photo?.sha256)).size).toBe(1);
  });

  it("changes in place, and each revision is remembered", async () => {
    const { message_id } = await telegram.sendMessage(ANN, "one", { reply_markup: keyboard(button("Go", "go")) });
    await telegram.editMessageText(ANN, message_id, undefined, "two");
    await telegram.editMessageMedia(ANN, message_id, undefined, {
      type: "photo",
      media: { source: PNG },
      caption: "3",
    });
    expect(shown()?.revisions.map(({ text, markup, photo }) => [text, markup !== null, photo !== null])).toEqual([
      ["one", true, false],
      ["two", false, false],
      ["3", false, true],
    ]);
  });

  it("answers another message, in a topic, until it is deleted", async () => {
    const said = peer.says(ANN, "/help", { chat: FORUM, topic: TOPIC });
    const reply_parameters = { message_id: said.messageId };
    const { message_id } = await telegram.sendMessage(FORUM, "x", { message_thread_id: TOPIC, reply_parameters });
    expect(shown(FORUM)).toMatchObject({ thread: TOPIC, replyTo: said.messageId });
    await telegram.deleteMessage(FORUM, message_id);
    expect(peer.messages(FORUM)).toEqual([]);
  });

  it("has ids of its own in each supergroup, and shared ones elsewhere", async () => {
    const ids = [];
    for (const chat of [ANN, BASIC, GROUP]) ids.push((await telegram.sendMessage(chat, "x")).message_id);
    expect(ids).toEqual([1, 2, 1]);
  });
});

describe("what it refuses in a message", () => {
  const keys = (count: number) => ({ inline_keyboard: Array.from({ length: count }, () => [button("x", "x")]) });
  const marked = (data: string, label = "x") => ({ text: "x", reply_markup: keyboard(button(label, data)) });
  const html = (text: string) => ({ text, ...HTML });
  const parse = "can't parse entities: ";
  const cases: readonly (readonly [what: string, args: object, refusal: string])[] = [
    ["nothing", { text: "" }, "message text is empty"],
    ["nothing but tags and space", html(" <b> </b>\n"), "message text is empty"],
    ["4,097 units", html(`<b>${"x".repeat(4097)}</b>`), "message is too long"],
    ["2,049 characters of two units", { text: "😀".repeat(2049) }, "message is too long"],
    ["an unknown tag", html("é<blink>x</blink>"), `${parse}Unsupported start tag "blink" at byte offset 2`],
    ["a bare <", html("1 < 2"), `${parse}Unsupported start tag "" at byte offset 2`],
    ["an open tag", html("<b>x"), `${parse}Can't find end tag corresponding to start tag "b"`],
    ["a tag that never ends", html("x <b"), `${parse}Unclosed start tag at byte offset 2`],
    ["a stray end", html("x</b>"), `${parse}Unexpected end tag at byte offset 1`],
    [
      "crossed tags",
      html("<b><i>x</b></i>"),
      `${parse}Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
    ],
    ["half a character", { text: "\ud83d" }, "strings must be encoded in UTF-8"],
    ["half a character in a label", marked("x", "\ud83d"), "strings must be encoded in UTF-8"],
    ["65 bytes of data", marked("é".repeat(33)), "BUTTON_DATA_INVALID"],
    ["no label", marked("x", ""), "inline keyboard button text must be non-empty"],
    ["no data", marked(""), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"],
    ["101 buttons", { text: "x", reply_markup: keys(101) }, "reply markup is too long"],
    ["another mode", { text: "x", parse_mode: "BBCode" }, "unsupported parse_mode"],
    ["an unknown chat", { text: "x", chat_id: 5 }, "chat not found"],
    ["General by its number", { text: "x", chat_id: FORUM, message_thread_id: 1 }, "message thread not found"],
    ["an unknown topic", { text: "x", chat_id: FORUM, message_thread_id: 8 }, "message thread not found"],
    ["an answer to nothing", { text: "x", reply_parameters: { message_id: 99 } }, "message to be replied not found"],
  ];
  it.each(cases)("%s", async (_what, args, refusal) => {
    await expect(call("sendMessage", { chat_id: ANN, ...args })).rejects.toMatchObject({
      response: { error_code: 400, description: `Bad Request: ${refusal}` },
    });
    expect(peer.messages(ANN)).toEqual([]);
  });

  const fine: readonly (readonly [what: string, html: string, text: string])[] = [
    ["every tag", "<b><i><u><s><code>x</code></s></u></i></b><strong>y</strong><em>z</em>", "xyz"],
    ["spoilers and quotes", "<tg-spoiler>a</tg-spoiler><blockquote expandable>b</blockquote><pre>c</pre>", "abc"],
    ["4,096 units after parsing", `<b>${"&amp;".repeat(4096)}</b>`, "&".repeat(4096)],
    ["a bare & and an unknown entity", "a & b &nbsp; &#39;", "a & b &nbsp; '"],
  ];
  it.each(fine)("but not %s", async (_what, html, text) => {
    await telegram.sendMessage(ANN, html, HTML);
    expect(shown()?.text).toBe(text);
  });
});

describe("what it refuses in a picture", () => {
  const [big, wide] = [Buffer.alloc(10 * 1024 * 1024 + 1), Buffer.from(PNG)];
  wide.writeUInt32BE(21, 16);
  const cases: readonly (readonly [what: string, bytes: Buffer, caption: string, refusal: string])[] = [
    ["no picture", Buffer.from("<svg/>"), "", "IMAGE_PROCESS_FAILED"],
    ["half a picture", PNG.subarray(0, 40), "", "IMAGE_PROCESS_FAILED"],
    ["a ribbon", wide, "", "PHOTO_INVALID_DIMENSIONS"],
    ["a long caption", PNG, "x".repeat(1025), "message caption is too long"],
    [
      "over 10 MB",
      big,
      "",
      `file of size ${big.length} bytes is too big for a photo; the maximum size is 10485760 bytes`,
    ],
  ];
  it.each(cases)("%s", async (_what, source, caption, refusal) => {
    await expect(telegram.sendPhoto(ANN, { source }, { caption })).rejects.toThrow(`400: Bad Request: ${refusal}`);
  });
});

describe("what it refuses in an edit", () => {
  const edit = (id: number, text: string, extra = {}) => telegram.editMessageText(ANN, id, undefined, text, extra);
  const same = "message is not modified: specified new message content and reply markup are exactly the same as a";

  it("the same once more, but other buttons are another message", async () => {
    const { message_id } = await telegram.sendMessage(ANN, "<b>x</b>", HTML);
    await expect(edit(message_id, "<strong>x</strong>", HTML)).rejects.toThrow(same);
    await edit(message_id, "<b>x</b>", { ...HTML, reply_markup: keyboard(button("Go", "go")) });
    expect(shown()?.revisions).toHaveLength(2);
  });

  it("what is gone, what is not the bot's, what is of another kind", async () => {
    const text = (await telegram.sendMessage(ANN, "x")).message_id;
    const photo = (await telegram.sendPhoto(ANN, { source: PNG })).message_id;
    const theirs = peer.says(ANN, "hello").messageId;
    peer.deletes(ANN, text);
    await expect(edit(text, "y")).rejects.toThrow("message to edit not found");
    await expect(edit(theirs, "y")).rejects.toThrow("message can't be edited");
    await expect(edit(photo, "y")).rejects.toThrow("there is no text in the message to edit");
    const again = (await telegram.sendMessage(ANN, "x")).message_id;
    await expect(telegram.editMessageCaption(ANN, again, undefined, "y")).rejects.toThrow("there is no caption in the");
    await expect(edit(again, "x".repeat(4097))).rejects.toThrow("MESSAGE_TOO_LONG");
  });

  it("a deletion of other people's messages, but in a private chat", async () => {
    const [inGroup, alone] = [peer.says(ANN, "/x", { chat: GROUP }), peer.says(ANN, "secret")];
    await expect(telegram.deleteMessage(GROUP, inGroup.messageId)).rejects.toThrow("message can't be deleted");
    await telegram.deleteMessage(ANN, alone.messageId);
    await expect(telegram.deleteMessage(ANN, alone.messageId)).rejects.toThrow("message to delete not found");
  });
});

describe("people", () => {
  it("write commands, with rising update ids", async () => {
    peer.says(ANN, "/buy BTC/USDT");
    peer.says(ANN, "hello");
    const [first, second] = await fetched();
    expect(first).toMatchObject({ message: { text: "/buy BTC/USDT", entities: [{ type: "bot_command", length: 4 }] } });
    expect(second?.update_id).toBe((first?.update_id ?? 0) + 1);
    expect(await fetched((first?.update_id ?? 0) + 1)).toEqual([second]);
  });

  it("are heard in a group when they mean the bot", () => {
    const seen = (text: string, options = {}) => peer.says(ANN, text, { chat: GROUP, ...options }).updateId !== null;
    expect(seen("hello")).toBe(false);
    expect(seen("/help")).toBe(true);
    expect(seen(`/help@${peer.username}`)).toBe(true);
    expect(seen("/help@other_bot")).toBe(false);
  });

  it("press what is on the message now, and get one answer in time", async () => {
    const { message_id } = await telegram.sendMessage(ANN, "x", { reply_markup: keyboard(button("Go", "token")) });
    const { queryId } = peer.presses(ANN, ANN, message_id, "Go");
    const late = peer.presses(ANN, ANN, message_id, "token");
    expect(await fetched()).toMatchObject([
      { callback_query: { id: queryId, data: "token", message: { message_id } } },
      { callback_query: { id: late.queryId } },
    ]);
    await telegram.answerCbQuery(queryId, "done");
    expect(peer.answers).toEqual([{ queryId, text: "done", isAlert: false }]);
    await expect(telegram.answerCbQuery(queryId)).rejects.toThrow("query is too old and response timeout expired");
    now += 60_000;
    await expect(telegram.answerCbQuery(late.queryId)).rejects.toThrow("query is too old");
    await telegram.editMessageText(ANN, message_id, undefined, "y");
    expect(() => peer.presses(ANN, ANN, message_id, "Go")).toThrow("there is no button Go");
  });

  it("write in other ways, which can be told apart", async () => {
    const { messageId } = peer.says(ANN, "/one");
    peer.edits(ANN, ANN, messageId, "/two");
    peer.forwards(ANN, "/three");
    peer.viaBot(ANN, "/four");
    peer.channelPost(-1_009, "/five");
    peer.anonymousAdmin(GROUP, "/six");
    expect(await fetched()).toMatchObject([
      { message: { text: "/one" } },
      { edited_message: { text: "/two", message_id: messageId, edit_date: expect.any(Number) as number } },
      { message: { text: "/three", forward_origin: { type: "user" } } },
      { message: { text: "/four", via_bot: { is_bot: true } } },
      { channel_post: { text: "/five", sender_chat: { type: "channel" } } },
      { message: { text: "/six", sender_chat: { id: GROUP }, from: { username: "GroupAnonymousBot" } } },
    ]);
  });
});

describe("a chat that ends", () => {
  const sends = (chat: number, extra = {}) => telegram.sendMessage(chat, "x", extra);

  it("by a person who blocks the bot, until they let it in again", async () => {
    peer.blocks(ANN);
    await expect(sends(ANN)).rejects.toThrow("403: Forbidden: bot was blocked by the user");
    peer.unblocks(ANN);
    await sends(ANN);
    expect(await fetched()).toMatchObject([
      { my_chat_member: { chat: { id: ANN }, new_chat_member: { status: "kicked" } } },
      { my_chat_member: { new_chat_member: { status: "member" } } },
    ]);
  });

  it("by a person who never wrote", async () => {
    peer.user(1002, "Bo", { hasStarted: false });
    await expect(sends(1002)).rejects.toThrow("403: Forbidden: bot can't initiate conversation with a user");
    peer.says(1002, "/start");
    await sends(1002);
  });

  it("by a group that throws it out", async () => {
    peer.kicks(GROUP);
    await expect(sends(GROUP)).rejects.toThrow("403: Forbidden: bot was kicked from the supergroup chat");
  });

  it("by a deleted topic", async () => {
    await sends(FORUM, { message_thread_id: TOPIC });
    peer.deletesTopic(FORUM, TOPIC);
    await expect(sends(FORUM, { message_thread_id: TOPIC })).rejects.toThrow("message thread not found");
    expect(peer.messages(FORUM)).toEqual([]);
  });

  it("by a group that becomes a supergroup", async () => {
    peer.migrates(BASIC, -1_005);
    await expect(sends(BASIC)).rejects.toMatchObject({
      response: {
        description: "Bad Request: group chat was upgraded to a supergroup chat",
        parameters: { migrate_to_chat_id: -1_005 },
      },
    });
    await sends(-1_005);
    expect(await fetched()).toMatchObject([
      { message: { migrate_to_chat_id: -1_005, chat: { id: BASIC } } },
      { message: { migrate_from_chat_id: BASIC, chat: { id: -1_005 } } },
    ]);
  });
});

describe("getUpdates", () => {
  it("waits for an update", async () => {
    const waiting = telegram.callApi("getUpdates", { timeout: 50 });
    await until("the poll", () => peer.calls.length === 1);
    const { updateId } = peer.says(ANN, "hello");
    expect(await waiting).toMatchObject([{ update_id: updateId }]);
  });

  it("gives way to a second one, with a conflict for the older", async () => {
    const older = telegram.callApi("getUpdates", { timeout: 50 }).then(null, (error: unknown) => error);
    await until("the poll", () => peer.calls.length === 1);
    const newer = telegram.callApi("getUpdates", { timeout: 50 });
    expect(await older).toMatchObject({
      response: {
        error_code: 409,
        description:
          "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      },
    });
    peer.says(ANN, "hello");
    expect(await newer).toHaveLength(1);
  });

  it("brings an update again, confirmed or not", async () => {
    const id = peer.says(ANN, "hello").updateId ?? 0;
    await fetched();
    expect(await fetched(id + 1)).toEqual([]);
    peer.redeliver(id);
    expect(await fetched(id + 1)).toMatchObject([{ update_id: id }]);
    expect(await fetched(id + 1)).toEqual([]);
  });

  it("brings the kinds that were asked for", async () => {
    await telegram.callApi("getUpdates", { allowed_updates: ["callback_query"] });
    expect(peer.says(ANN, "hello").updateId).toBeNull();
  });
});
