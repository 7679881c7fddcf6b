/** Rows of buttons and select menus, and modals: https://docs.discord.com/developers/components/reference. No Components V2. */
import { readChoice, readList, readText } from "./form.ts";
import type { Form, Path } from "./form.ts";
import { fieldsOf, listOf, textOf } from "./kit.ts";
import type { Fields } from "./kit.ts";

const MOST_ROWS = 5;
const MOST_IN_ROW = 5;
const MOST_OPTIONS = 25;
const ROW = 1;
const BUTTON = 2;
const SELECT = 3;
const TEXT_INPUT = 4;
const OTHER_SELECTS = [5, 6, 7, 8];
const LABEL = 18;
const LINK = 5;

export function readRows(form: Form, value: unknown, path: Path): readonly Fields[] {
  const rows = readList(form, value, path, MOST_ROWS);
  const ids = new Set<string>();
  for (const [at, row] of rows.entries()) readRow(form, row, [...path, at], ids);
  return rows;
}

function readRow(form: Form, row: Fields, path: Path, ids: Set<string>): void {
  if (readChoice(form, row["type"], [...path, "type"], [ROW]) === null) return;
  const inside = [...path, "components"];
  const parts = readList(form, row["components"], inside, MOST_IN_ROW);
  if (parts.length === 0) form.bad(inside, "BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${MOST_IN_ROW} in length.`);
  if (parts.length > 1 && parts.some(({ type }) => type !== BUTTON))
    form.bad(inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
  for (const [at, part] of parts.entries()) readPart(form, part, [...inside, at], ids);
}

function readPart(form: Form, part: Fields, path: Path, ids: Set<string>): void {
  const type = readChoice(form, part["type"], [...path, "type"], [BUTTON, SELECT, ...OTHER_SELECTS]);
  if (type === null) return;
  if (type === BUTTON) readButton(form, part, path);
  else readSelect(form, part, path, type);
  if (type !== BUTTON || part["style"] !== LINK) readCustomId(form, part["custom_id"], [...path, "custom_id"], ids);
}

function readButton(form: Form, button: Fields, path: Path): void {
  const style = readChoice(form, button["style"], [...path, "style"], [1, 2, 3, 4, LINK]);
  readText(form, button["label"], [...path, "label"], button["emoji"] == null ? 1 : 0, 80);
  const isLink = style === LINK;
  if (isLink && textOf(button["url"]) === "")
    form.bad([...path, "url"], "BASE_TYPE_REQUIRED", "This field is required");
  if (isLink && button["custom_id"] != null)
    form.bad(
      [...path, "custom_id"],
      "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
      "A custom id and url cannot both be specified",
    );
  if (!isLink && button["url"] != null)
    form.bad(
      [...path, "url"],
      "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
      "A custom id and url cannot both be specified",
    );
}

function readSelect(form: Form, select: Fields, path: Path, type: number): void {
  readText(form, select["placeholder"], [...path, "placeholder"], 0, 150);
  const options = readList(form, select["options"], [...path, "options"], MOST_OPTIONS);
  if (type !== SELECT) return;
  if (options.length === 0)
    form.bad([...path, "options"], "BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${MOST_OPTIONS} in length.`);
  const values = new Set<string>();
  for (const [at, option] of options.entries()) {
    const place = [...path, "options", at];
    readText(form, option["label"], [...place, "label"], 1, 100);
    readText(form, option["description"], [...place, "description"], 0, 100);
    const value = readText(form, option["value"], [...place, "value"], 1, 100);
    if (values.has(value))
      form.bad(
        [...place, "value"],
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        "The specified option value is already used",
      );
    values.add(value);
  }
  readCount(form, select["min_values"], [...path, "min_values"], 0, options.length);
  readCount(form, select["max_values"], [...path, "max_values"], 1, options.length);
}

function readCount(form: Form, value: unknown, path: Path, least: number, most: number): void {
  if (value === undefined || value === null) return;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
  form.bad(path, "NUMBER_TYPE_MAX", `int value should be between ${least} and ${most}.`);
}

function readCustomId(form: Form, value: unknown, path: Path, ids: Set<string>): void {
  const id = readText(form, value, path, 1, 100);
  if (ids.has(id)) form.bad(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
  ids.add(id);
}

/** Everything that can be pressed or chosen. */
export function partsOf(rows: readonly Fields[]): readonly Fields[] {
  return rows.flatMap((row) => listOf(row["components"]).map(fieldsOf));
}

/** A modal, whose texts stand in a row each, or in a label each. */
export function readModal(form: Form, data: Fields, path: Path): void {
  readText(form, data["title"], [...path, "title"], 1, 45);
  readText(form, data["custom_id"], [...path, "custom_id"], 1, 100);
  const inside = [...path, "components"];
  const rows = readList(form, data["components"], inside, MOST_ROWS);
  if (rows.length === 0) form.bad(inside, "BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${MOST_ROWS} in length.`);
  const ids = new Set<string>();
  for (const [at, row] of rows.entries()) readModalRow(form, row, [...inside, at], ids);
}

function readModalRow(form: Form, row: Fields, path: Path, ids: Set<string>): void {
  const type = readChoice(form, row["type"], [...path, "type"], [ROW, LABEL]);
  if (type === null) return;
  const inside = type === ROW ? [...path, "components", 0] : [...path, "component"];
  const input = inputOf(row);
  if (type === LABEL) readText(form, row["label"], [...path, "label"], 1, 45);
  else readText(form, input["label"], [...inside, "label"], 1, 45);
  readInput(form, input, inside, ids);
}

function readInput(form: Form, input: Fields, path: Path, ids: Set<string>): void {
  if (readChoice(form, input["type"], [...path, "type"], [TEXT_INPUT]) === null) return;
  readChoice(form, input["style"], [...path, "style"], [1, 2]);
  readText(form, input["placeholder"], [...path, "placeholder"], 0, 100);
  readText(form, input["value"], [...path, "value"], 0, 4000);
  readCount(form, input["min_length"], [...path, "min_length"], 0, 4000);
  readCount(form, input["max_length"], [...path, "max_length"], 1, 4000);
  readCustomId(form, input["custom_id"], [...path, "custom_id"], ids);
}

/** The text input of a modal's row or label. */
export function inputOf(row: Fields): Fields {
  return row["type"] === ROW ? fieldsOf(listOf(row["components"])[0]) : fieldsOf(row["component"]);
}
