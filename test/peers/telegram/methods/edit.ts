/** The edits of a message and its end. An edit without reply_markup takes the buttons away. */
import { integer, json, text, type Call, type Fields } from "../call.ts";
import { captionOf, markupOf, mediaOf, textOf } from "../checks.ts";
import { badRequest } from "../errors.ts";
import { messageJson } from "../wire.ts";
import { chatOf, current, mayEditIn, unixSeconds } from "../world.ts";
import type { Body, Chat, Message, Revision, World } from "../world.ts";

const MOST_AT_ONCE = 100;
/** Older messages of other people stay. */
const DELETABLE_FOR_MS = 48 * 3_600_000;

export function editMessageText(world: World, call: Call): Fields {
  const body = textOf(call, "edit");
  const message = editable(world, call);
  if (current(message).photo !== null) throw badRequest("there is no text in the message to edit");
  return change(world, call, message, body);
}

export function editMessageCaption(world: World, call: Call): Fields {
  const message = editable(world, call);
  const { photo } = current(message);
  if (photo === null) throw badRequest("there is no caption in the message to edit");
  return change(world, call, message, captionOf(call, photo, "edit"));
}

/** Adds a picture to a message of text, too. */
export function editMessageMedia(world: World, call: Call): Fields {
  const body = mediaOf(world, call);
  return change(world, call, editable(world, call), body);
}

export function editMessageReplyMarkup(world: World, call: Call): Fields {
  const message = editable(world, call);
  return change(world, call, message, current(message));
}

export function deleteMessage(world: World, call: Call): true {
  const chat = chatOf(world, text(call, "chat_id"));
  const message = chat.messages.get(messageId(call));
  if (message === undefined) throw badRequest("message to delete not found");
  mayEditIn(world, chat);
  refuseDelete(world, chat, message);
  chat.messages.delete(message.id);
  return true;
}

/** What is not found is skipped, as there. */
export function deleteMessages(world: World, call: Call): true {
  const chat = chatOf(world, text(call, "chat_id"));
  mayEditIn(world, chat);
  const ids = json(call, "message_ids", "message_ids");
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest("message identifiers are not specified");
  if (ids.length > MOST_AT_ONCE) throw badRequest("too many message identifiers specified");
  const found = ids.map((id) => chat.messages.get(Number(id))).filter((message) => message !== undefined);
  for (const message of found) refuseDelete(world, chat, message);
  for (const { id } of found) chat.messages.delete(id);
  return true;
}

function change(world: World, call: Call, message: Message, { raw, text: shown, entities, photo }: Body): Fields {
  const next: Revision = { raw, text: shown, entities, photo, markup: markupOf(call), at: unixSeconds(world) };
  if (fingerprint(next) === fingerprint(current(message))) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
    );
  }
  message.revisions.push(next);
  return messageJson(world, message);
}

/** Two uploads of the same bytes are the same picture here; there they may be two. */
function fingerprint({ text: shown, entities, photo, markup }: Revision): string {
  return JSON.stringify([shown, entities, photo?.sha256, markup]);
}

function editable(world: World, call: Call): Message {
  const chat = chatOf(world, text(call, "chat_id"));
  mayEditIn(world, chat);
  const message = chat.messages.get(messageId(call));
  if (message === undefined) throw badRequest("message to edit not found");
  if (!message.isOurs || chat.movedTo !== null) throw badRequest("message can't be edited");
  return message;
}

function messageId(call: Call): number {
  if (text(call, "message_id") === "") throw badRequest("message identifier is not specified");
  return integer(call, "message_id", 0);
}

function refuseDelete(world: World, chat: Chat, message: Message): void {
  const age = world.now() - (message.revisions[0]?.at ?? 0) * 1000;
  const isTheirs = !message.isOurs && chat.type !== "private" && !chat.isBotAdmin;
  if (isTheirs || age > DELETABLE_FOR_MS) throw badRequest("message can't be deleted");
}
