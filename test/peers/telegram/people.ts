/** Acting as the people of a chat: each act is what the platform makes of it, the update included. */
import type { Fields } from "./call.ts";
import type { Entity } from "./html.ts";
import { chatJson, messageJson, userJson } from "./wire.ts";
import { current, put, unixSeconds, type Button, type Chat, type Message, type User, type World } from "./world.ts";

export interface SaysOptions {
  /** Without it, the private chat with the bot. */
  readonly chat?: number;
  readonly topic?: number;
  readonly replyTo?: number;
  /** Over the message's own fields. */
  readonly extra?: Fields;
}

export interface Said {
  readonly messageId: number;
  /** null: the bot does not see it. */
  readonly updateId: number | null;
}

export interface Pressed {
  readonly queryId: string;
  readonly updateId: number | null;
}

export interface People {
  says(userId: number, text: string, options?: SaysOptions): Said;
  /** Throws where the button is not on the message now. */
  presses(userId: number, chatId: number, messageId: number, dataOrLabel: string): Pressed;
  edits(userId: number, chatId: number, messageId: number, text: string): Said;
  /** Somebody else's words. */
  forwards(userId: number, text: string, options?: SaysOptions): Said;
  viaBot(userId: number, text: string, options?: SaysOptions): Said;
  channelPost(chatId: number, text: string): Said;
  /** An administrator who writes in the group's name. */
  anonymousAdmin(chatId: number, text: string, options?: SaysOptions): Said;
}

