/** The list of commands that Telegram offers behind "/", for each chat what its people may run; told only where it changed. */
import { z } from "zod";

import type { Log } from "../../../runtime/log.ts";
import { type Memory, tellChange } from "../../memory.ts";
import { CallFailed } from "../wire/call-failed.ts";
import type { TelegramClient } from "../wire/client.ts";

interface ListedCommand {
  /** With or without its slash; in small letters, digits and underscores (Bot API, BotCommand). */
  readonly name: string;
  readonly help: string;
}

/** Who sees it (Bot API, BotCommandScope). */
type CommandScope =
  | { readonly type: "chat"; readonly chat_id: number }
  | { readonly type: "chat_member"; readonly chat_id: number; readonly user_id: number };

/** Each list is remembered by the hash of what Telegram was told. */
export interface CommandLists extends Memory {
  /** A scope without commands loses those that it had. */
  scopes(): Promise<readonly { readonly scope: CommandScope; readonly commands: readonly ListedCommand[] }[]>;
}

const MOST_COMMANDS = 100;
const LONGEST_HELP = 256;

/** Whom the desk does not know is offered the way in alone. */
const EVERYBODY = { scope: { type: "default" }, commands: [{ name: "start", help: "Begin" }] } as const;

/** One refused scope keeps no other from its list. Throws CallFailed where Telegram is not within reach. */
export async function registerCommands(client: TelegramClient, lists: CommandLists, log: Log): Promise<void> {
  for (const { scope, commands } of [EVERYBODY, ...(await lists.scopes())]) {
    const key = `telegram.menu.${Object.values(scope).join(".")}`;
    const payload = commands.slice(0, MOST_COMMANDS).map(toCommand);
    try {
      await tellChange(lists, { key, what: payload }, () =>
        payload.length === 0
          ? client.call("deleteMyCommands", { scope }, z.unknown())
          : client.call("setMyCommands", { scope, commands: payload }, z.unknown()),
      );
    } catch (error) {
      if (!isRefused(error)) throw error;
      log.warn({ error, scope: key }, "Telegram refused a list of commands");
    }
  }
}

function toCommand({ name, help }: ListedCommand): { readonly command: string; readonly description: string } {
  return { command: name.replace(/^\//, ""), description: help.slice(0, LONGEST_HELP).toWellFormed() };
}

/** For good, of this scope: a chat that is gone. */
function isRefused(error: unknown): boolean {
  return error instanceof CallFailed && error.outcome.kind === "refused" && [400, 403].includes(error.outcome.code);
}
