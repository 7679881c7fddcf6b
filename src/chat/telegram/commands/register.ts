/** The list of commands that Telegram offers behind "/", for each chat what its people may run; told only where it changed. */
import { createHash } from "node:crypto";
import { z } from "zod";

import type { Log } from "../../../runtime/log.ts";
import type { TelegramClient } from "../wire/client.ts";
import { CallFailed } from "../wire/call-failed.ts";

export interface MenuCommand {
  /** With or without its slash; in small letters, digits and underscores (Bot API, BotCommand). */
  readonly name: string;
  readonly help: string;
}

/** Who sees it (Bot API, BotCommandScope). */
export type MenuScope =
  | { readonly type: "chat"; readonly chat_id: number }
  | { readonly type: "chat_member"; readonly chat_id: number; readonly user_id: number };

export interface Menus {
  /** A scope without commands loses those that it had. */
  scopes(): Promise<readonly { readonly scope: MenuScope; readonly commands: readonly MenuCommand[] }[]>;
  /** The hash that was remembered for a scope. */
  known(key: string): Promise<string | null>;
  remember(key: string, hash: string): Promise<void>;
}

const MOST_COMMANDS = 100;
const LONGEST_HELP = 256;

/** Whom the desk does not know is offered the way in alone. */
const EVERYBODY = { scope: { type: "default" }, commands: [{ name: "start", help: "Begin" }] } as const;

/** One refused scope keeps no other from its menu. Throws CallFailed where Telegram is not within reach. */
export async function keepMenus(client: TelegramClient, menus: Menus, log: Log): Promise<void> {
  for (const { scope, commands } of [EVERYBODY, ...(await menus.scopes())]) {
    const key = `telegram.menu.${Object.values(scope).join(".")}`;
    const payload = commands.slice(0, MOST_COMMANDS).map(toCommand);
    const hash = createHash("sha256").update(JSON.stringify(payload)).digest("hex");
    if ((await menus.known(key)) === hash) continue;
    try {
      if (payload.length === 0) await client.call("deleteMyCommands", { scope }, z.unknown());
      else await client.call("setMyCommands", { scope, commands: payload }, z.unknown());
    } catch (error) {
      if (!isRefused(error)) throw error;
      log.warn({ error, scope: key }, "Telegram refused a list of commands");
      continue;
    }
    await menus.remember(key, hash);
  }
}

function toCommand({ name, help }: MenuCommand): { readonly command: string; readonly description: string } {
  return { command: name.replace(/^\//, ""), description: help.slice(0, LONGEST_HELP).toWellFormed() };
}

/** For good, of this scope: a chat that is gone. */
function isRefused(error: unknown): boolean {
  return error instanceof CallFailed && error.outcome.kind === "refused" && [400, 403].includes(error.outcome.code);
}
