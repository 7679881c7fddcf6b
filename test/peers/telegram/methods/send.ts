/** sendMessage, sendPhoto, sendDocument, sendChatAction. */
import { isOn, text, type Call, type Fields } from "../call.ts";
import { captionOf, documentOf, markupOf, pictureOf, replyOf, textOf, threadOf } from "../checks.ts";
import { badRequest } from "../errors.ts";
import { messageJson } from "../wire.ts";
import { chatOf, mayWriteIn, put, type Body, type Chat, type World } from "../world.ts";

const MOST_BYTES = 50 * 1024 * 1024;
const ACTIONS = new Set([
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
]);

export function sendMessage(world: World, call: Call): Fields {
  return show(world, call, () => textOf(call, "send"));
}

export function sendPhoto(world: World, call: Call): Fields {
  return show(world, call, () => {
    const named = call.files.has("photo") ? "photo" : text(call, "photo");
    if (named === "") throw badRequest("there is no photo in the request");
    return captionOf(call, pictureOf(world, call, named), "send");
  });
}

/** As an upload alone: core.telegram.org/bots/api#senddocument. */
export function sendDocument(world: World, call: Call): Fields {
  return show(world, call, () => {
    const document = call.files.get(/^attach:\/\/(.+)$/.exec(text(call, "document"))?.[1] ?? "document");
    if (document === undefined) throw badRequest("there is no document in the request");
    if (document.bytes.length === 0) throw badRequest("file must be non-empty");
    if (document.bytes.length > MOST_BYTES) throw badRequest("Request Entity Too Large");
    return documentOf(call, document, "send");
  });
}

export function sendChatAction(world: World, call: Call): true {
  if (!ACTIONS.has(text(call, "action"))) throw badRequest("wrong parameter action in request");
  target(world, call);
  return true;
}

/** What is wrong with a message is said before what is wrong with its chat, as there. */
function show(world: World, call: Call, read: () => Body): Fields {
  const body = read();
  const markup = markupOf(call);
  const { chat, thread } = target(world, call);
  const [isSilent, replyTo] = [isOn(call, "disable_notification"), replyOf(call, chat)];
  const message = put(world, chat, { ...body, markup, thread, isSilent, replyTo, isOurs: true, extra: {} });
  world.onShown(chat.id, body.text);
  return messageJson(world, message);
}

function target(world: World, call: Call): { readonly chat: Chat; readonly thread: number | null } {
  const chat = chatOf(world, text(call, "chat_id"));
  mayWriteIn(world, chat);
  return { chat, thread: threadOf(call, chat) };
}
