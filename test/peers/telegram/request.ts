/** Reads a request: its method, its arguments from the address, JSON, a form or multipart, all as text. */
import type { IncomingMessage } from "node:http";

import type { Call, Upload } from "./call.ts";
import { ApiError, badRequest } from "./errors.ts";
import { readMultipart } from "./multipart.ts";

export interface Request extends Call {
  readonly token: string;
}

const MOST_BYTES = 50 * 1024 * 1024;
const ADDRESS = /^\/bot([^/]+)\/([^/?]*)$/;

/** Throws the platform's refusal. */
export async function readRequest(request: IncomingMessage, gone: AbortSignal): Promise<Request> {
  const url = new URL(request.url ?? "/", "http://peer");
  const [, token, method] = ADDRESS.exec(url.pathname) ?? [];
  const body = await bodyOf(request);
  if (token === undefined || method === undefined) throw new ApiError(404, "Not Found");
  const { fields, files } = argumentsOf(body, request.headers["content-type"] ?? "");
  const args = new Map([...url.searchParams, ...fields]);
  for (const value of args.values()) {
    if (!value.isWellFormed()) throw badRequest("strings must be encoded in UTF-8");
  }
  return { token: decodeURIComponent(token), method, args, files, gone };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new ApiError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

interface Arguments {
  readonly fields: Iterable<readonly [string, string]>;
  readonly files: ReadonlyMap<string, Upload>;
}

function argumentsOf(body: Buffer, contentType: string): Arguments {
  const files = new Map<string, Upload>();
  if (body.length === 0) return { fields: [], files };
  if (contentType.startsWith("multipart/form-data")) return readMultipart(body, contentType);
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    return { fields: new URLSearchParams(body.toString("utf8")), files };
  }
  if (!contentType.startsWith("application/json")) throw badRequest("unsupported content type");
  return { fields: jsonFields(body.toString("utf8")), files };
}

function jsonFields(written: string): readonly (readonly [string, string])[] {
  const parsed = parsedOrRefused(written);
  return Object.entries(parsed).flatMap(([name, value]) => (value === null ? [] : [[name, asText(value)] as const]));
}

function parsedOrRefused(written: string): object {
  try {
    const parsed: unknown = JSON.parse(written, refuseHalfCharacters);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch (error) {
    if (error instanceof ApiError) throw error;
  }
  throw badRequest("can't parse parameters JSON object");
}

/** JSON can carry half of a surrogate pair, UTF-8 cannot. */
function refuseHalfCharacters(_name: string, value: unknown): unknown {
  if (typeof value === "string" && !value.isWellFormed()) throw badRequest("strings must be encoded in UTF-8");
  return value;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
