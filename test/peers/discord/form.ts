/** Collects what is wrong with a body, each fault where it is: 50035 and its tree of errors. */
import { ApiError } from "./errors.ts";
import { isFields, lengthOf } from "./kit.ts";
import type { Fields } from "./kit.ts";

export type Path = readonly (string | number)[];

export interface Form {
  bad(path: Path, code: string, message: string): void;
  /** Throws 50035 where anything was bad. */
  finish(): void;
}

type Tree = { [key: string]: Tree | Fields[] };

export function newForm(): Form {
  const tree: Tree = {};
  return {
    bad(path, code, message) {
      let node = tree;
      for (const step of path) {
        node[step] ??= {};
        node = node[step] as Tree;
      }
      ((node["_errors"] ??= []) as Fields[]).push({ code, message });
    },
    finish() {
      if (Object.keys(tree).length > 0) throw new ApiError(400, 50035, "Invalid Form Body", tree);
    },
  };
}

/** A text within its bounds; absent texts are "" and fine, unless at least one letter is asked for. */
export function readText(form: Form, value: unknown, path: Path, least: number, most: number): string {
  if (value === undefined || value === null || (value === "" && least > 0)) {
    if (least > 0) form.bad(path, "BASE_TYPE_REQUIRED", "This field is required");
    return "";
  }
  if (typeof value !== "string" && typeof value !== "number") {
    form.bad(path, "STRING_TYPE_CONVERT", `Could not interpret "${JSON.stringify(value)}" as string.`);
    return "";
  }
  const text = String(value);
  const length = lengthOf(text);
  if (length > most && least === 0) form.bad(path, "BASE_TYPE_MAX_LENGTH", `Must be ${most} or fewer in length.`);
  if ((length > most || length < least) && least > 0)
    form.bad(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${least} and ${most} in length.`);
  return text;
}

/** A list of objects of at most `most`. */
export function readList(form: Form, value: unknown, path: Path, most: number): readonly Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    form.bad(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    return [];
  }
  if (value.length > most) form.bad(path, "BASE_TYPE_MAX_LENGTH", `Must be ${most} or fewer in length.`);
  return value.map((item: unknown, at) => {
    if (isFields(item)) return item;
    form.bad([...path, at], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    return {};
  });
}

export function readChoice<T>(form: Form, value: unknown, path: Path, choices: readonly T[]): T | null {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  if (value === undefined) form.bad(path, "BASE_TYPE_REQUIRED", "This field is required");
  else form.bad(path, "BASE_TYPE_CHOICES", `Value must be one of {${choices.join(", ")}}.`);
  return null;
}
