/** Telegram's HTML parse mode: what it takes, what it refuses and where; offsets of entities are UTF-16 units of the text. */
import { badRequest, type ApiError } from "./errors.ts";

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface Formatted {
  readonly text: string;
  readonly entities: readonly Entity[];
}

interface Open {
  readonly name: string;
  readonly argument: string;
  readonly offset: number;
}

interface Scan {
  readonly html: string;
  at: number;
  text: string;
  readonly open: Open[];
  readonly entities: Entity[];
}

const TYPES: Readonly<Record<string, string>> = {
  a: "text_link",
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};
const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const SPACE = /\s/;

/** Throws the platform's refusal. */
export function parseHtml(html: string): Formatted {
  const scan: Scan = { html, at: 0, text: "", open: [], entities: [] };
  while (scan.at < html.length) step(scan);
  const unclosed = scan.open.at(-1);
  if (unclosed !== undefined) throw wrong(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  if (!scan.text.isWellFormed()) {
    throw wrong(
      "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    );
  }
  return { text: scan.text, entities: scan.entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

function step(scan: Scan): void {
  const { html, at } = scan;
  if (html[at] === "<") return html[at + 1] === "/" ? endTag(scan) : startTag(scan);
  if (html[at] === "&") {
    const [character, next] = decoded(html, at);
    scan.text += character;
    scan.at = next;
    return;
  }
  const special = html.slice(at).search(/[<&]/);
  scan.at = special === -1 ? html.length : at + special;
  scan.text += html.slice(at, scan.at);
}

/** An entity that is none stays as it is written: a bare `&` is no error. */
function decoded(html: string, at: number): readonly [character: string, next: number] {
  const found = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/iy;
  found.lastIndex = at;
  const [whole, hex, decimal, name] = found.exec(html) ?? [];
  if (whole === undefined) return ["&", at + 1];
  if (name !== undefined) {
    const character = ENTITIES[name];
    return character === undefined ? ["&", at + 1] : [character, at + whole.length];
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter = code > 0 && code < 0x10ffff;
  return isCharacter ? [String.fromCodePoint(code), at + whole.length] : ["&", at + 1];
}

function startTag(scan: Scan): void {
  const begin = scan.at;
  const name = word(scan, begin + 1, />/).toLowerCase();
  if (scan.at >= scan.html.length) throw wrong("Unclosed start tag", scan, begin);
  if (TYPES[name] === undefined) throw wrong(`Unsupported start tag "${name}"`, scan, begin);
  const argument = argumentOf(scan, name, begin);
  if (name === "span" && argument !== "tg-spoiler") {
    throw wrong('Tag "span" must have class "tg-spoiler"', scan, begin);
  }
  scan.at += 1;
  scan.open.push({ name, argument, offset: scan.text.length });
}

/** Reads up to the `>` and gives the one attribute that matters to the tag. */
function argumentOf(scan: Scan, tag: string, begin: number): string {
  let argument = "";
  for (;;) {
    skipSpace(scan);
    if (scan.at >= scan.html.length) throw wrong("Unclosed start tag", scan, begin);
    if (scan.html[scan.at] === ">") return argument;
    const [name, value] = attribute(scan, tag, begin);
    if (tag === "a" && name === "href") argument = value;
    if (tag === "span" && name === "class") argument = value;
    if (tag === "blockquote" && name === "expandable") argument = "expandable";
    if (tag === "code" && name === "class" && value.startsWith("language-")) argument = value.slice("language-".length);
  }
}

function attribute(scan: Scan, tag: string, begin: number): readonly [name: string, value: string] {
  const name = word(scan, scan.at, /[=>]/);
  if (name === "") throw wrong(`Empty attribute name in the tag "${tag}"`, scan, begin);
  skipSpace(scan);
  if (scan.html[scan.at] !== "=") {
    if (tag === "blockquote" && name === "expandable") return [name, ""];
    throw wrong(`Expected equal sign in declaration of an attribute of the tag "${tag}"`, scan, begin);
  }
  scan.at += 1;
  skipSpace(scan);
  return [name, valueOf(scan, begin)];
}

function valueOf(scan: Scan, begin: number): string {
  const quote = scan.html[scan.at];
  if (quote === '"' || quote === "'") {
    const end = scan.html.indexOf(quote, scan.at + 1);
    if (end === -1) throw wrong("Unclosed start tag", scan, begin);
    const raw = scan.html.slice(scan.at + 1, end);
    scan.at = end + 1;
    return raw.replaceAll(/&(?:#x?[0-9a-f]+|[a-z]+);?/gi, (entity) => decoded(entity, 0)[0] + rest(entity));
  }
  const start = scan.at;
  const value = /^[a-z0-9.-]*/i.exec(scan.html.slice(start))?.[0] ?? "";
  scan.at += value.length;
  const next = scan.html[scan.at];
  if (next !== undefined && next !== ">" && !SPACE.test(next)) throw wrong("Unexpected end of name token", scan, start);
  return value.toLowerCase();
}

/** What stays of an entity in a value that could not be decoded. */
function rest(entity: string): string {
  return entity.slice(decoded(entity, 0)[1]);
}

function endTag(scan: Scan): void {
  const begin = scan.at;
  const open = scan.open.pop();
  if (open === undefined) throw wrong("Unexpected end tag", scan, begin);
  const name = word(scan, begin + 2, />/).toLowerCase();
  skipSpace(scan);
  if (scan.html[scan.at] !== ">") throw wrong("Unclosed end tag", scan, begin);
  if (name !== "" && name !== open.name) {
    const where = `Unmatched end tag at byte offset ${bytes(scan, begin)}`;
    throw wrong(`${where}, expected "</${open.name}>", found "</${name}>"`);
  }
  scan.at += 1;
  close(scan, open);
}

function close({ text, entities }: Scan, { name, argument, offset }: Open): void {
  const length = text.length - offset;
  if (length === 0) return;
  const type = TYPES[name] ?? name;
  if (name === "a") {
    const url = linkOf(argument === "" ? text.slice(offset) : argument);
    if (url !== null) entities.push({ type, offset, length, url });
    return;
  }
  const inner = entities.at(-1);
  if (name === "pre" && inner?.type === "code" && inner.offset === offset && inner.length === length) {
    entities.splice(-1, 1, { ...inner, type: "pre" });
    return;
  }
  if (name === "blockquote" && argument !== "") entities.push({ type: "expandable_blockquote", offset, length });
  else if (name === "code" && argument !== "") entities.push({ type, offset, length, language: argument });
  else entities.push({ type, offset, length });
}

/** A link to nowhere is text without a link. */
function linkOf(written: string): string | null {
  const url = URL.parse(/^[a-z]+:/i.test(written) ? written : `http://${written}`);
  if (url === null) return null;
  if (url.protocol === "tg:") return written;
  return /^https?:$/.test(url.protocol) && url.hostname.includes(".") ? url.href : null;
}

function word(scan: Scan, from: number, end: RegExp): string {
  let at = from;
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && !SPACE.test(character) && !end.test(character);
  while (isPart(scan.html[at])) at += 1;
  scan.at = at;
  return scan.html.slice(from, at);
}

function skipSpace(scan: Scan): void {
  while (SPACE.test(scan.html[scan.at] ?? "")) scan.at += 1;
}

function bytes({ html }: Scan, at: number): number {
  return Buffer.byteLength(html.slice(0, at));
}

function wrong(what: string, scan?: Scan, at = 0): ApiError {
  const where = scan === undefined ? "" : ` at byte offset ${bytes(scan, at)}`;
  return badRequest(`can't parse entities: ${what}${where}`);
}
