/** The calls that show, change and take away messages; each once as HTML and, where that is refused, once as plain text. */
import { z } from "zod";

import type { Log } from "../../../runtime/log.ts";
import { Unshowable } from "../../adapter.ts";
import type { Method, Payload, TelegramClient } from "./client.ts";
import type { Sent } from "./ref.ts";
import type { Keyboard } from "../render/keyboard.ts";
import type { Target } from "./target.ts";
import type { Times } from "../times.ts";
import { isUnmodified, troubleOf } from "./refusals.ts";

export interface Words {
  readonly html: string;
  readonly plain: string;
  readonly keyboard: Keyboard | null;
}

export interface Manner {
  readonly isSilent: boolean;
  /** The message that is answered; null: none. */
  readonly replyTo: number | null;
}

/** All throw the port's errors. */
export interface MessageApi {
  sendText(where: Place, words: Words, manner: Manner): Promise<Sent>;
  /** Where Telegram refuses the picture, its text is sent alone. */
  sendPhoto(where: Place, png: Uint8Array, words: Words, manner: Manner): Promise<Sent>;
  editText(where: Place, id: number, words: Words): Promise<void>;
  editCaption(where: Place, id: number, words: Words): Promise<void>;
  editMedia(where: Place, id: number, png: Uint8Array, words: Words): Promise<void>;
  /** Or at least its buttons, where a message is too old for that. */
  takeAway(where: Place, id: number): Promise<void>;
}

export interface Place {
  readonly chatRef: string;
  readonly target: Target;
}

const message = z.object({ message_id: z.int() });
const anything = z.unknown();
const HTML = { parse_mode: "HTML" };
const NO_PREVIEW = { link_preview_options: { is_disabled: true } };
const PICTURE = "chart.png";
/** For a chart that stood alone and was refused. */
const NO_PICTURE = "The chart cannot be shown here.";

export function createMessageApi(client: TelegramClient, times: Times, log: Log): MessageApi {
  const upload = { deadlineMs: times.uploadMs };

  const sent = async (where: Place, method: Method, payload: Payload, how = {}): Promise<number> => {
    try {
      const { message_id } = await client.call(method, { ...where.target, ...payload }, message, how);
      return message_id;
    } catch (error) {
      throw troubleOf(error, where.chatRef, "sending");
    }
  };

  const edited = async (where: Place, id: number, method: Method, payload: Payload, how = {}): Promise<void> => {
    const { chat_id } = where.target;
    try {
      await client.call(method, { chat_id, message_id: id, ...payload }, anything, how);
    } catch (error) {
      if (!isUnmodified(error)) throw troubleOf(error, where.chatRef, "editing");
    }
  };

  /** One more try, without what may have been the reason. */
  const orElse = async <T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> => {
    try {
      return await first();
    } catch (error) {
      if (!(error instanceof Unshowable)) throw error;
      log.warn({ error }, "Telegram refused a message: it is tried as plain text");
      return second();
    }
  };

  const sendPlain = async (where: Place, { plain, keyboard }: Words, manner: Manner): Promise<Sent> => {
    const text = plain === "" ? NO_PICTURE : plain;
    return {
      kind: "text",
      id: await sent(where, "sendMessage", { text, ...NO_PREVIEW, ...below(keyboard), ...mannered(manner) }),
    };
  };

  return {
    sendText: (where, words, manner) =>
      orElse(
        async () => {
          const payload = { text: words.html, ...HTML, ...NO_PREVIEW, ...below(words.keyboard), ...mannered(manner) };
          return { kind: "text", id: await sent(where, "sendMessage", payload) };
        },
        () => sendPlain(where, words, manner),
      ),
    sendPhoto: (where, png, words, manner) =>
      orElse<Sent>(
        async () => {
          const { reply_parameters: answered, ...rest } = mannered(manner);
          // Telegraf leaves it out of an upload where it is not a text.
          const reply = answered === undefined ? {} : { reply_parameters: JSON.stringify(answered) };
          const payload = {
            photo: pictureOf(png),
            caption: words.html,
            ...HTML,
            ...below(words.keyboard),
            ...rest,
            ...reply,
          };
          return { kind: "photo", id: await sent(where, "sendPhoto", payload, upload) };
        },
        () => sendPlain(where, words, manner),
      ),
    editText: (where, id, { html, plain, keyboard }) =>
      orElse(
        () => edited(where, id, "editMessageText", { text: html, ...HTML, ...NO_PREVIEW, ...below(keyboard) }),
        () => edited(where, id, "editMessageText", { text: plain, ...NO_PREVIEW, ...below(keyboard) }),
      ),
    editCaption: (where, id, { html, plain, keyboard }) =>
      orElse(
        () => edited(where, id, "editMessageCaption", { caption: html, ...HTML, ...below(keyboard) }),
        () => edited(where, id, "editMessageCaption", { caption: plain, ...below(keyboard) }),
      ),
    editMedia(where, id, png, { html, keyboard }) {
      const media = { type: "photo", media: pictureOf(png), caption: html, ...HTML };
      return edited(where, id, "editMessageMedia", { media, ...below(keyboard) }, upload);
    },
    async takeAway(where, id) {
      const about = { chat_id: where.target.chat_id, message_id: id };
      try {
        await client.call("deleteMessage", about, anything);
      } catch {
        await edited(where, id, "editMessageReplyMarkup", {}).catch((error: unknown) =>
          log.warn({ error }, "an outdated message keeps its buttons"),
        );
      }
    },
  };
}

function pictureOf(png: Uint8Array): object {
  return { source: Buffer.from(png), filename: PICTURE };
}

function below(keyboard: Keyboard | null): Payload {
  return keyboard === null ? {} : { reply_markup: keyboard };
}

function mannered({ isSilent, replyTo }: Manner): Payload {
  return {
    ...(isSilent ? { disable_notification: true } : {}),
    ...(replyTo === null ? {} : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
  };
}
