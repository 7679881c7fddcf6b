/** Every call that the bot may make. */
import { refuse } from "./errors.ts";
import type { Parts, Route } from "./route.ts";
import { ok } from "./route.ts";
import { channelRoutes } from "./routes-channels.ts";
import { commandRoutes } from "./routes-commands.ts";
import { interactionRoutes } from "./routes-interactions.ts";

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
      name: "GET /users/:user",
      rate,
      run: ({ at }) => ok(world.hasUser(at("user")) ? world.userJson(at("user")) : refuse("unknownUser")),
    },
    {
      name: "POST /users/@me/channels",
      rate,
      run: ({ body }) => ok(world.channelJson(world.dm(String(body["recipient_id"])))),
    },
  ];
}
