/** Embeds as the platform takes them: https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
import { readList, readText } from "./form.ts";
import type { Form, Path } from "./form.ts";
import { fieldsOf, lengthOf, textOf } from "./kit.ts";
import type { Fields } from "./kit.ts";

const MOST_EMBEDS = 10;
const MOST_FIELDS = 25;
/** Of all embeds of a message together. */
const MOST_LETTERS = 6000;
const WHITEST = 0xff_ff_ff;

export function readEmbeds(form: Form, value: unknown, path: Path): readonly Fields[] {
  const embeds = readList(form, value, path, MOST_EMBEDS);
  const letters = embeds.reduce((sum, embed, at) => sum + readEmbed(form, embed, [...path, at]), 0);
  if (letters > MOST_LETTERS)
    form.bad(path, "MAX_EMBED_SIZE_EXCEEDED", `Embed size exceeds maximum size of ${MOST_LETTERS}`);
  return embeds.map((embed) => ({ ...embed, type: "rich" }));
}

/** How many letters count towards the limit of the message. */
function readEmbed(form: Form, embed: Fields, path: Path): number {
  const [author, footer] = [fieldsOf(embed["author"]), fieldsOf(embed["footer"])];
  const texts = [
    readText(form, embed["title"], [...path, "title"], 0, 256),
    readText(form, embed["description"], [...path, "description"], 0, 4096),
    readText(form, author["name"], [...path, "author", "name"], embed["author"] == null ? 0 : 1, 256),
    readText(form, footer["text"], [...path, "footer", "text"], embed["footer"] == null ? 0 : 1, 2048),
    ...readList(form, embed["fields"], [...path, "fields"], MOST_FIELDS).flatMap((field, at) => [
      readText(form, field["name"], [...path, "fields", at, "name"], 1, 256),
      readText(form, field["value"], [...path, "fields", at, "value"], 1, 1024),
    ]),
  ];
  readColour(form, embed["color"], [...path, "color"]);
  readUrls(form, embed, path);
  return texts.reduce((sum, text) => sum + lengthOf(text), 0);
}

function readColour(form: Form, value: unknown, path: Path): void {
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value))
    return form.bad(path, "NUMBER_TYPE_COERCE", `Value "${JSON.stringify(value)}" is not int.`);
  if (Number(value) < 0) form.bad(path, "NUMBER_TYPE_MIN", "int value should be greater than or equal to 0.");
  if (Number(value) > WHITEST)
    form.bad(path, "NUMBER_TYPE_MAX", `int value should be less than or equal to ${WHITEST}.`);
}

function readUrls(form: Form, embed: Fields, path: Path): void {
  readUrl(form, embed["url"], [...path, "url"], ["http", "https"]);
  for (const part of ["image", "thumbnail"])
    readUrl(form, fieldsOf(embed[part])["url"], [...path, part, "url"], ["http", "https", "attachment"]);
}

function readUrl(form: Form, value: unknown, path: Path, schemes: readonly string[]): void {
  if (value === undefined || value === null) return;
  const url = textOf(value);
  if (!URL.canParse(url)) return form.bad(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
  const scheme = new URL(url).protocol.slice(0, -1);
  if (schemes.includes(scheme)) return;
  form.bad(
    path,
    "URL_TYPE_INVALID_SCHEME",
    `Scheme "${scheme}" is not supported. Scheme must be one of (${schemes.map((one) => `'${one}'`).join(", ")}).`,
  );
}

/** Names of files that embeds show, with the place of each. */
export function shownFiles(embeds: readonly Fields[]): readonly { readonly path: Path; readonly filename: string }[] {
  return embeds.flatMap((embed, at) =>
    ["image", "thumbnail"].flatMap((part) => {
      const url = textOf(fieldsOf(embed[part])["url"]);
      return url.startsWith("attachment://")
        ? [{ path: ["embeds", at, part, "url"], filename: url.slice("attachment://".length) }]
        : [];
    }),
  );
}
