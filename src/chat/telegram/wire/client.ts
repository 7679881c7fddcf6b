/** The one place that talks to Telegram: telegraf's client, each call with an end of its own. */
import type { Telegram } from "telegraf";
import type { z } from "zod";

import { within } from "../../../runtime/deadline.ts";
import type { Secret } from "../../../runtime/secret.ts";
import type { Times } from "../times.ts";
import { CallFailed, outcomeOf } from "./call-failed.ts";

export interface TelegramClient {
  /** Throws CallFailed. */
  call<T>(method: Method, payload: Payload, answer: z.ZodType<T>, how?: CallOptions): Promise<T>;
}

export type Method =
  | "getMe"
  | "getUpdates"
  | "setWebhook"
  | "deleteWebhook"
  | "getWebhookInfo"
  | "sendMessage"
  | "sendPhoto"
  | "sendDocument"
  | "editMessageText"
  | "editMessageCaption"
  | "editMessageMedia"
  | "editMessageReplyMarkup"
  | "deleteMessage"
  | "answerCallbackQuery"
  | "setMyCommands"
  | "deleteMyCommands";
export type Payload = Readonly<Record<string, unknown>>;

interface CallOptions {
  /** Left out: that of a call without an upload. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

interface ClientOptions {
  readonly token: Secret;
  /** Null: Telegram's own server. */
  readonly apiRoot: string | null;
  readonly times: Times;
}

export function createClient({ token, apiRoot, times }: ClientOptions): TelegramClient {
  let opened: Promise<Telegram> | null = null;

  const open = async (): Promise<Telegram> => {
    const { Telegram: Client } = await import("telegraf");
    // Methods are resolved against it as a relative address: without the slash its last folder would be lost.
    const root = apiRoot === null ? {} : { apiRoot: `${apiRoot.replace(/\/+$/, "")}/` };
    return new Client(token.reveal(), { ...root, webhookReply: false });
  };

  const ask = async (method: Method, payload: Payload, { deadlineMs, signal }: CallOptions): Promise<unknown> => {
    const telegram = await (opened ??= open());
    const over = new AbortController();
    try {
      // telegraf waits for 500 s; its answer is unknown to us whatever its types say, and is checked below.
      return await within(deadlineMs ?? times.callMs, method, (late) =>
        telegram.callApi(method, { ...payload } as never, {
          signal: AbortSignal.any([late, over.signal, ...(signal === undefined ? [] : [signal])]) as never,
        }),
      );
    } finally {
      over.abort(); // of an answer above 499 telegraf leaves the body unread, which would keep its connection
    }
  };

  return {
    async call(method, payload, answer, how = {}) {
      const answered = await ask(method, payload, how).catch((error: unknown) => {
        throw new CallFailed(method, outcomeOf(error));
      });
      const read = answer.safeParse(answered);
      if (read.success) return read.data;
      throw new CallFailed(method, { kind: "unanswered", reason: "an answer that cannot be read" });
    },
  };
}
