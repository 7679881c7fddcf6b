/** From Telegram's update to what the desk makes of it. Nobody acts by a message that is not plainly their own. */
import type { Incoming } from "../../adapter.ts";
import type { Message, Press, Update } from "./update.ts";

/** The bot's own account. */
export interface Me {
  readonly id: number;
  readonly username: string;
}

/** What an update tells the desk. */
export type Told =
  | { readonly kind: "incoming"; readonly incoming: Incoming }
  | { readonly kind: "moved"; readonly from: string; readonly to: string }
  | { readonly kind: "closed"; readonly chatRef: string; readonly why: string };

/** Null: nothing for the desk. */
export function toldBy(
  { update_id, message, callback_query: press, my_chat_member: membership }: Update,
  me: Me,
): Told | null {
  // The ids of two bots may be the same: a desk that is given another bot must not take its updates for old ones.
  const updateId = `${me.id}:${update_id}`;
  if (message?.migrate_to_chat_id !== undefined)
    return { kind: "moved", from: String(message.chat.id), to: String(message.migrate_to_chat_id) };
  if (message !== undefined) return fromMessage(updateId, message, me);
  if (press !== undefined) return fromPress(updateId, press);
  return membership === undefined ? null : fromMembership(membership);
}

function fromMessage(updateId: string, message: Message, me: Me): Told | null {
  const { chat, from, text, date, message_id } = message;
  if (from === undefined || from.is_bot || text === undefined || isOfOthers(message)) return null;
  const line = lineOf(text, chat.type, me.username);
  if (line === null) return null;
  return {
    kind: "incoming",
    incoming: {
      updateId,
      chatRef: chatRefOf(message),
      userRef: String(from.id),
      content: { line },
      sentAt: date * 1_000,
      message: String(message_id),
    },
  };
}

/** Forwarded, made with another bot, or written for a chat: a channel, or an admin who stays anonymous. */
function isOfOthers(message: Message): boolean {
  const { chat, sender_chat, via_bot, forward_origin, forward_date, is_automatic_forward } = message;
  const signs = [sender_chat, via_bot, forward_origin, forward_date, is_automatic_forward];
  return chat.type === "channel" || signs.some((sign) => sign !== undefined);
}

function fromPress(updateId: string, { from, data, message }: Press): Told | null {
  if (from.is_bot || data === undefined || message === undefined) return null;
  const press = { updateId, chatRef: chatRefOf(message), userRef: String(from.id), content: { press: data } };
  return { kind: "incoming", incoming: { ...press, sentAt: null, message: null } };
}

function fromMembership({ chat, new_chat_member }: NonNullable<Update["my_chat_member"]>): Told | null {
  if (new_chat_member.status !== "kicked" && new_chat_member.status !== "left") return null;
  const why = chat.type === "private" ? "the bot was blocked" : "the bot was removed from the group";
  return { kind: "closed", chatRef: String(chat.id), why };
}

/** A number without `is_topic_message` is a reply in General, which has no number that a message could be sent to. */
function chatRefOf({
  chat,
  message_thread_id,
  is_topic_message,
}: Pick<Message, "chat" | "message_thread_id" | "is_topic_message">): string {
  const isTopic = is_topic_message === true && message_thread_id !== undefined;
  return isTopic ? `${chat.id}/${message_thread_id}` : String(chat.id);
}

/** Alone with the bot every text is meant for it, among others a command only. Null: not for this bot. */
function lineOf(text: string, chat: Message["chat"]["type"], username: string): string | null {
  const [, command = "", bot, rest = ""] = /^(\/\w+)(?:@(\w+))?(?=\s|$)(.*)$/s.exec(text) ?? [];
  if (command === "") return chat === "private" ? text : null;
  if (bot !== undefined && bot.toLowerCase() !== username.toLowerCase()) return null;
  return command.toLowerCase() === "/start" ? started(rest.trim()) : command + rest;
}

/** A link `t.me/BOT?start=pair-493204` is a code that is typed; what else a link brings is nothing to the desk. */
function started(payload: string): string {
  const [, first, last] = /^pair-(\d{3})-?(\d{3})$/.exec(payload) ?? [];
  return first === undefined || last === undefined ? "/start" : `/pair ${first}-${last}`;
}
