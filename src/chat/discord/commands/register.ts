/** Tells Discord of the commands, in one call, and only where they are not what it was told last: new names a day are counted. */
import { createHash } from "node:crypto";

import type { Call } from "../wire/rest.ts";
import { type Declared, slashCommand } from "./declare.ts";

export interface Registration {
  readonly commands: readonly Declared[];
  /** Null: everywhere. In one guild they are there at once. */
  readonly guildId: string | null;
  /** What was remembered under that key. */
  known(key: string): Promise<string | null>;
  remember(key: string, hash: string): Promise<void>;
}

/** False where nothing had to be said. */
export async function register(call: Call, applicationId: string, registration: Registration): Promise<boolean> {
  const { commands, guildId, known, remember } = registration;
  const body = commands.map(slashCommand);
  const hash = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const key = `discord:commands:${applicationId}:${guildId ?? "global"}`;
  if ((await known(key)) === hash) return false;
  const scope = guildId === null ? "" : `/guilds/${guildId}`;
  await call({
    what: "registering the commands",
    method: "PUT",
    route: `/applications/${applicationId}${scope}/commands`,
    body,
    isRepeatable: true,
  });
  await remember(key, hash);
  return true;
}
