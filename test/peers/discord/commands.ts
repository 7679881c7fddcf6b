/** The commands that the bot registered, and how often it wrote them without need. */
import { isDeepStrictEqual } from "node:util";

import { readCommand, readCommands } from "./check-commands.ts";
import { refuse } from "./errors.ts";
import type { Fields, Id } from "./kit.ts";

export type Command = Fields & { readonly id: Id; readonly version: Id };
/** Null: everywhere. */
export type Scope = Id | null;

const MOST = 100;

export interface Commands {
  list(scope: Scope): readonly Command[];
  get(scope: Scope, id: Id): Command;
  named(name: string, guildId: Scope): Command | undefined;
  replace(scope: Scope, bodies: readonly unknown[]): readonly Command[];
  /** A command of a name that is there already takes its place. */
  create(scope: Scope, body: Fields): { readonly command: Command; readonly isNew: boolean };
  change(scope: Scope, id: Id, body: Fields): Command;
  remove(scope: Scope, id: Id): void;
  readonly stats: { writes: number; noopWrites: number };
}

export function newCommands(newId: () => Id, applicationId: Id): Commands {
  const scopes = new Map<Scope, readonly Command[]>();
  const stats = { writes: 0, noopWrites: 0 };
  const list = (scope: Scope): readonly Command[] => scopes.get(scope) ?? [];

  const get = (scope: Scope, id: Id): Command =>
    list(scope).find((command) => command.id === id) ?? refuse("unknownCommand");

  const write = (scope: Scope, next: readonly Command[]): void => {
    if (next.length > MOST) refuse("tooManyCommands");
    stats.writes += 1;
    if (isDeepStrictEqual(list(scope), next)) stats.noopWrites += 1;
    scopes.set(scope, next);
  };

  /** Keeps its id where one of its name was there, and its version where it is the same. */
  const placed = (scope: Scope, body: Fields): Command => {
    const before = list(scope).find(({ name, type }) => name === body["name"] && type === body["type"]);
    const owned = { application_id: applicationId, ...(scope === null ? {} : { guild_id: scope }) };
    const draft: Command = { ...body, ...owned, id: before?.id ?? newId(), version: before?.version ?? newId() };
    return before === undefined || isDeepStrictEqual(before, draft) ? draft : { ...draft, version: newId() };
  };

  return {
    stats,
    list,
    get,
    named: (name, guildId) =>
      [...(guildId === null ? [] : list(guildId)), ...list(null)].find((command) => command["name"] === name),
    replace(scope, bodies) {
      if (bodies.length > MOST) refuse("tooManyCommands");
      write(
        scope,
        readCommands(bodies).map((body) => placed(scope, body)),
      );
      return list(scope);
    },
    create(scope, body) {
      const command = placed(scope, readCommand(body));
      const others = list(scope).filter(({ id }) => id !== command.id);
      const isNew = others.length === list(scope).length;
      write(scope, isNew ? [...others, command] : list(scope).map((one) => (one.id === command.id ? command : one)));
      return { command, isNew };
    },
    change(scope, id, body) {
      const { id: _id, version: _version, application_id: _app, guild_id: _guild, ...before } = get(scope, id);
      const command = { ...placed(scope, readCommand({ ...before, ...body })), id };
      write(
        scope,
        list(scope).map((one) => (one.id === id ? command : one)),
      );
      return command;
    },
    remove(scope, id) {
      get(scope, id);
      write(
        scope,
        list(scope).filter((one) => one.id !== id),
      );
    },
  };
}
