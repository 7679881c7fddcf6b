/** Which messages Discord takes, by plain calls. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { callDiscord, long, row } from "../support/discord-calls.ts";
import type { Json, Told } from "../support/discord-calls.ts";
import { startDiscordPeer } from "./discord/peer.ts";
import type { DiscordPeer } from "./discord/peer.ts";

let peer: DiscordPeer;
let channel: string;
let ann: string;

beforeEach(async () => {
  peer = await startDiscordPeer({ limits: "off" });
  channel = peer.channel(peer.guild());
  ann = peer.user(undefined, "ann");
});

afterEach(async () => peer.stop());

async function send(body: unknown): Promise<Told> {
  return callDiscord(peer, "POST", `/channels/${channel}/messages`, body);
}

function upload(bytes: number, payload: Json): FormData {
  const form = new FormData();
  form.set("payload_json", JSON.stringify(payload));
  form.set("files[0]", new Blob([new Uint8Array(bytes)], { type: "image/png" }), "chart.png");
  return form;
}

const button = (id: string, label = "Go"): Json => ({ type: 2, style: 1, label, custom_id: id });
const menu = (count: number): Json => ({
  type: 3,
  custom_id: "m",
  options: Array.from({ length: count }, (_, at) => ({ label: `o${at}`, value: `${at}` })),
});
const rows = (count: number): readonly Json[] => Array.from({ length: count }, (_, at) => row(button(`b${at}`)));
const fields = (count: number): readonly Json[] => Array.from({ length: count }, () => ({ name: "n", value: "v" }));

describe("a message", () => {
  const fine: readonly (readonly [what: string, body: Json])[] = [
    ["2,000 letters", { content: long(2000) }],
    ["2,000 letters outside the first plane", { content: "😀".repeat(2000) }],
    ["an embed of 6,000 letters", { embeds: [{ description: long(4000) }, { description: long(2000) }] }],
    ["25 fields", { embeds: [{ fields: fields(25) }] }],
    [
      "five rows of five buttons",
      { content: "?", components: [0, 1, 2, 3, 4].map((r) => row(...[0, 1, 2, 3, 4].map((b) => button(`${r}${b}`)))) },
    ],
    ["a menu of 25", { content: "?", components: [row(menu(25))] }],
  ];
  it.each(fine)("may have %s", async (_what, body) => {
    expect(await send(body)).toMatchObject({ status: 200 });
  });

  const bad: readonly (readonly [what: string, body: Json, error: string])[] = [
    ["2,001 letters", { content: long(2001) }, "content._errors.0.code=BASE_TYPE_MAX_LENGTH"],
    [
      "11 embeds",
      { embeds: Array.from({ length: 11 }, () => ({ title: "t" })) },
      "embeds._errors.0.code=BASE_TYPE_MAX_LENGTH",
    ],
    ["a title of 257", { embeds: [{ title: long(257) }] }, "embeds.0.title._errors.0.code=BASE_TYPE_MAX_LENGTH"],
    [
      "a description of 4,097",
      { embeds: [{ description: long(4097) }] },
      "embeds.0.description._errors.0.code=BASE_TYPE_MAX_LENGTH",
    ],
    ["26 fields", { embeds: [{ fields: fields(26) }] }, "embeds.0.fields._errors.0.code=BASE_TYPE_MAX_LENGTH"],
    [
      "a field's name of 257",
      { embeds: [{ fields: [{ name: long(257), value: "v" }] }] },
      "embeds.0.fields.0.name._errors.0.code=BASE_TYPE_BAD_LENGTH",
    ],
    [
      "a field's value of 1,025",
      { embeds: [{ fields: [{ name: "n", value: long(1025) }] }] },
      "embeds.0.fields.0.value._errors.0.code=BASE_TYPE_BAD_LENGTH",
    ],
    [
      "an empty field",
      { embeds: [{ fields: [{ name: "n", value: "" }] }] },
      "embeds.0.fields.0.value._errors.0.code=BASE_TYPE_REQUIRED",
    ],
    [
      "a footer of 2,049",
      { embeds: [{ footer: { text: long(2049) } }] },
      "embeds.0.footer.text._errors.0.code=BASE_TYPE_BAD_LENGTH",
    ],
    [
      "embeds of 6,001 letters",
      { embeds: [{ description: long(4001) }, { description: long(2000) }] },
      "embeds._errors.0.code=MAX_EMBED_SIZE_EXCEEDED",
    ],
    [
      "an embed with a script for a link",
      { embeds: [{ title: "t", url: "javascript:0" }] },
      "embeds.0.url._errors.0.code=URL_TYPE_INVALID_SCHEME",
    ],
    [
      "a picture that is not there",
      { embeds: [{ image: { url: "attachment://a.png" } }] },
      "embeds.0.image.url._errors.0.code=UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
    ],
    [
      "an attachment that is not there",
      { content: "?", attachments: [{ id: "0" }] },
      "attachments.0._errors.0.code=ATTACHMENT_NOT_FOUND",
    ],
    ["six rows", { content: "?", components: rows(6) }, "components._errors.0.code=BASE_TYPE_MAX_LENGTH"],
    [
      "six buttons in a row",
      { content: "?", components: [row(...[0, 1, 2, 3, 4, 5].map((at) => button(`${at}`)))] },
      "components.0.components._errors.0.code=BASE_TYPE_MAX_LENGTH",
    ],
    [
      "a label of 81",
      { content: "?", components: [row(button("a", long(81)))] },
      "components.0.components.0.label._errors.0.code=BASE_TYPE_BAD_LENGTH",
    ],
    [
      "no label",
      { content: "?", components: [row(button("a", ""))] },
      "components.0.components.0.label._errors.0.code=BASE_TYPE_REQUIRED",
    ],
    [
      "a custom_id of 101",
      { content: "?", components: [row(button(long(101)))] },
      "components.0.components.0.custom_id._errors.0.code=BASE_TYPE_BAD_LENGTH",
    ],
    [
      "a custom_id twice",
      { content: "?", components: [row(button("a"), button("a"))] },
      "components.0.components.1.custom_id._errors.0.code=COMPONENT_CUSTOM_ID_DUPLICATED",
    ],
    [
      "a menu of 26",
      { content: "?", components: [row(menu(26))] },
      "components.0.components.0.options._errors.0.code=BASE_TYPE_MAX_LENGTH",
    ],
    [
      "a menu beside a button",
      { content: "?", components: [row(menu(1), button("a"))] },
      "components.0.components._errors.0.code=COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ],
    [
      "a button without a row",
      { content: "?", components: [button("a")] },
      "components.0.type._errors.0.code=BASE_TYPE_CHOICES",
    ],
    ["a nonce of 26", { content: "?", nonce: long(26) }, "nonce._errors.0.code=NONCE_TYPE_TOO_LONG"],
    [
      "a reply to nothing",
      { content: "?", message_reference: { message_id: "12345678901234567" } },
      "message_reference._errors.0.code=REPLIES_UNKNOWN_MESSAGE",
    ],
  ];
  it.each(bad)("is refused with %s", async (_what, body, error) => {
    const told = await send(body);
    expect(told).toMatchObject({ status: 400, code: 50035 });
    const [path = "", code = ""] = error.split("=");
    expect(told.body["errors"]).toHaveProperty(path.split("."), code);
    expect(peer.messages(channel)).toEqual([]);
  });

  it.each(["", "  \n "])("is refused when it is empty: %j", async (content) => {
    expect(await send({ content, components: rows(1) })).toMatchObject({ status: 400, code: 50006 });
  });

  it("is refused with half of a surrogate pair, and as broken JSON", async () => {
    expect(await send({ content: "\ud83d" })).toMatchObject({ status: 400, code: 50109 });
    expect(await send('{"content":')).toMatchObject({ status: 400, code: 50109 });
  });

  it("takes a file of 10 MiB, and no larger one", async () => {
    const payload = { attachments: [{ id: "0", filename: "chart.png" }] };
    expect(await send(upload(10 * 1024 * 1024, payload))).toMatchObject({ status: 200 });
    expect(await send(upload(10 * 1024 * 1024 + 1, payload))).toMatchObject({ status: 413, code: 40005 });
  });

  it("keeps those attachments that an edit names", async () => {
    const { body } = await send(upload(3, { content: "?" }));
    const path = `/channels/${channel}/messages/${String(body["id"])}`;
    await callDiscord(peer, "PATCH", path, { content: "still" });
    expect(peer.messages(channel)[0]?.attachments).toHaveLength(1);
    await callDiscord(peer, "PATCH", path, { attachments: [] });
    expect(peer.messages(channel)[0]).toMatchObject({ content: "still", attachments: [] });
  });

  it("is one message under one enforced nonce", async () => {
    const [first, second] = [
      await send({ content: "a", nonce: "1", enforce_nonce: true }),
      await send({ content: "a", nonce: "1", enforce_nonce: true }),
    ];
    expect(second.body["id"]).toBe(first.body["id"]);
    await send({ content: "a", nonce: "1" });
    expect(peer.messages(channel)).toHaveLength(2);
  });

  it("pings nobody whom it may not ping", async () => {
    const content = `@everyone <@${ann}>`;
    await send({ content });
    await send({ content, allowed_mentions: { parse: [] } });
    await send({ content, allowed_mentions: { parse: [], users: [ann] } });
    expect(peer.messages(channel).map(({ pings }) => pings)).toEqual([
      { users: [ann], roles: [], everyone: true },
      { users: [], roles: [], everyone: false },
      { users: [ann], roles: [], everyone: false },
    ]);
  });
});
