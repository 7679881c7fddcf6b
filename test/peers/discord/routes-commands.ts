/** Registering commands, everywhere or in a guild. */
import type { Scope } from "./commands.ts";
import { refuse } from "./errors.ts";
import { listOf } from "./kit.ts";
import { NO_CONTENT, ok } from "./route.ts";
import type { Call, Parts, Route } from "./route.ts";

export function commandRoutes({ commands, world, applicationId }: Parts): readonly Route[] {
  const rate = { count: 5, perMs: 20_000 };
  const at = (base: string, scopeOf: (call: Call) => Scope): readonly Route[] => [
    { name: `GET ${base}`, rate, run: (call) => ok(commands.list(scopeOf(call))) },
    {
      name: `PUT ${base}`,
      rate,
      run: (call) => ok(commands.replace(scopeOf(call), listOf(call.json))),
    },
    {
      name: `POST ${base}`,
      rate,
      run: (call) => {
        const { command, isNew } = commands.create(scopeOf(call), call.body);
        return { status: isNew ? 201 : 200, body: command };
      },
    },
    {
      name: `GET ${base}/:command`,
      rate,
      run: (call) => ok(commands.get(scopeOf(call), call.at("command"))),
    },
    {
      name: `PATCH ${base}/:command`,
      rate,
      run: (call) => ok(commands.change(scopeOf(call), call.at("command"), call.body)),
    },
    {
      name: `DELETE ${base}/:command`,
      rate,
      run: (call) => {
        commands.remove(scopeOf(call), call.at("command"));
        return NO_CONTENT;
      },
    },
  ];
  const mine = (call: Call): void => {
    if (call.at("application") !== applicationId) refuse("missingAccess");
  };
  return [
    ...at("/applications/:application/commands", (call) => {
      mine(call);
      return null;
    }),
    ...at("/applications/:application/guilds/:guild/commands", (call) => {
      mine(call);
      return world.guilds.has(call.at("guild")) ? call.at("guild") : refuse("missingAccess");
    }),
  ];
}
