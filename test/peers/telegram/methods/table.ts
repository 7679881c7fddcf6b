/** The methods by their names in small letters: the platform does not tell them apart by case. */
import { integer, json, text, type Call, type Fields } from "../call.ts";
import { conflict } from "../errors.ts";
import { chatJson } from "../wire.ts";
import type { Update } from "../updates.ts";
import type { Webhook } from "../webhook.ts";
import { chatOf, type World } from "../world.ts";
import { answerCallbackQuery } from "./answer.ts";
import { deleteMyCommands, getMyCommands, setMyCommands } from "./commands.ts";
import { deleteMessage, deleteMessages } from "./edit.ts";
import { editMessageCaption, editMessageMedia, editMessageReplyMarkup, editMessageText } from "./edit.ts";
import { sendChatAction, sendDocument, sendMessage, sendPhoto } from "./send.ts";

export type Method = (world: World, call: Call) => unknown;

const LONGEST_POLL_S = 50;
const MOST_UPDATES = 100;
const ABILITIES = { can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };

export function methodTable(webhook: Webhook): ReadonlyMap<string, Method> {
  const methods: Readonly<Record<string, Method>> = {
    getMe: (world) => ({ ...world.bot, ...ABILITIES }),
    getUpdates: (world, call) => getUpdates(world, call, webhook),
    setWebhook: (_world, call) => webhook.set(call),
    deleteWebhook: (_world, call) => webhook.remove(call),
    getWebhookInfo: () => webhook.info(),
    getChat,
    sendMessage,
    sendPhoto,
    sendDocument,
    sendChatAction,
    editMessageText,
    editMessageCaption,
    editMessageMedia,
    editMessageReplyMarkup,
    deleteMessage,
    deleteMessages,
    answerCallbackQuery,
    setMyCommands,
    getMyCommands,
    deleteMyCommands,
  };
  return new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));
}

function getUpdates(world: World, call: Call, webhook: Webhook): Promise<readonly Update[]> {
  if (webhook.isSet()) {
    const cure = "use deleteWebhook to delete the webhook first";
    throw conflict(`can't use getUpdates method while webhook is active; ${cure}`);
  }
  const allowed = json(call, "allowed_updates", "allowed_updates");
  world.updates.allow(Array.isArray(allowed) ? allowed.map(String) : undefined);
  return world.updates.get({
    offset: integer(call, "offset", 0),
    limit: integer(call, "limit", MOST_UPDATES, [1, MOST_UPDATES]),
    timeoutMs: integer(call, "timeout", 0, [0, LONGEST_POLL_S]) * 1000,
    gone: call.gone,
  });
}

function getChat(world: World, call: Call): Fields {
  const chat = chatOf(world, text(call, "chat_id"));
  return { ...chatJson(world, chat), accent_color_id: 0, max_reaction_count: 11 };
}
