/** A person fills in a command, as a client of Discord lets them: only what the bot declared, each value of its type. */
import type { Command } from "./commands.ts";
import { fieldsOf, found, lengthOf, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields } from "./kit.ts";

export type Values = Readonly<Record<string, string | number | boolean>>;

interface Filling {
  readonly values: Values;
  /** The option that is being typed; null: the command is sent. */
  readonly focused: string | null;
}

const SUBCOMMAND = 1;
const SUBCOMMAND_GROUP = 2;
const JS_TYPES: Readonly<Record<number, string>> = { 4: "number", 5: "boolean", 10: "number" };

/** `strategy show` is the subcommand of `strategy`. Throws where a client would refuse. */
export function fillIn(command: Command, path: readonly string[], filling: Filling): readonly Fields[] {
  return inside(listOf(command["options"]).map(fieldsOf), path, filling, textOf(command["name"]));
}

function inside(
  declared: readonly Fields[],
  path: readonly string[],
  filling: Filling,
  name: string,
): readonly Fields[] {
  const [next, ...rest] = path;
  if (next !== undefined) {
    const branch = found(
      declared.find((option) => option["name"] === next && isBranch(option)),
      `subcommand ${next} of ${name}`,
    );
    const options = inside(listOf(branch["options"]).map(fieldsOf), rest, filling, `${name} ${next}`);
    return [{ type: branch["type"], name: next, options }];
  }
  if (declared.some(isBranch)) throw new Error(`/${name} needs a subcommand`);
  checkRequired(declared, filling, name);
  return Object.entries(filling.values).map(([key, value]) => {
    const option = declared.find((one) => one["name"] === key);
    return filled(found(option, `option ${key} of /${name}`), value, filling);
  });
}

function isBranch(option: Fields): boolean {
  return option["type"] === SUBCOMMAND || option["type"] === SUBCOMMAND_GROUP;
}

function checkRequired(declared: readonly Fields[], { values, focused }: Filling, name: string): void {
  if (focused !== null && !(focused in values)) throw new Error(`${focused} is being typed, but has no text yet`);
  const missing = declared.find(
    (option) => option["required"] === true && values[textOf(option["name"])] === undefined,
  );
  if (focused === null && missing !== undefined) throw new Error(`/${name} needs ${textOf(missing["name"])}`);
}

function filled(option: Fields, value: string | number | boolean, { focused }: Filling): Fields {
  const [name, type] = [textOf(option["name"]), numberOf(option["type"])];
  if (name === focused) {
    if (option["autocomplete"] !== true) throw new Error(`option ${name} completes nothing`);
    return { name, type, value: String(value), focused: true };
  }
  const wanted = JS_TYPES[type] ?? "string";
  if (typeof value !== wanted) throw new Error(`option ${name} takes a ${wanted}`);
  checkBounds(option, name, value);
  return { name, type, value };
}

function checkBounds(option: Fields, name: string, value: string | number | boolean): void {
  const choices = listOf(option["choices"]).map(fieldsOf);
  if (choices.length > 0 && !choices.some((choice) => choice["value"] === value))
    throw new Error(`option ${name} offers no ${String(value)}`);
  const size = typeof value === "string" ? lengthOf(value) : Number(value);
  const [least, most] = typeof value === "string" ? ["min_length", "max_length"] : ["min_value", "max_value"];
  const isTooSmall = typeof option[least ?? ""] === "number" && size < numberOf(option[least ?? ""]);
  const isTooBig = typeof option[most ?? ""] === "number" && size > numberOf(option[most ?? ""]);
  if (isTooSmall || isTooBig) throw new Error(`option ${name} is out of its bounds`);
}
