/** What the platform checks in the arguments of a message: its text, its buttons, its picture, what it answers. */
import { type Upload, field, isFields, json, text, type Call, type Fields } from "./call.ts";
import { badRequest } from "./errors.ts";
import { parseHtml, type Entity, type Formatted } from "./html.ts";
import { photoOf, type Photo } from "./picture.ts";
import type { Body, Button, Chat, Markup, Message, World } from "./world.ts";

const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
/** Before it is read, in bytes. */
const LONGEST_RAW = 1 << 15;
const MOST_BUTTONS = 100;
const WIDEST_ROW = 8;
const LONGEST_DATA = 64;
const GENERAL = 1;

type Verb = "send" | "edit";

export function textOf(call: Call, verb: Verb): Body {
  const raw = text(call, "text");
  if (raw === "") throw badRequest("message text is empty");
  const read = formatted(raw, text(call, "parse_mode"), entitiesOf(call, "entities"));
  if (read.text === "") throw badRequest("message text is empty");
  if (read.text.length > LONGEST_TEXT) throw badRequest(verb === "send" ? "message is too long" : "MESSAGE_TOO_LONG");
  return { raw, ...read, photo: null };
}

export function captionOf(call: Call, photo: Photo, verb: Verb): Body {
  return caption(text(call, "caption"), text(call, "parse_mode"), entitiesOf(call, "caption_entities"), photo, verb);
}

export function documentOf(call: Call, document: Upload, verb: Verb): Body {
  const given = entitiesOf(call, "caption_entities");
  return { ...caption(text(call, "caption"), text(call, "parse_mode"), given, null, verb), document };
}

export function mediaOf(world: World, call: Call): Body {
  const media = json(call, "media", "input media");
  if (!isFields(media)) throw badRequest("can't parse InputMedia: expected an Object");
  const type = field(media, "type", "InputMedia");
  if (type !== "photo") throw badRequest(`can't parse InputMedia: type "${type}" is not known to this peer`);
  const photo = pictureOf(world, call, field(media, "media", "InputMedia"));
  const words = { caption: "", parse_mode: "", ...media };
  const [raw, mode] = [field(words, "caption", "InputMedia"), field(words, "parse_mode", "InputMedia")];
  return caption(raw, mode, asEntities(media["caption_entities"]), photo, "edit");
}

function caption(raw: string, mode: string, given: readonly Entity[], photo: Photo | null, verb: Verb): Body {
  const read = formatted(raw, mode, given);
  if (read.text.length > LONGEST_CAPTION) {
    throw badRequest(verb === "send" ? "message caption is too long" : "MEDIA_CAPTION_TOO_LONG");
  }
  return { raw, ...read, photo };
}

function formatted(raw: string, mode: string, given: readonly Entity[]): Formatted {
  if (Buffer.byteLength(raw) > LONGEST_RAW) throw badRequest("text is too long");
  const clean = raw.replaceAll("\r", "").replaceAll(/(?!\n)\p{Cc}/gu, " ");
  if (mode !== "" && mode.toLowerCase() !== "html") throw badRequest("unsupported parse_mode");
  return trimmed(mode === "" ? { text: clean, entities: given } : parseHtml(clean));
}

/** White space at the ends is taken away, in front only up to the first entity. */
function trimmed({ text: whole, entities }: Formatted): Formatted {
  const start = Math.min(whole.length - whole.trimStart().length, entities[0]?.offset ?? Infinity);
  const kept = whole.slice(start).trimEnd();
  const moved = entities.map((entity) => {
    const offset = entity.offset - start;
    return { ...entity, offset, length: Math.min(entity.length, kept.length - offset) };
  });
  return { text: kept, entities: moved.filter(({ length }) => length > 0) };
}

function entitiesOf(call: Call, name: string): readonly Entity[] {
  return asEntities(json(call, name, "entities"));
}

function asEntities(value: unknown): readonly Entity[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw badRequest("expected an Array of MessageEntity");
  return value as readonly Entity[];
}

/** Named by an upload of this request, or by the id of a picture that was uploaded before. */
export function pictureOf(world: World, call: Call, named: string): Photo {
  const upload = call.files.get(named.startsWith("attach://") ? named.slice("attach://".length) : named);
  if (upload === undefined) return knownPicture(world, named);
  const photo = photoOf(upload);
  world.photos.set(photo.fileId, photo);
  return photo;
}

function knownPicture(world: World, named: string): Photo {
  const known = world.photos.get(named);
  if (known !== undefined) return known;
  if (/^https?:/.test(named)) throw badRequest("failed to get HTTP URL content");
  throw badRequest("wrong file identifier/HTTP URL specified");
}

export function markupOf(call: Call): Markup | null {
  const given = json(call, "reply_markup", "reply keyboard markup");
  if (given === undefined) return null;
  if (!isFields(given)) throw badRequest("object expected as reply markup");
  const rows = given["inline_keyboard"];
  if (rows === undefined) throw badRequest("this peer knows inline keyboards alone");
  if (!isRows(rows)) throw badRequest('field "inline_keyboard" must be an Array of Arrays');
  const buttons = rows.map((row) => row.map(buttonOf)).filter((row) => row.length > 0);
  if (buttons.flat().length > MOST_BUTTONS) throw badRequest("reply markup is too long");
  return buttons.length === 0 ? null : { inline_keyboard: buttons.map((row) => row.slice(0, WIDEST_ROW)) };
}

function isRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row));
}

function buttonOf(value: unknown): Button {
  const what = "inline keyboard button";
  if (!isFields(value)) throw badRequest(`can't parse ${what}: InlineKeyboardButton must be an Object`);
  const label = field(value, "text", what);
  if (label.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  const { url, callback_data: data } = value as { readonly url?: unknown; readonly callback_data?: unknown };
  if (typeof url === "string" && url !== "") return { text: label, url };
  if (typeof data !== "string" || data === "") {
    throw badRequest(`can't parse ${what}: Text buttons are unallowed in the inline keyboard`);
  }
  if (Buffer.byteLength(data) > LONGEST_DATA) throw badRequest("BUTTON_DATA_INVALID");
  return { text: label, callback_data: data };
}

/** The topic that is named, null where none is. General is named by leaving it out. */
export function threadOf(call: Call, chat: Chat): number | null {
  const written = text(call, "message_thread_id");
  if (written === "" || written === "0") return null;
  const thread = Number(written);
  if (thread === GENERAL || !chat.topics.has(thread)) throw badRequest("message thread not found");
  return thread;
}

export function replyOf(call: Call, chat: Chat): Message | null {
  const given: Fields = replyParameters(call);
  const id = Number(given["message_id"] ?? 0);
  if (id === 0) return null;
  const message = chat.messages.get(id) ?? null;
  const mayMiss = given["allow_sending_without_reply"] === true;
  if (message === null && !mayMiss) throw badRequest("message to be replied not found");
  return message;
}

function replyParameters(call: Call): Fields {
  const given = json(call, "reply_parameters", "reply parameters");
  if (given === undefined) return { message_id: text(call, "reply_to_message_id") || 0 };
  if (!isFields(given)) throw badRequest("can't parse reply parameters: expected an Object");
  return given;
}
