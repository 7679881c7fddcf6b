/** The bot's menu of commands, by scope and language. */
import { field, isFields, json, text, type Call, type Fields } from "../call.ts";
import { badRequest } from "../errors.ts";
import { chatOf, type World } from "../world.ts";

const MOST = 100;
const LONGEST_DESCRIPTION = 256;
const NAME = /^[a-z0-9_]{1,32}$/;
const SCOPES = new Set(["default", "all_private_chats", "all_group_chats", "all_chat_administrators"]);
const CHAT_SCOPES = new Set(["chat", "chat_administrators", "chat_member"]);

export function setMyCommands(world: World, call: Call): true {
  const given = json(call, "commands", "commands") ?? [];
  if (!Array.isArray(given)) throw badRequest("expected an Array of BotCommand");
  const commands = given.map(commandOf);
  const key = keyOf(world, call);
  if (commands.length > MOST) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  world.commands.set(key, commands);
  return true;
}

export function getMyCommands(world: World, call: Call): readonly Fields[] {
  return world.commands.get(keyOf(world, call)) ?? [];
}

export function deleteMyCommands(world: World, call: Call): true {
  world.commands.delete(keyOf(world, call));
  return true;
}

function commandOf(value: unknown): Fields {
  if (!isFields(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const command = field(value, "command", "BotCommand").replace(/^\//, "");
  const description = field(value, "description", "BotCommand").trim();
  if (description === "") throw badRequest("command description must be non-empty");
  if (!NAME.test(command)) throw badRequest("BOT_COMMAND_INVALID");
  if (description.length > LONGEST_DESCRIPTION) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  return { command, description };
}

function keyOf(world: World, call: Call): string {
  const scope = json(call, "scope", "BotCommandScope") ?? { type: "default" };
  if (!isFields(scope)) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object");
  return scopeKey(checkedScope(world, scope), text(call, "language_code"));
}

function checkedScope(world: World, scope: Fields): Fields {
  const type = field(scope, "type", "BotCommandScope");
  if (SCOPES.has(type)) return { type };
  if (!CHAT_SCOPES.has(type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  const { id } = chatOf(world, field(scope, "chat_id", "BotCommandScope"));
  return type === "chat_member" ? { type, chat_id: id, user_id: scope["user_id"] } : { type, chat_id: id };
}

export function scopeKey(scope: Fields, language = ""): string {
  const { type, chat_id, user_id } = scope as { readonly [key in "type" | "chat_id" | "user_id"]?: unknown };
  return JSON.stringify([type, chat_id ?? null, user_id ?? null, language]);
}
