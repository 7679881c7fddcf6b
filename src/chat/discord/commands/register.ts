/** Tells Discord of the commands, in one call, and only where they are not what it was told last: new names a day are counted. */
import { setTimeout as wait } from "node:timers/promises";

import type { Log } from "../../../runtime/log.ts";
import { type Memory, tellChange } from "../../memory.ts";
import type { Call } from "../wire/rest.ts";
import { type Declared, slashCommand } from "./declare.ts";

interface Registration {
  readonly call: Call;
  readonly commands: readonly Declared[];
  /** Null: everywhere. In one guild they are there at once. */
  readonly guildId: string | null;
  /** What Discord was told last. */
  readonly memory: Memory;
  readonly log: Log;
  /** Until it is tried once more. */
  readonly retryMs: number;
}

/** Until Discord knows them, or the signal says so. Never rejects. */
export async function register(registration: Registration, applicationId: string, signal: AbortSignal): Promise<void> {
  const { commands, log, retryMs } = registration;
  while (!signal.aborted) {
    try {
      const isNew = await tell(registration, applicationId);
      log.info({ isNew, commands: commands.length }, "Discord knows the commands");
      return;
    } catch (error) {
      log.warn({ error, retryInMs: retryMs }, "Discord did not take the commands");
      await wait(retryMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** False where nothing had to be said. */
function tell({ call, commands, guildId, memory }: Registration, applicationId: string): Promise<boolean> {
  const body = commands.map(slashCommand);
  const scope = guildId === null ? "" : `/guilds/${guildId}`;
  const told = { key: `discord:commands:${applicationId}:${guildId ?? "global"}`, what: body };
  return tellChange(memory, told, () =>
    call({
      what: "registering the commands",
      method: "PUT",
      route: `/applications/${applicationId}${scope}/commands`,
      body,
      isRepeatable: true,
    }),
  );
}
