/** A desk in this process: opened from the configuration, with its owner's token at hand. */
import { type Config, redacted } from "../config.ts";
import { ownerToken, personByToken } from "../chat/people.ts";
import { transact } from "../db/transact.ts";
import { type OpenDesk, openDesk } from "../main.ts";
import { wallClock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import { readToken, saveToken } from "./desk-files.ts";
import { EXIT } from "./fail.ts";
import { VERSION } from "./version.ts";

export interface DeskHere {
  readonly desk: OpenDesk;
  readonly token: string;
}

export async function openHere(config: Config, log: Log): Promise<DeskHere> {
  log.debug({ config: redacted(config) }, "configuration");
  const onLost = (reason: string): void => {
    log.error({ reason }, "this desk may not write any more: stopping at once");
    process.exit(EXIT.temporary);
  };
  const desk = await openDesk({ config, log, clock: wallClock, version: VERSION, onLost });
  return { desk, token: await tokenOf(config, desk) };
}

/** The one in the data folder; where that file was lost, or opens nothing any more, a new one. */
async function tokenOf(config: Config, { app, firstToken }: OpenDesk): Promise<string> {
  const saved = readToken(config);
  const isGood = saved !== null && (await personByToken(app.db.reader, saved)) !== null;
  const token = firstToken ?? (isGood ? saved : null) ?? (await transact(app, (tx) => ownerToken(tx, app.clock.now())));
  if (token !== readToken(config)) saveToken(config, token);
  return token;
}
