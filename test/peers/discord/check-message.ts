/** The body of a message that is sent or edited, checked, with its files: what of it will be shown, and who is pinged. */
import { createHash } from "node:crypto";

import { readRows } from "./check-components.ts";
import { readEmbeds, shownFiles } from "./check-embeds.ts";
import { refuse } from "./errors.ts";
import { newForm, readList, readText } from "./form.ts";
import type { Form, Path } from "./form.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";

export interface Upload {
  /** n of the part `files[n]`. */
  readonly index: string;
  readonly filename: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Attachment {
  readonly id: Id;
  readonly filename: string;
  readonly type: string;
  readonly length: number;
  readonly sha256: string;
}

/** Whom the text mentions, as far as `allowed_mentions` lets it. */
export interface Pings {
  readonly users: readonly Id[];
  readonly roles: readonly Id[];
  readonly everyone: boolean;
}

export interface Content {
  readonly content: string;
  readonly embeds: readonly Fields[];
  readonly components: readonly Fields[];
  readonly attachments: readonly Attachment[];
  readonly pings: Pings;
}

const MOST_LETTERS = 2000;
const MOST_FILES = 10;
const LARGEST_FILE = 10 * 1024 * 1024;

/** What is not named stays as `before` has it; null: a new message. Throws 50035, 50006 or 40005. */
export function readMessage(
  body: Fields,
  uploads: readonly Upload[],
  before: Content | null,
  newId: () => Id,
  path: Path = [],
): Content {
  const form = newForm();
  const kept = before ?? NOTHING;
  const named = (name: string): boolean => body[name] !== undefined;
  const embeds = named("embeds") ? readEmbeds(form, body["embeds"], [...path, "embeds"]) : kept.embeds;
  const attachments = readAttachments(form, body, uploads, kept.attachments, newId, path);
  checkShownFiles(form, embeds, attachments, path);
  const content = named("content")
    ? readText(form, body["content"], [...path, "content"], 0, MOST_LETTERS)
    : kept.content;
  const components = named("components")
    ? readRows(form, body["components"], [...path, "components"])
    : kept.components;
  const pings = readPings(form, body["allowed_mentions"], content, [...path, "allowed_mentions"]);
  form.finish();
  if (content.trim() === "" && embeds.length === 0 && attachments.length === 0) refuse("emptyMessage");
  return { content, embeds, components, attachments, pings };
}

/** As a message that is only announced. */
export const NOTHING: Content = {
  content: "",
  embeds: [],
  components: [],
  attachments: [],
  pings: { users: [], roles: [], everyone: false },
};

/** Since v10 `attachments` names all that shall be there afterwards, the kept and the new. */
function readAttachments(
  form: Form,
  body: Fields,
  uploads: readonly Upload[],
  before: readonly Attachment[],
  newId: () => Id,
  path: Path,
): readonly Attachment[] {
  if (uploads.some(({ bytes }) => bytes.length > LARGEST_FILE)) refuse("tooLarge");
  const place = [...path, "attachments"];
  const entries = readList(form, body["attachments"], place, MOST_FILES);
  const kept = new Set<Id>();
  for (const [at, entry] of entries.entries()) {
    const id = String(entry["id"]);
    if (before.some((one) => one.id === id)) kept.add(id);
    else if (!uploads.some(({ index }) => index === id))
      form.bad([...place, at], "ATTACHMENT_NOT_FOUND", "Attachment data not found");
  }
  const stays = body["attachments"] === undefined ? before : before.filter(({ id }) => kept.has(id));
  const all = [...stays, ...uploads.map((upload) => stored(upload, entries, newId))];
  if (all.length > MOST_FILES) form.bad(place, "BASE_TYPE_MAX_LENGTH", `Must be ${MOST_FILES} or fewer in length.`);
  return all;
}

function stored(upload: Upload, entries: readonly Fields[], newId: () => Id): Attachment {
  const entry = entries.find(({ id }) => String(id) === upload.index);
  return {
    id: newId(),
    filename: textOf(entry?.["filename"]) || upload.filename,
    type: upload.type,
    length: upload.bytes.length,
    sha256: createHash("sha256").update(upload.bytes).digest("hex"),
  };
}

function checkShownFiles(form: Form, embeds: readonly Fields[], files: readonly Attachment[], path: Path): void {
  for (const shown of shownFiles(embeds)) {
    if (files.some(({ filename }) => filename === shown.filename)) continue;
    const message = `The referenced attachment ("attachment://${shown.filename}") was not found`;
    form.bad([...path, ...shown.path], "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message);
  }
}

/** Only the text pings, and only whom `allowed_mentions` lets it; absent, it lets everybody. */
function readPings(form: Form, value: unknown, content: string, path: Path): Pings {
  const allowed = fieldsOf(value);
  const parse = value === undefined || value === null ? ["users", "roles", "everyone"] : listOf(allowed["parse"]);
  const users = matches(content, /<@!?(\d{17,20})>/g);
  const roles = matches(content, /<@&(\d{17,20})>/g);
  for (const kind of ["users", "roles"]) {
    if (parse.includes(kind) && listOf(allowed[kind]).length > 0)
      form.bad(
        [...path, "parse"],
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
  }
  return {
    users: users.filter((id) => parse.includes("users") || listOf(allowed["users"]).includes(id)),
    roles: roles.filter((id) => parse.includes("roles") || listOf(allowed["roles"]).includes(id)),
    everyone: parse.includes("everyone") && /@(everyone|here)\b/.test(content),
  };
}

function matches(text: string, shape: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(shape)].map((match) => match[1] ?? ""))];
}

export const EPHEMERAL = 64;
export const LOADING = 128;
const SUPPRESS_EMBEDS = 4;
const SUPPRESS_NOTIFICATIONS = 4096;
const COMPONENTS_V2 = 32768;

/** The flags that a sender may set; the peer speaks no Components V2. */
export function readFlags(body: Fields, mayHide: boolean): number {
  const flags = numberOf(body["flags"]);
  if ((flags & COMPONENTS_V2) !== 0) {
    const form = newForm();
    form.bad(["flags"], "PEER_HAS_NO_COMPONENTS_V2", "The peer speaks no Components V2");
    form.finish();
  }
  return flags & (SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | (mayHide ? EPHEMERAL : 0));
}
