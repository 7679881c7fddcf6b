/** Reads what was sent: JSON, or a form with `payload_json` and `files[n]`. Throws 50109 where it is no good JSON. */
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

import type { Upload } from "./check-message.ts";
import { refuse } from "./errors.ts";

export interface Body {
  readonly json: unknown;
  readonly uploads: readonly Upload[];
}

const LARGEST = 25 * 1024 * 1024;
const ESCAPED_SURROGATE = /\\ud[89a-f]/i;

export async function readBody(request: IncomingMessage): Promise<Body> {
  const type = request.headers["content-type"] ?? "";
  const bytes = await buffer(request);
  if (bytes.length > LARGEST) refuse("tooLarge");
  if (type.startsWith("multipart/form-data")) return readForm(bytes, type);
  return { json: bytes.length === 0 ? {} : readJson(bytes), uploads: [] };
}

async function readForm(bytes: Buffer, type: string): Promise<Body> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } })
    .formData()
    .catch(() => refuse("badJson"));
  const uploads: Upload[] = [];
  let json: unknown = {};
  for (const [name, part] of form) {
    if (name === "payload_json" && typeof part === "string") json = readJson(Buffer.from(part));
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || typeof part === "string") continue;
    uploads.push({ index, filename: part.name, type: part.type, bytes: await part.bytes() });
  }
  return { json, uploads };
}

function readJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const json: unknown = JSON.parse(text);
    return !ESCAPED_SURROGATE.test(text) || isWellFormed(json) ? json : refuse("badJson");
  } catch {
    return refuse("badJson");
  }
}

/** Half of a surrogate pair is no text. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, part]) => key.isWellFormed() && isWellFormed(part));
}
