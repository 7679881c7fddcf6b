/** What the platform knows: people, chats and their messages. Message ids are as there: one row for all private chats and basic groups, a row of its own for each supergroup and channel. */
import type { Upload } from "./call.ts";
import type { Fields } from "./call.ts";
import { badRequest, ApiError, forbidden } from "./errors.ts";
import type { Entity } from "./html.ts";
import type { Photo } from "./picture.ts";
import type { Updates } from "./updates.ts";

export interface User {
  readonly id: number;
  readonly firstName: string;
  /** Wrote to the bot once: before that it may not write to them. */
  hasStarted: boolean;
  hasBlocked: boolean;
}

export interface Chat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup" | "channel";
  readonly title: string;
  readonly isForum: boolean;
  /** Id and name; General has none. */
  readonly topics: Map<number, string>;
  readonly isBotAdmin: boolean;
  isBotHere: boolean;
  movedTo: number | null;
  lastId: number;
  readonly messages: Map<number, Message>;
}

export interface Body {
  /** As it was sent, before it was read. */
  readonly raw: string;
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly photo: Photo | null;
  /** Left out: it has none. */
  readonly document?: Upload;
}

export interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}
export type Markup = { readonly inline_keyboard: readonly (readonly Button[])[] };

export interface Revision extends Body {
  readonly markup: Markup | null;
  /** Unix seconds. */
  readonly at: number;
}

export interface Message {
  readonly id: number;
  readonly chat: Chat;
  readonly isOurs: boolean;
  /** null in General and where there are no topics. */
  readonly thread: number | null;
  readonly isSilent: boolean;
  readonly replyTo: Message | null;
  /** What else goes over the wire: who wrote it, where it was forwarded from. */
  readonly extra: Fields;
  /** The oldest first, never empty; the last is what people see. */
  readonly revisions: Revision[];
}

export interface Query {
  readonly id: string;
  readonly at: number;
  isOpen: boolean;
}

export interface Answer {
  readonly queryId: string;
  readonly text: string;
  readonly isAlert: boolean;
}

export interface World {
  readonly token: string;
  readonly bot: Fields & { readonly id: number; readonly username: string };
  /** ms */
  readonly now: () => number;
  readonly users: Map<number, User>;
  readonly chats: Map<number, Chat>;
  readonly photos: Map<string, Photo>;
  readonly queries: Map<string, Query>;
  readonly answers: Answer[];
  /** By scope and language, as JSON. */
  readonly commands: Map<string, readonly Fields[]>;
  readonly updates: Updates;
  readonly onShown: (chatId: number, text: string) => void;
  lastId: number;
}

export function unixSeconds(world: World): number {
  return Math.floor(world.now() / 1000);
}

export function current(message: Message): Revision {
  const last = message.revisions.at(-1);
  if (last === undefined) throw new Error(`message ${message.id} has no revision`);
  return last;
}

function nextId(world: World, chat: Chat): number {
  if (chat.type === "private" || chat.type === "group") return (world.lastId += 1);
  return (chat.lastId += 1);
}

export interface NewMessage extends Body, Pick<Message, "isOurs" | "thread" | "isSilent" | "replyTo" | "extra"> {
  readonly markup: Markup | null;
}

export function put(world: World, chat: Chat, fresh: NewMessage): Message {
  const { isOurs, thread, isSilent, replyTo, extra, ...shown } = fresh;
  const id = nextId(world, chat);
  const revisions = [{ ...shown, at: unixSeconds(world) }];
  const message: Message = { id, chat, isOurs, thread, isSilent, replyTo, extra, revisions };
  chat.messages.set(id, message);
  return message;
}

/** The chat that is named, as the bot may read it. */
export function chatOf(world: World, written: string): Chat {
  if (written === "") throw badRequest("chat_id is empty");
  const chat = world.chats.get(Number(written));
  if (chat === undefined) throw badRequest("chat not found");
  return chat;
}

/** Throws where the bot may change nothing. */
export function mayEditIn(world: World, chat: Chat): void {
  const user = world.users.get(chat.id);
  if (user?.hasBlocked === true) throw forbidden("bot was blocked by the user");
  if (user?.hasStarted === false) throw forbidden("bot can't initiate conversation with a user");
  if (!chat.isBotHere) throw forbidden(`bot was kicked from the ${chat.type === "group" ? "group" : chat.type} chat`);
}

/** Throws where the bot may show nothing new. */
export function mayWriteIn(world: World, chat: Chat): void {
  if (chat.movedTo !== null) {
    const parameters = { migrate_to_chat_id: chat.movedTo };
    throw new ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters);
  }
  mayEditIn(world, chat);
}
