/** A form made from a command's declaration, and the line that it writes. Pure. */
import { Refusal } from "../../../domain/errors.ts";
import type { Shown } from "../../../domain/reply.ts";
import { readAmount, readPrice } from "../../grammar/numbers.ts";
import type { DeclaredArg, DeclaredCommand } from "../protocol.ts";

export type Unit = "base" | "quote" | "percent";

export interface Form {
  readonly command: DeclaredCommand;
  /** By the argument's name, as typed; an amount without its unit. */
  readonly values: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, Unit>>;
  /** Words that the desk knows for an argument. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly showsMore: boolean;
  /** What is missing, in words; set when it was tried. */
  readonly missing: string | null;
  /** The message that was sent, until it is answered: the same line again is the same message. */
  readonly sent: { readonly id: string; readonly line: string } | null;
  /** It is on its way, as far as is known. */
  readonly isSending: boolean;
  readonly refusal: Shown | null;
}

export function openForm(command: DeclaredCommand, values: Readonly<Record<string, string>> = {}): Form {
  const rest = { units: {}, options: {}, showsMore: false, missing: null, sent: null, isSending: false, refusal: null };
  return { command, values, ...rest };
}

export type FieldKind = "pick" | "choice" | "amount" | "price" | "text";

/** What the desk can list is picked; `PAIR|all` is one of those. */
export function fieldKind({ placeholder, choices }: DeclaredArg): FieldKind {
  if (choices !== null) return "choice";
  if (/\b(?:PAIR|ID|NAME|COMMAND)\b/.test(placeholder)) return "pick";
  if (placeholder === "AMOUNT") return "amount";
  return placeholder === "PRICE" ? "price" : "text";
}

/** What everybody must fill in, and protection, stand first; the rest is behind "More". */
export function splitArgs(args: readonly DeclaredArg[]): {
  readonly first: readonly DeclaredArg[];
  readonly more: readonly DeclaredArg[];
} {
  const isFirst = (arg: DeclaredArg): boolean => arg.required || arg.place !== "named" || arg.name === "sl";
  return { first: args.filter(isFirst), more: args.filter((arg) => !isFirst(arg)) };
}

const LABELS: Readonly<Record<string, string>> = { sl: "Stop", tp: "Target", tif: "Time in force", id: "Number" };

export function labelOf({ name }: Pick<DeclaredArg, "name">): string {
  return LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

/** The line that the form runs; what is still missing stands as its placeholder. */
export function lineOf(form: Form): string {
  const words = form.command.args.map((arg) => wordOf(form, arg) ?? (arg.required ? arg.placeholder : null));
  return [`/${form.command.name}`, ...words.filter((word) => word !== null)].join(" ");
}

export function missingArg(form: Form): DeclaredArg | null {
  return form.command.args.find((arg) => arg.required && wordOf(form, arg) === null) ?? null;
}

/** Null where nothing was filled in. */
export function wordOf(form: Form, arg: DeclaredArg): string | null {
  const value = valueOf(form, arg);
  return value !== null && arg.place === "named" ? `${arg.name}=${value}` : value;
}

function valueOf({ values, units }: Form, arg: DeclaredArg): string | null {
  const value = (values[arg.name] ?? "").trim();
  if (value === "") return null;
  return fieldKind(arg) === "amount" ? withUnit(value, units[arg.name] ?? "base") : value;
}

/** Why what stands in the field would not be taken, in the desk's own words; null where it would, or only the desk can say. */
export function unreadable(form: Form, arg: DeclaredArg): string | null {
  const [value, kind] = [valueOf(form, arg), fieldKind(arg)];
  if (value === null || (kind !== "amount" && kind !== "price")) return null;
  try {
    if (kind === "amount") readAmount(value);
    else readPrice(value);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

export function isReadable(form: Form): boolean {
  return form.command.args.every((arg) => unreadable(form, arg) === null);
}

/** A unit that was typed with the number is the one that counts. */
function withUnit(value: string, unit: Unit): string {
  if (/^\$|%$/.test(value) || unit === "base") return value;
  return unit === "quote" ? `$${value}` : `${value}%`;
}

/** The line whose completion lists what can stand in this argument. */
export function optionsLine(form: Form, arg: DeclaredArg): string {
  const name = `/${form.command.name}`;
  if (arg.place === "named") return `${name} ${arg.name}=`;
  const before = form.command.args.slice(0, form.command.args.indexOf(arg));
  const words = before.map((each) => wordOf(form, each)).filter((word) => word !== null);
  return [name, ...words, ""].join(" ");
}

/** What the button says: it proposes, does what the command is called, or shows. */
export function verbOf({ name, acts }: Pick<DeclaredCommand, "name" | "acts">): string {
  if (!acts) return "Show";
  return name === "buy" || name === "sell" ? "Propose" : labelOf({ name });
}
