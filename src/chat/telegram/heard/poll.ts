/** Long polling: a batch is confirmed, by asking for what comes after it, when all of it is durable. */
import { z } from "zod";

import type { Times } from "../times.ts";
import type { TelegramClient } from "../wire/client.ts";
import type { Me } from "./read.ts";
import { isConflict, type Round } from "./supervise.ts";
import { ALLOWED_UPDATES, type Envelope, envelopeSchema } from "./update.ts";

interface PollOptions {
  readonly client: TelegramClient;
  readonly me: (signal: AbortSignal) => Promise<Me>;
  readonly take: (envelope: Envelope, me: Me) => Promise<void>;
  /** Telegram has answered. */
  readonly answered: () => void;
  readonly times: Times;
}

/** One round of polling. What it throws is tried again from where it stood. */
export function createPoll({ client, me, take, answered, times }: PollOptions): Round {
  /** The first update that is not confirmed. */
  let offset = 0;
  /** A webhook that is set keeps all updates to itself. */
  let isWebhookGone = false;
  /** After a failure the first answer must not take as long as nobody writes. */
  let isQuick = true;

  const ask = async (signal: AbortSignal): Promise<Envelope[]> => {
    const payload = { offset, timeout: isQuick ? 0 : times.pollSeconds, allowed_updates: ALLOWED_UPDATES };
    const how = { deadlineMs: times.pollMs, signal };
    return client.call("getUpdates", payload, z.array(envelopeSchema), how);
  };

  const round: Round = async (signal) => {
    const bot = await me(signal);
    if (!isWebhookGone) await client.call("deleteWebhook", {}, z.unknown(), { signal });
    isWebhookGone = true;
    const batch = await ask(signal);
    isQuick = false;
    answered();
    const taken = await Promise.allSettled(batch.map((envelope) => take(envelope, bot)));
    const failed = taken.findIndex(({ status }) => status === "rejected");
    const next = failed === -1 ? after(batch.at(-1)) : batch[failed]?.update_id;
    if (next !== undefined) offset = next;
    const failure = taken[failed];
    if (failure?.status === "rejected") throw failure.reason;
  };

  return async (signal) => {
    try {
      await round(signal);
    } catch (error) {
      isQuick = true;
      if (isConflict(error)) isWebhookGone = false;
      throw error;
    }
  };
}

function after(last: Envelope | undefined): number | undefined {
  return last === undefined ? undefined : last.update_id + 1;
}
