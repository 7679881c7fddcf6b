/** Telegram calls the desk: on the desk's own server, with a secret that only Telegram was told. */
import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

import { within } from "../../../runtime/deadline.ts";
import type { Route } from "../../../runtime/http.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Secret } from "../../../runtime/secret.ts";
import type { Times } from "../times.ts";
import type { TelegramClient } from "../wire/client.ts";
import type { Me } from "./read.ts";
import type { Round } from "./supervise.ts";
import { ALLOWED_UPDATES, type Envelope, envelopeSchema } from "./update.ts";

export interface Webhook {
  /** As Telegram reaches it, https. */
  readonly url: string;
  readonly secret: Secret;
}

interface WatchOptions {
  readonly webhook: Webhook;
  readonly client: TelegramClient;
  readonly me: (signal: AbortSignal) => Promise<Me>;
  /** Telegram has answered. */
  readonly answered: () => void;
  readonly times: Times;
}

/** One round of keeping the webhook ours: another program with the same token may have taken it. */
export function createWebhookWatch({ webhook, client, me, answered, times }: WatchOptions): Round {
  let isSet = false;
  return async (signal) => {
    await me(signal);
    const current = await client.call("getWebhookInfo", {}, info, { signal });
    if (!isSet || current.url !== webhook.url) {
      const payload = { url: webhook.url, secret_token: webhook.secret.reveal(), allowed_updates: ALLOWED_UPDATES };
      await client.call("setWebhook", payload, z.unknown(), { signal });
      isSet = true;
    }
    answered();
    await wait(times.webhookCheckMs, undefined, { signal }).catch(() => undefined); // the stop ends it
  };
}

const info = z.object({ url: z.string() });

interface RouteOptions {
  readonly webhook: Webhook;
  /** Resolves when the update is durable; throws where the desk takes nothing in now. */
  readonly accept: (envelope: Envelope) => Promise<void>;
  readonly times: Times;
  readonly log: Log;
}

/** Far above a message of 4096 characters with the one that it answers. */
const BODY_BYTES = 256 * 1024;

export function webhookRoute({ webhook, accept, times, log }: RouteOptions): Route {
  const secret = digestOf(webhook.secret.reveal());
  const isSecret = (told: string | null): boolean => told !== null && timingSafeEqual(digestOf(told), secret);
  return {
    method: "POST",
    path: new URL(webhook.url).pathname,
    own: { bodyBytes: BODY_BYTES },
    async handle(request) {
      if (!isSecret(request.headers.get("x-telegram-bot-api-secret-token"))) return answer(401);
      const read = envelopeSchema.safeParse(await request.json().catch(() => null));
      if (!read.success) return answer(400);
      try {
        await within(times.storeMs, "storing an update", accept(read.data));
        return answer(200);
      } catch (error) {
        log.warn({ error }, "an update was not stored: Telegram brings it again");
        return answer(503);
      }
    },
  };
}

/** Of one length, as the comparison needs it. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Telegram looks at the status alone. */
function answer(status: number): Response {
  return new Response(null, { status });
}
