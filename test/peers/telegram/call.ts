/** A request as the Bot API understands it: every argument is text, what is not text is JSON in it. */
import { badRequest } from "./errors.ts";

export interface Upload {
  readonly filename: string;
  readonly bytes: Buffer;
}

export interface Call {
  /** As written in the address. */
  readonly method: string;
  readonly args: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, Upload>;
  /** Aborts when who asked is gone. */
  readonly gone: AbortSignal;
}

export type Fields = Readonly<Record<string, unknown>>;

export function text(call: Call, name: string): string {
  return call.args.get(name) ?? "";
}

/** What is no number is the fallback, as in the original. */
export function integer(call: Call, name: string, fallback: number, [least, most] = [-Infinity, Infinity]): number {
  const written = text(call, name);
  const value = /^-?\d+$/.test(written) ? Number(written) : fallback;
  return Math.min(Math.max(value, least), most);
}

export function isOn(call: Call, name: string): boolean {
  return ["true", "yes", "1"].includes(text(call, name).toLowerCase());
}

/** undefined where it is not given. */
export function json(call: Call, name: string, what: string): unknown {
  const written = text(call, name);
  if (written === "") return undefined;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    throw badRequest(`can't parse ${what} JSON object`);
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function field(of: Fields, name: string, what: string): string {
  const value = of[name];
  if (value === undefined) throw badRequest(`can't parse ${what}: Can't find field "${name}"`);
  if (typeof value !== "string" && typeof value !== "number") {
    throw badRequest(`can't parse ${what}: Field "${name}" must be of type String`);
  }
  return String(value);
}
