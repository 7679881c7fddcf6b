/** Keeps the bot listening: whatever fails is tried again for ever, more and more slowly, and people are told. */
import { setTimeout as wait } from "node:timers/promises";

import { type Backoff, backoffMs } from "../../../runtime/backoff.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Times } from "../times.ts";
import { CallFailed } from "../wire/call-failed.ts";

export interface Supervised {
  /** Ends what goes on and resolves when it has ended. */
  stop(): Promise<void>;
}

/** Resolves when Telegram has answered and all was done. */
export type Round = (signal: AbortSignal) => Promise<void>;

interface Supervision {
  readonly round: Round;
  /** Null: Telegram answers. Telling the same twice is once. */
  readonly reachable: (trouble: string | null) => void;
  readonly log: Log;
  readonly times: Pick<Times, "firstRetryMs" | "lastRetryMs">;
}

export function supervise({ round, reachable, log, times }: Supervision): Supervised {
  const stopping = new AbortController();
  const { signal } = stopping;
  const backoff: Backoff = { firstMs: times.firstRetryMs, longestMs: times.lastRetryMs };

  /** Gives how many have failed one after the other. */
  const once = async (failures: number): Promise<number> => {
    try {
      await round(signal);
      return 0;
    } catch (error) {
      if (signal.aborted) return 0;
      if (error instanceof CallFailed) reachable(troubleWords(error));
      if (isRevoked(error)) {
        log.error({ error }, REVOKED);
        stopping.abort();
        return 0;
      }
      const retryInMs = Math.max(backoffMs(failures + 1, backoff), askedFor(error));
      log.warn({ error, failures: failures + 1, retryInMs }, adviceOn(error));
      await wait(retryInMs, undefined, { signal }).catch(() => undefined); // the stop ends it
      return failures + 1;
    }
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted;) failures = await once(failures);
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function askedFor(error: unknown): number {
  return error instanceof CallFailed && error.outcome.kind === "refused" ? (error.outcome.retryAfterMs ?? 0) : 0;
}

function statusOf(error: unknown): number | null {
  return error instanceof CallFailed && error.outcome.kind === "refused" ? error.outcome.code : null;
}

/** A token of another shape is not even an address: 404. */
function isRevoked(error: unknown): boolean {
  return statusOf(error) === 401 || statusOf(error) === 404;
}

export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

const REVOKED =
  "Telegram does not know the bot's token: BotFather has revoked it or it was mistyped. Set TELEGRAM_BOT_TOKEN to the one that BotFather shows and start the desk again.";
const CONFLICT =
  "another program takes this bot's messages: a second desk, or a webhook that was set. One bot serves one desk: stop the other one. It is tried again.";

function adviceOn(error: unknown): string {
  if (isConflict(error)) return CONFLICT;
  return error instanceof CallFailed
    ? "Telegram is not within reach: it is tried again"
    : "a message was not stored: it comes again";
}

function troubleWords({ outcome }: CallFailed): string {
  if (outcome.kind !== "refused")
    return outcome.kind === "unsent" ? `Telegram was not reached (${outcome.reason})` : "Telegram does not answer";
  if (outcome.code === 401 || outcome.code === 404) return REVOKED;
  if (outcome.code === 409) return "another program takes this bot's messages";
  return `Telegram refuses to serve the bot (${outcome.code} ${outcome.description})`;
}