/** Fixed by the platform: who writes for an anonymous administrator. */
const GROUP_ANONYMOUS_BOT = { id: 1_087_968_824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
const INLINE_BOT = { id: 5_550_001, is_bot: true, first_name: "Inline", username: "inline_bot" };

export function openPeople(world: World): People {
  const chatNamed = (id: number): Chat => known(world.chats.get(id), `chat ${id}`);
  const userNamed = (id: number): User => known(world.users.get(id), `user ${id}`);

  const write = (chat: Chat, text: string, from: Fields, { topic, replyTo, extra }: SaysOptions): Said => {
    if (chat.movedTo !== null) throw new Error(`the group ${chat.id} moved to ${chat.movedTo}`);
    if (topic !== undefined) known(chat.topics.get(topic), `topic ${topic} in chat ${chat.id}`);
    const answered = replyTo === undefined ? null : messageIn(chat, replyTo);
    const body = { raw: text, text, entities: commandsIn(text), photo: null, markup: null };
    const thread = topic ?? answered?.thread ?? null;
    const place = { isOurs: false, thread, isSilent: false, replyTo: answered };
    const message = put(world, chat, { ...body, ...place, extra: { ...from, ...extra } });
    return { messageId: message.id, updateId: tell("message", message) };
  };
  const tell = (kind: string, message: Message): number | null =>
    isSeen(world, message) ? world.updates.push(kind, messageJson(world, message)) : null;

  const says = (userId: number, text: string, options: SaysOptions = {}): Said => {
    const user = userNamed(userId);
    const chat = chatNamed(options.chat ?? userId);
    if (chat.type === "private") starts(user);
    return write(chat, text, { from: userJson(user) }, options);
  };
  const withExtra = (options: SaysOptions, extra: Fields): SaysOptions => ({
    ...options,
    extra: { ...extra, ...options.extra },
  });

  return {
    says,
    forwards(userId, text, options = {}) {
      const sender_user = { id: 900_001, is_bot: false, first_name: "Bo" };
      const forward_origin = { type: "user", sender_user, date: unixSeconds(world) - 60 };
      return says(userId, text, withExtra(options, { forward_origin }));
    },
    viaBot: (userId, text, options = {}) => says(userId, text, withExtra(options, { via_bot: INLINE_BOT })),
    anonymousAdmin(chatId, text, options = {}) {
      const chat = chatNamed(chatId);
      return write(chat, text, { from: GROUP_ANONYMOUS_BOT, sender_chat: chatJson(world, chat) }, options);
    },
    channelPost(chatId, text) {
      const chat = channelNamed(world, chatId);
      const body = { raw: text, text, entities: commandsIn(text), photo: null, markup: null };
      const extra = { sender_chat: chatJson(world, chat) };
      const message = put(world, chat, { ...body, isOurs: false, thread: null, isSilent: false, replyTo: null, extra });
      return { messageId: message.id, updateId: world.updates.push("channel_post", messageJson(world, message)) };
    },
    edits(userId, chatId, messageId, text) {
      const message = messageIn(chatNamed(chatId), messageId);
      const author = message.extra["from"] as { readonly id?: number } | undefined;
      if (author?.id !== userId) throw new Error(`message ${messageId} is not of user ${userId}`);
      message.revisions.push({
        ...current(message),
        raw: text,
        text,
        entities: commandsIn(text),
        at: unixSeconds(world),
      });
      return { messageId, updateId: tell("edited_message", message) };
    },
    presses(userId, chatId, messageId, dataOrLabel) {
      const from = userJson(userNamed(userId));
      const message = messageIn(chatNamed(chatId), messageId);
      const { callback_data: data } = buttonOn(message, dataOrLabel);
      const id = String(4_000_000_000_000 + world.queries.size);
      world.queries.set(id, { id, at: world.now(), isOpen: true });
      const where = { message: messageJson(world, message), chat_instance: String(chatId * 7) };
      return { queryId: id, updateId: world.updates.push("callback_query", { id, from, ...where, data }) };
    },
  };
}

/** In a group the bot sees commands, answers to it and service messages (privacy mode), an administrator all. */
function isSeen(world: World, { chat, replyTo, revisions, extra }: Message): boolean {
  if (!chat.isBotHere) return false;
  if (chat.type === "private" || chat.isBotAdmin || replyTo?.isOurs === true) return true;
  const viaUs = (extra["via_bot"] as { readonly id?: number } | undefined)?.id === world.bot.id;
  const [, , other] = /^\/(\w+)(?:@(\w+))?/.exec(revisions.at(-1)?.text ?? "") ?? [];
  const isCommand =
    revisions.at(-1)?.entities.some(({ type, offset }) => type === "bot_command" && offset === 0) === true;
  return viaUs || (isCommand && (other === undefined || other.toLowerCase() === world.bot.username.toLowerCase()));
}

function starts(user: User): void {
  if (user.hasBlocked) throw new Error(`user ${user.id} blocked the bot and writes nothing to it`);
  user.hasStarted = true;
}

function commandsIn(text: string): readonly Entity[] {
  return [...text.matchAll(/(?<=^|\s)\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?/g)].map(({ 0: command, index }) => ({
    type: "bot_command",
    offset: index,
    length: command.length,
  }));
}

function buttonOn(message: Message, dataOrLabel: string): Button & { readonly callback_data: string } {
  const buttons = current(message).markup?.inline_keyboard.flat() ?? [];
  const isMeant = (button: Button): button is Button & { readonly callback_data: string } =>
    button.callback_data !== undefined && (button.callback_data === dataOrLabel || button.text === dataOrLabel);
  return known(buttons.find(isMeant), `button ${dataOrLabel} on message ${message.id}`);
}

function messageIn(chat: Chat, id: number): Message {
  return known(chat.messages.get(id), `message ${id} in chat ${chat.id}`);
}

function channelNamed(world: World, id: number): Chat {
  const channel: Chat = world.chats.get(id) ?? {
    id,
    type: "channel",
    title: "Channel",
    isForum: false,
    topics: new Map(),
    isBotAdmin: true,
    isBotHere: true,
    movedTo: null,
    lastId: 0,
    messages: new Map(),
  };
  world.chats.set(id, channel);
  return channel;
}

export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
