/** Every call that the bot may make, as data: who may, how often, and what it does. */
import type { Upload } from "./check-message.ts";
import type { Commands, Scope } from "./commands.ts";
import { refuse } from "./errors.ts";
import type { Interactions } from "./interactions.ts";
import { listOf } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";
import type { Rate } from "./limits.ts";
import { interactionRoutes } from "./routes-interactions.ts";
import { channelRoutes } from "./routes-channels.ts";
import type { Dispatch, Messages } from "./messages.ts";
import type { World } from "./world.ts";

export interface Parts {
  readonly world: World;
  readonly commands: Commands;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly applicationId: Id;
  readonly newId: () => Id;
  readonly dispatch: Dispatch;
  readonly gatewayUrl: () => string;
}

export interface Call {
  /** Of the path, by name. */
  readonly at: (name: string) => string;
  readonly query: URLSearchParams;
  readonly json: unknown;
  readonly body: Fields;
  readonly uploads: readonly Upload[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  /** `POST /channels/:channel/messages`: the first parameter is what has a limit of its own. */
  readonly name: string;
  readonly rate: Rate;
  /** Interaction calls need no token, and do not count towards the bot's global limit. */
  readonly isOpen?: true;
  readonly run: (call: Call) => Answer;
}

export const NO_CONTENT: Answer = { status: 204 };
export const ok = (body: unknown): Answer => ({ status: 200, body });

export function allRoutes(parts: Parts): readonly Route[] {
  return [...baseRoutes(parts), ...commandRoutes(parts), ...channelRoutes(parts), ...interactionRoutes(parts)];
}

function baseRoutes({ world, applicationId, gatewayUrl }: Parts): readonly Route[] {
  const rate = { count: 10, perMs: 1000 };
  const session_start_limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 };
  const application = { id: applicationId, name: "outcry", description: "", flags: 0, bot: world.bot };
  return [
    {
      name: "GET /gateway/bot",
      rate,
      run: () => ok({ url: gatewayUrl(), shards: 1, session_start_limit }),
    },
    { name: "GET /users/@me", rate, run: () => ok(world.bot) },
    { name: "GET /applications/@me", rate, run: () => ok(application) },
    {
      name: "POST /users/@me/channels",
      rate,
      run: ({ body }) => ok(world.channelJson(world.dm(String(body["recipient_id"])))),
    },
  ];
}

function commandRoutes({ commands, world, applicationId }: Parts): readonly Route[] {
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
