/** The calls that show, change and take away messages; each once as HTML and, where that is refused, once as plain text. */
import { z } from "zod";

import type { TextFile } from "../../../domain/reply.ts";
import type { Log } from "../../../runtime/log.ts";
import { MessageGone, Unshowable } from "../../adapter.ts";
import type { Keyboard } from "../render/keyboard.ts";
import type { Times } from "../times.ts";
import type { Method, Payload, TelegramClient } from "./client.ts";
import type { Sent } from "./ref.ts";
import { inPortsWords, isUnmodified } from "./refusals.ts";
import type { Target } from "./target.ts";

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

export interface Destination {
  readonly chatRef: string;
  readonly target: Target;
}

/** All throw the port's errors; what sends, Unanswered too. */
export interface Messages {
  sendText(where: Destination, words: Words, manner: Manner): Promise<Sent>;
  /** Where Telegram refuses the picture, its text is sent alone. */
  sendPhoto(where: Destination, png: Uint8Array, words: Words, manner: Manner): Promise<Sent>;
  /** Where Telegram refuses the file, that is said. */
  sendFile(where: Destination, file: TextFile, manner: Manner): Promise<Sent>;
  editText(where: Destination, id: number, words: Words): Promise<void>;
  editCaption(where: Destination, id: number, words: Words): Promise<void>;
  editMedia(where: Destination, id: number, png: Uint8Array, words: Words): Promise<void>;
  /** Or at least its buttons, where a message is too old for that. Never throws. */
  takeAway(where: Destination, id: number): Promise<void>;
}

const message = z.object({ message_id: z.int() });
const anything = z.unknown();
const HTML = { parse_mode: "HTML" };
const NO_PREVIEW = { link_preview_options: { is_disabled: true } };
const PICTURE = "chart.png";
/** For a chart that stood alone and was refused. */
const NO_PICTURE = "The chart cannot be shown here.";
const NO_FILE = "This chat takes no files: ask for it in another one, or in the web page.";

export function createMessages(client: TelegramClient, times: Times, log: Log): Messages {
  const { sent, edited, deleted } = createCalls(client);
  const upload = { deadlineMs: times.uploadMs };

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

  const asHtmlElsePlain = <T>(
    { html, plain }: Words,
    write: (text: string, looks: Payload) => Promise<T>,
  ): Promise<T> =>
    orElse(
      () => write(html, HTML),
      () => write(plain, {}),
    );

  const sentText = async (where: Destination, text: string, payload: Payload): Promise<Sent> => ({
    kind: "text",
    id: await sent(where, "sendMessage", { text, ...NO_PREVIEW, ...payload }),
  });

  const sentPhoto = async (where: Destination, png: Uint8Array, caption: string, payload: Payload): Promise<Sent> => ({
    kind: "photo",
    id: await sent(where, "sendPhoto", { photo: fileOf(png), caption, ...payload }, upload),
  });

  return {
    sendText: (where, words, manner) =>
      asHtmlElsePlain(words, (text, looks) =>
        sentText(where, text, { ...looks, ...below(words.keyboard), ...mannered(manner) }),
      ),
    sendPhoto: (where, png, { html, plain, keyboard }, manner) =>
      orElse(
        () => sentPhoto(where, png, html, { ...HTML, ...below(keyboard), ...uploadMannered(manner) }),
        () => sentText(where, plain === "" ? NO_PICTURE : plain, { ...below(keyboard), ...mannered(manner) }),
      ),
    sendFile: (where, { name, text }, manner) =>
      orElse<Sent>(
        async () => {
          const document = { source: Buffer.from(text), filename: name };
          const id = await sent(where, "sendDocument", { document, ...uploadMannered(manner) }, upload);
          return { kind: "file", id };
        },
        () => sentText(where, NO_FILE, mannered(manner)),
      ),
    editText: (where, id, words) =>
      asHtmlElsePlain(words, (text, looks) =>
        edited(where, id, "editMessageText", { text, ...looks, ...NO_PREVIEW, ...below(words.keyboard) }),
      ),
    editCaption: (where, id, words) =>
      asHtmlElsePlain(words, (caption, looks) =>
        edited(where, id, "editMessageCaption", { caption, ...looks, ...below(words.keyboard) }),
      ),
    editMedia(where, id, png, { html, keyboard }) {
      const media = { type: "photo", media: fileOf(png), caption: html, ...HTML };
      return edited(where, id, "editMessageMedia", { media, ...below(keyboard) }, upload);
    },
    async takeAway(where, id) {
      if (await deleted(where, id)) return;
      try {
        await edited(where, id, "editMessageReplyMarkup", {});
      } catch (error) {
        if (error instanceof MessageGone) return;
        if (!(error instanceof Unshowable)) throw error;
        log.warn({ error }, "an outdated message keeps its buttons");
      }
    },
  };
}

/** The kinds of call, with what goes wrong in the port's words. */
function createCalls(client: TelegramClient) {
  return {
    /** Gives the number of the new message. */
    async sent(where: Destination, method: Method, payload: Payload, how = {}): Promise<number> {
      try {
        const { message_id } = await client.call(method, { ...where.target, ...payload }, message, how);
        return message_id;
      } catch (error) {
        throw inPortsWords(error, where.chatRef, "sending");
      }
    },
    /** False where Telegram refuses it: too old, or there is none. */
    async deleted({ chatRef, target: { chat_id } }: Destination, id: number): Promise<boolean> {
      try {
        await client.call("deleteMessage", { chat_id, message_id: id }, anything);
        return true;
      } catch (error) {
        const words = inPortsWords(error, chatRef, "editing");
        if (words instanceof MessageGone || words instanceof Unshowable) return false;
        throw words;
      }
    },
    async edited(where: Destination, id: number, method: Method, payload: Payload, how = {}): Promise<void> {
      const { chat_id } = where.target;
      try {
        await client.call(method, { chat_id, message_id: id, ...payload }, anything, how);
      } catch (error) {
        if (!isUnmodified(error)) throw inPortsWords(error, where.chatRef, "editing");
      }
    },
  };
}

function fileOf(png: Uint8Array): object {
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

/** Telegraf leaves `reply_parameters` out of an upload where it is not a text. */
function uploadMannered(manner: Manner): Payload {
  const { reply_parameters: answered, ...rest } = mannered(manner);
  return answered === undefined ? rest : { ...rest, reply_parameters: JSON.stringify(answered) };
}
