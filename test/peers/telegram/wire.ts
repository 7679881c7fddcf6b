/** Chats, users and messages as JSON, with the fields of the Bot API that a bot of text, pictures and buttons sees. */
import type { Fields } from "./call.ts";
import { current, type Chat, type Message, type User, type World } from "./world.ts";

/** Of every topic, Unix seconds. A date of 0 would say that the message cannot be seen. */
const OPENED_AT = 1_700_000_000;

export function userJson(user: User): Fields {
  return { id: user.id, is_bot: false, first_name: user.firstName, language_code: "en" };
}

export function chatJson(world: World, chat: Chat): Fields {
  const { id, type, title, isForum } = chat;
  if (type === "private") return { id, type, first_name: world.users.get(id)?.firstName ?? title };
  return { id, type, title, ...(isForum && { is_forum: true }) };
}

/** A message in a topic that answers nothing answers the service message that opened the topic. */
export function messageJson(world: World, message: Message): Fields {
  const shown = current(message);
  const first = message.revisions[0];
  return {
    message_id: message.id,
    ...(message.isOurs && { from: world.bot }),
    chat: chatJson(world, message.chat),
    date: first?.at,
    ...(message.revisions.length > 1 && { edit_date: shown.at }),
    ...(message.thread !== null && { message_thread_id: message.thread, is_topic_message: true }),
    ...replyJson(world, message),
    ...contentJson(message),
    ...(shown.markup !== null && { reply_markup: shown.markup }),
    ...message.extra,
  };
}

function replyJson(world: World, { replyTo, thread, chat }: Message): Fields {
  if (replyTo !== null) {
    const { reply_to_message: _deeper, ...answered } = messageJson(world, replyTo);
    return { reply_to_message: answered };
  }
  if (thread === null) return {};
  const forum_topic_created = { name: chat.topics.get(thread) ?? "", icon_color: 7_322_096 };
  const opening = {
    message_id: thread,
    chat: chatJson(world, chat),
    message_thread_id: thread,
    is_topic_message: true,
  };
  return { reply_to_message: { ...opening, date: OPENED_AT, forum_topic_created } };
}

function contentJson(message: Message): Fields {
  const { photo, document, text, entities } = current(message);
  const named = entities.length > 0;
  if (document !== undefined) {
    const { filename: file_name, bytes } = document;
    const told = {
      file_id: `BQAC${message.id}`,
      file_unique_id: `AgAD${message.id}`,
      file_name,
      file_size: bytes.length,
    };
    return { document: told, ...(text !== "" && { caption: text }) };
  }
  if (photo === null) return { ...(text !== "" && { text }), ...(named && { entities }) };
  const { fileId, width, height, bytes } = photo;
  const sizes = [{ file_id: fileId, file_unique_id: fileId.slice(4, 20), width, height, file_size: bytes }];
  return { photo: sizes, ...(text !== "" && { caption: text }), ...(named && { caption_entities: entities }) };
}
