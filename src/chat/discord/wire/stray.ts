/**
 * discord.js 14.28 loses an error where Discord ends a session right behind its resume (`reading 'sequence'`): nobody can catch
 * it, and a process ends by such an error. The connection is broken then and the watchdog makes it anew; the desk goes on. All
 * other errors that nobody caught end the process as ever.
 */
import type { Log } from "../../../runtime/log.ts";

/** From the files of discord.js's connection alone. */
function isOfGateway(reason: unknown): boolean {
  return reason instanceof TypeError && /@discordjs[/\\]ws[/\\]/.test(reason.stack ?? "");
}

/** Returns its own end. */
export function catchStrayErrors(log: Log): () => void {
  const caught = (reason: unknown): void => {
    if (!isOfGateway(reason)) throw reason;
    log.warn({ error: reason }, "Discord's client lost an error: its connection is made anew");
  };
  process.on("unhandledRejection", caught);
  return () => process.off("unhandledRejection", caught);
}
