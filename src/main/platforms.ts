/** The chat platforms that are configured, introduced to the desk. Their libraries are loaded only then. */
import type { App } from "../app.ts";
import type { Drawing } from "../charts/drawing.ts";
import type { ChatAdapter } from "../chat/adapter.ts";
import { mayAct, type Role } from "../chat/command.ts";
import { createDiscordAdapter } from "../chat/discord/adapter.ts";
import { personOf } from "../chat/people.ts";
import { createTelegramAdapter } from "../chat/telegram/adapter.ts";
import type { CommandLists } from "../chat/telegram/commands/register.ts";
import type { Config } from "../config.ts";
import { transact } from "../db/transact.ts";
import { Identity } from "../models/identity.ts";
import { readMeta, writeMeta } from "../models/meta.ts";
import { Person } from "../models/person.ts";
import type { Route } from "../runtime/http.ts";
import type { OnStop } from "./parts.ts";

export interface Platforms {
  readonly adapters: readonly ChatAdapter[];
  /** What the platforms call. */
  readonly routes: readonly Route[];
}

export function openPlatforms(app: App, config: Config, drawing: Drawing, onStop: OnStop): Platforms {
  const telegram = openTelegram(app, config, drawing, onStop);
  const discord = openDiscord(app, config, drawing);
  return {
    adapters: [telegram, discord].filter((adapter) => adapter !== null),
    routes: telegram?.routes() ?? [],
  };
}

function openTelegram(app: App, { telegram, chatPace }: Config, drawing: Drawing, onStop: OnStop) {
  if (telegram === null) return null;
  const { clock, log, bell } = app;
  const adapter = createTelegramAdapter({
    ...{ ...telegram, pace: chatPace, clock, log, commandLists: commandListsOf(app) },
    draw: (chart, zone) => drawing.png(chart, { zone }),
  });
  onStop(bell.listen("people", () => void adapter.refreshCommands()));
  return adapter;
}

function openDiscord(app: App, { discord }: Config, drawing: Drawing): ChatAdapter | null {
  if (discord === null) return null;
  const { clock, log, commands } = app;
  return createDiscordAdapter({
    ...{ ...discord, commands, clock, log, ...memoryOf(app) },
    complete: (userRef, line) => completed(app, userRef, line),
    draw: (chart, zone) => drawing.png(chart, { zone }),
  });
}

/** None for whom the desk does not know. */
async function completed(app: App, userRef: string, line: string): Promise<readonly string[]> {
  const person = await personOf(app.db.reader, "discord", userRef);
  return person === null ? [] : (await app.commands.complete(app, person.role, line)).words;
}

/** What the desk keeps of a platform between two starts. */
function memoryOf(app: App) {
  return {
    known: (key: string) => readMeta(app.db.reader, key),
    remember: (key: string, value: string) => transact(app, (tx) => writeMeta(tx, key, value)),
  };
}

/** Each person is offered, alone with the bot, what they may run. */
function commandListsOf(app: App): CommandLists {
  return {
    ...memoryOf(app),
    async scopes() {
      const people = new Map((await Person.query(app.db.reader)).map((person) => [person.id, person]));
      const identities = await Identity.query(app.db.reader).where({ platform: "telegram" }).orderBy("id");
      return identities.map(({ personId, userRef }) => {
        const person = people.get(personId);
        const role = person?.isActive === true ? person.role : null;
        return { scope: { type: "chat", chat_id: Number(userRef) }, commands: offeredTo(app, role) } as const;
      });
    },
  };
}

function offeredTo({ commands }: App, role: Role | null) {
  return role === null ? [] : commands.all.filter((command) => mayAct(role, command.role));
}
