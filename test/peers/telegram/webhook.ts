/** Pushes updates to the bot's own server: one at a time for each chat, until it answers 2xx. */
import { integer, isOn, json, text, type Call, type Fields } from "./call.ts";
import { badRequest, conflict } from "./errors.ts";
import type { Update, Updates } from "./updates.ts";

export interface Webhook {
  set(call: Call): true;
  remove(call: Call): true;
  info(): Fields;
  isSet(): boolean;
  /** Nothing is pushed while it is paused. */
  pause(isPaused: boolean): void;
  stop(): void;
}

export interface WebhookOptions {
  readonly updates: Updates;
  readonly allowsHttp: boolean;
  readonly retryMs: number;
}

interface Target {
  readonly url: string;
  readonly secret: string;
  readonly connections: number;
}

const PORTS = new Set(["", "80", "88", "443", "8443"]);
const DEFAULT_CONNECTIONS = 40;
const LONGEST_SECRET = 256;
const LONGEST_ANSWER_MS = 60_000;

export function openWebhook({ updates, allowsHttp, retryMs }: WebhookOptions): Webhook {
  let target: Target | null = null;
  let isPaused = false;
  let lastError: string | null = null;
  const busy = new Map<string, number>();
  const ended = new AbortController();

  const post = async ({ url, secret }: Target, update: Update): Promise<void> => {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]);
    const header = secret === "" ? {} : { "x-telegram-bot-api-secret-token": secret };
    const headers = { "content-type": "application/json", ...header };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(update), signal });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`Wrong response from the webhook: ${response.status} ${response.statusText}`);
  };
  const push = async (to: Target, lane: string, update: Update): Promise<void> => {
    try {
      await post(to, update);
      updates.confirm(update.update_id);
      release(lane);
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error);
      setTimeout(() => release(lane), retryMs).unref();
    }
  };
  const release = (lane: string): void => {
    busy.delete(lane);
    pump();
  };
  const pump = (): void => {
    if (target === null || isPaused || ended.signal.aborted) return;
    for (const update of updates.pending) {
      if (busy.size >= target.connections) return;
      const lane = laneOf(update);
      if (busy.has(lane)) continue;
      busy.set(lane, update.update_id);
      void push(target, lane, update);
    }
  };
  updates.onPush = pump;

  return {
    isSet: () => target !== null,
    set(call) {
      const url = text(call, "url");
      if (url === "") return this.remove(call);
      target = targetOf(call, url, allowsHttp);
      updates.interrupt(conflict("terminated by setWebhook request"));
      const allowed = json(call, "allowed_updates", "allowed_updates");
      updates.allow(Array.isArray(allowed) ? allowed.map(String) : undefined);
      if (isOn(call, "drop_pending_updates")) updates.clear();
      pump();
      return true;
    },
    remove(call) {
      target = null;
      if (isOn(call, "drop_pending_updates")) updates.clear();
      return true;
    },
    info: () => ({
      url: target?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: updates.pending.length,
      ...(target !== null && { max_connections: target.connections }),
      ...(lastError !== null && { last_error_message: lastError }),
    }),
    pause(paused) {
      isPaused = paused;
      pump();
    },
    stop: () => ended.abort(),
  };
}

function targetOf(call: Call, written: string, allowsHttp: boolean): Target {
  const url = URL.parse(written);
  if (url === null) throw badRequest("invalid webhook URL specified");
  if (url.protocol !== "https:" && !allowsHttp) {
    throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  }
  if (!PORTS.has(url.port) && !allowsHttp) {
    throw badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
  }
  const secret = text(call, "secret_token");
  if (secret.length > LONGEST_SECRET) throw badRequest("secret token is too long");
  if (/[^\w-]/.test(secret)) throw badRequest("secret token contains unallowed characters");
  return { url: written, secret, connections: integer(call, "max_connections", DEFAULT_CONNECTIONS, [1, 100]) };
}

/** What must come in order: the updates of a chat. */
function laneOf(update: Update): string {
  const content = Object.entries(update).find(([name]) => name !== "update_id")?.[1] as Placed | undefined;
  return String(content?.chat?.id ?? content?.message?.chat?.id ?? update.update_id);
}

interface Placed {
  readonly chat?: { readonly id: number };
  readonly message?: Placed;
}
