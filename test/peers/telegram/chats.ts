/** The life of chats: who is there, who blocks the bot, who throws it out, what is deleted, where a group moves. */
import type { Fields } from "./call.ts";
import { known } from "./people.ts";
import { chatJson, messageJson, userJson } from "./wire.ts";
import { put, unixSeconds, type Chat, type User, type World } from "./world.ts";

export interface GroupOptions {
  readonly type?: "group" | "supergroup";
  /** A supergroup with topics. */
  readonly isForum?: boolean;
  readonly topics?: readonly number[];
  /** Sees everything and deletes everything. */
  readonly isBotAdmin?: boolean;
}

export interface Chats {
  /** Their private chat has the same id. `hasStarted: false`: the bot may not write to them yet. */
  user(id: number, firstName: string, options?: { readonly hasStarted?: boolean }): void;
  group(id: number, options?: GroupOptions): void;
  blocks(userId: number): void;
  unblocks(userId: number): void;
  kicks(chatId: number): void;
  /** Lets the bot in again. */
  invites(chatId: number): void;
  deletes(chatId: number, messageId: number): void;
  deletesTopic(chatId: number, topic: number): void;
  migrates(groupId: number, supergroupId: number): void;
}

export function openChats(world: World): Chats {
  const chatNamed = (id: number): Chat => known(world.chats.get(id), `chat ${id}`);
  const userNamed = (id: number): User => known(world.users.get(id), `user ${id}`);

  const member = (chat: Chat, by: User | undefined, from: string, to: string): void => {
    const actor = by === undefined ? { id: 900_002, is_bot: false, first_name: "Ann" } : userJson(by);
    world.updates.push("my_chat_member", {
      chat: chatJson(world, chat),
      from: actor,
      date: unixSeconds(world),
      old_chat_member: { user: world.bot, status: from },
      new_chat_member: { user: world.bot, status: to, ...(to === "kicked" && { until_date: 0 }) },
    });
  };
  const service = (chat: Chat, extra: Fields): void => {
    const empty = { raw: "", text: "", entities: [], photo: null, markup: null };
    const place = { isOurs: false, thread: null, isSilent: false, replyTo: null };
    world.updates.push("message", messageJson(world, put(world, chat, { ...empty, ...place, extra })));
  };
  const settle = (chatId: number, isHere: boolean): void => {
    const chat = chatNamed(chatId);
    chat.isBotHere = isHere;
    member(chat, undefined, isHere ? "kicked" : "member", isHere ? "member" : "kicked");
  };
  const block = (userId: number, hasBlocked: boolean): void => {
    const user = userNamed(userId);
    user.hasBlocked = hasBlocked;
    member(chatNamed(userId), user, hasBlocked ? "member" : "kicked", hasBlocked ? "kicked" : "member");
  };

  return {
    user(id, firstName, { hasStarted = true } = {}) {
      world.users.set(id, { id, firstName, hasStarted, hasBlocked: false });
      world.chats.set(id, { ...emptyChat(id), type: "private", title: firstName });
    },
    group(id, { type = "supergroup", isForum = false, topics = [], isBotAdmin = false } = {}) {
      if (isForum && type === "group") throw new Error("a basic group has no topics");
      const named = new Map(topics.map((topic) => [topic, `Topic ${topic}`]));
      const lastId = Math.max(0, ...topics);
      world.chats.set(id, { ...emptyChat(id), type, isForum, topics: named, isBotAdmin, lastId });
    },
    blocks: (userId) => block(userId, true),
    unblocks: (userId) => block(userId, false),
    kicks: (chatId) => settle(chatId, false),
    invites: (chatId) => settle(chatId, true),
    deletes(chatId, messageId) {
      if (!chatNamed(chatId).messages.delete(messageId)) throw new Error(`there is no message ${messageId}`);
    },
    deletesTopic(chatId, topic) {
      const chat = chatNamed(chatId);
      if (!chat.topics.delete(topic)) throw new Error(`there is no topic ${topic}`);
      for (const { id, thread } of chat.messages.values()) if (thread === topic) chat.messages.delete(id);
    },
    migrates(groupId, supergroupId) {
      const group = chatNamed(groupId);
      if (group.type !== "group") throw new Error(`${groupId} is no basic group`);
      const { title, isBotAdmin } = group;
      world.chats.set(supergroupId, { ...emptyChat(supergroupId), type: "supergroup", title, isBotAdmin });
      service(group, { migrate_to_chat_id: supergroupId });
      group.movedTo = supergroupId;
      service(chatNamed(supergroupId), { migrate_from_chat_id: groupId });
    },
  };
}

function emptyChat(id: number): Omit<Chat, "type"> {
  return {
    id,
    title: `Chat ${id}`,
    isForum: false,
    topics: new Map(),
    isBotAdmin: false,
    isBotHere: true,
    movedTo: null,
    lastId: 0,
    messages: new Map(),
  };
}
