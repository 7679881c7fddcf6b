/** Application commands as the platform takes them: https://docs.discord.com/developers/interactions/application-commands */
import { newForm, readChoice, readList, readText } from "./form.ts";
import type { Form, Path } from "./form.ts";
import { isFields, lengthOf, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields } from "./kit.ts";

const CHAT_INPUT = 1;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MOST_OPTIONS = 25;
const MOST_LETTERS = 8000;
const SUBCOMMANDS = [1, 2];
const WITH_CHOICES = [3, 4, 10];

/** Throws 50035. Gives the command as Discord keeps it, without ids. */
export function readCommand(body: Fields): Fields {
  const form = newForm();
  checkCommand(form, body, []);
  form.finish();
  return kept(body);
}

export function readCommands(bodies: readonly unknown[]): readonly Fields[] {
  const form = newForm();
  const commands = bodies.filter(isFields);
  const names = new Set<string>();
  for (const [at, command] of commands.entries()) {
    checkCommand(form, command, [at]);
    const key = `${numberOf(command["type"] ?? CHAT_INPUT)} ${textOf(command["name"])}`;
    if (names.has(key))
      form.bad([at, "name"], "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
    names.add(key);
  }
  form.finish();
  return commands.map(kept);
}

function checkCommand(form: Form, command: Fields, path: Path): void {
  const type = readChoice(form, command["type"] ?? CHAT_INPUT, [...path, "type"], [CHAT_INPUT, 2, 3]);
  if (type !== CHAT_INPUT) return void readText(form, command["name"], [...path, "name"], 1, 32);
  checkName(form, command["name"], [...path, "name"], "APPLICATION_COMMAND_INVALID_NAME");
  readText(form, command["description"], [...path, "description"], 1, 100);
  checkOptions(form, command["options"], [...path, "options"]);
  if (lettersOf(command) > MOST_LETTERS)
    form.bad(path, "APPLICATION_COMMAND_TOO_LARGE", `Command exceeds maximum size (${MOST_LETTERS})`);
}

function checkName(form: Form, value: unknown, path: Path, code: string): void {
  const name = readText(form, value, path, 1, 32);
  if (name !== "" && (!NAME.test(name) || name !== name.toLowerCase()))
    form.bad(path, code, "String value did not match validation regex.");
}

function checkOptions(form: Form, value: unknown, path: Path): void {
  const options = readList(form, value, path, MOST_OPTIONS);
  const names = new Set<unknown>();
  let isOptionalSeen = false;
  for (const [at, option] of options.entries()) {
    checkOption(form, option, [...path, at]);
    if (names.has(option["name"]))
      form.bad([...path, at], "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
    names.add(option["name"]);
    if (option["required"] === true && isOptionalSeen)
      form.bad(
        [...path, at],
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        "Required options must be placed before non-required options",
      );
    isOptionalSeen ||= option["required"] !== true;
  }
}

function checkOption(form: Form, option: Fields, path: Path): void {
  const type = readChoice(form, option["type"], [...path, "type"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  checkName(form, option["name"], [...path, "name"], "APPLICATION_COMMAND_OPTIONS_NAME_INVALID");
  readText(form, option["description"], [...path, "description"], 1, 100);
  if (type !== null && SUBCOMMANDS.includes(type)) return checkOptions(form, option["options"], [...path, "options"]);
  const choices = readList(form, option["choices"], [...path, "choices"], MOST_OPTIONS);
  for (const [at, choice] of choices.entries()) checkChoice(form, choice, type, [...path, "choices", at]);
  const completes = option["autocomplete"] === true;
  if (completes && choices.length > 0)
    form.bad(
      path,
      "APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE",
      "Choices and autocomplete are mutually exclusive",
    );
  if ((completes || choices.length > 0) && type !== null && !WITH_CHOICES.includes(type))
    form.bad([...path, "type"], "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type of option has no choices");
}

/** A choice of a command, and of an autocompletion. */
export function checkChoice(form: Form, choice: Fields, type: number | null, path: Path): void {
  readText(form, choice["name"], [...path, "name"], 1, 100);
  const value = choice["value"];
  if (type === 3) {
    if (typeof value === "string") readText(form, value, [...path, "value"], 1, 100);
    else form.bad([...path, "value"], "STRING_TYPE_CONVERT", `Could not interpret "${String(value)}" as string.`);
  } else if (typeof value !== "number" || (type === 4 && !Number.isInteger(value))) {
    form.bad([...path, "value"], "NUMBER_TYPE_COERCE", `Value "${String(value)}" is not a number.`);
  }
}

/** Names, descriptions and values of a command, its options and their choices count. */
function lettersOf(node: Fields): number {
  const own = [node["name"], node["description"], node["value"]]
    .map(textOf)
    .reduce((sum, text) => sum + lengthOf(text), 0);
  const children = [...listOf(node["options"]), ...listOf(node["choices"])].filter(isFields);
  return own + children.reduce((sum, child) => sum + lettersOf(child), 0);
}

function kept(body: Fields): Fields {
  return {
    type: CHAT_INPUT,
    description: "",
    nsfw: false,
    default_member_permissions: null,
    integration_types: [0],
    contexts: null,
    options: [],
    ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
  };
}
