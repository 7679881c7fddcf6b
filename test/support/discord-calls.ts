/** Plain calls of Discord's REST, as no client library would make them. */
import type { DiscordPeer } from "../peers/discord/peer.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Told {
  readonly status: number;
  readonly code: unknown;
  readonly body: Json;
  readonly headers: Headers;
}

/** `body` as it is where it is a text or a form, else as JSON. */
export async function callDiscord(
  peer: DiscordPeer,
  method: string,
  path: string,
  body?: unknown,
  token = peer.token,
): Promise<Told> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${peer.url}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, ...(isForm ? {} : { "content-type": "application/json" }) },
    body: isForm ? body : textOf(body),
  });
  const text = await response.text();
  const told = (text === "" ? {} : JSON.parse(text)) as Json;
  return { status: response.status, code: told["code"], body: told, headers: response.headers };
}

function textOf(body: unknown): string | null {
  if (typeof body === "string") return body;
  return body === undefined ? null : JSON.stringify(body);
}

export const row = (...components: readonly Json[]): Json => ({ type: 1, components });
export const long = (length: number): string => "x".repeat(length);
