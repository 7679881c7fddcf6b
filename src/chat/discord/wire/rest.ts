/**
 * Discord's REST interface: one call with a deadline, and every error in the house's words. discord.js puts the address, with
 * an interaction's token in it, and the body on its errors: none of them leaves this file.
 */
import type * as Discord from "discord.js";
import type { REST, RequestData } from "discord.js";
import { setTimeout as wait } from "node:timers/promises";

import { within } from "../../../runtime/deadline.ts";
import { codeOf, neverLeft } from "../../../runtime/never-left.ts";
import type { Secret } from "../../../runtime/secret.ts";
import { SlowDown } from "../../adapter.ts";

/** Loaded when it is needed: most desks have no Discord. */
export const library = (): Promise<typeof Discord> => import("discord.js");

export interface Request {
  /** For errors: `sending a message`. */
  readonly what: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly route: `/${string}`;
  readonly body?: unknown;
  readonly files?: readonly { readonly name: string; readonly data: Uint8Array }[];
  readonly query?: URLSearchParams;
  /** An interaction's own token stands in the route. */
  readonly isTokenless?: true;
  /** Done twice it is the same as once: asked a second time where no answer came. */
  readonly isRepeatable: boolean;
  /** Of one try; left out: as long as most take. */
  readonly deadlineMs?: number;
}

/** Throws Refused, SlowDown, Unanswered, or Unreachable. */
export type Call = (request: Request) => Promise<unknown>;

/** Discord said no, and why. */
export class Refused extends Error {
  override readonly name = "Refused";
  /** Of the list of Discord's error codes; 0 where it gave none. */
  readonly code: number;
  readonly status: number;
  /** An earlier try of the same request was not answered: it may have been taken then. */
  readonly isSecondTry: boolean;

  constructor(
    what: string,
    { code, status, said }: { code: number; status: number; said: string },
    isSecondTry: boolean,
  ) {
    super(`Discord refused ${what}: ${said} (${status}, ${code})`);
    this.code = code;
    this.status = status;
    this.isSecondTry = isSecondTry;
  }
}

/** No answer came: it may have been done, or not. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

/** The request never left. */
class Unreachable extends Error {
  override readonly name = "Unreachable";
}

interface CallOptions {
  readonly token: Secret;
  /** Null: Discord's own. */
  readonly apiUrl: string | null;
  readonly deadlineMs: number;
  /** Null: it answers; else why it does not. */
  heard(trouble: string | null): void;
}

const REPEAT_AFTER_MS = 250;
/** A longer pause is for the queue of messages, which has others to serve. */
const LONGEST_PAUSE_MS = 250;

export function createCall(options: CallOptions): Call {
  let rest: Promise<REST> | null = null;
  const call = async (request: Request, isSecondTry: boolean): Promise<unknown> => {
    rest ??= connect(options);
    return once(await rest, request, { ...options, isSecondTry });
  };
  return async (request) => {
    try {
      return await call(request, false);
    } catch (error) {
      if (!request.isRepeatable || !(error instanceof Unanswered)) throw error;
      await wait(REPEAT_AFTER_MS);
      return call(request, true);
    }
  };
}

async function connect({ token, apiUrl, deadlineMs }: CallOptions): Promise<REST> {
  const { REST } = await library();
  // Its own retries come at once and know not what may be repeated.
  const rest = new REST({
    ...(apiUrl === null ? {} : { api: apiUrl }),
    timeout: deadlineMs,
    retries: 0,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > LONGEST_PAUSE_MS,
  });
  return rest.setToken(token.reveal());
}

type Try = CallOptions & { readonly isSecondTry: boolean };

async function once(rest: REST, request: Request, { token, heard, deadlineMs, isSecondTry }: Try): Promise<unknown> {
  try {
    const call = (signal: AbortSignal): Promise<unknown> => rest.request({ ...requestOf(request), signal });
    const answer = await within(request.deadlineMs ?? deadlineMs, request.what, call);
    heard(null);
    return answer;
  } catch (error) {
    const told = await inOurWords(error, request.what, isSecondTry);
    // After one 401 the library forgets its token: it would never ask again.
    if (told instanceof Refused && told.status === UNAUTHORIZED && request.isTokenless !== true)
      rest.setToken(token.reveal());
    heard(troubleOf(told, request));
    throw told;
  }
}

type InternalRequest = Parameters<REST["request"]>[0];

function requestOf({ method, route, body, files, query, isTokenless }: Request): InternalRequest {
  const data: RequestData = {
    ...(body === undefined ? {} : { body }),
    ...(query === undefined ? {} : { query }),
    ...(files === undefined ? {} : { files: files.map(({ name, data }) => ({ name, data })) }),
    ...(isTokenless === true ? { auth: false } : {}),
  };
  return { ...data, fullRoute: route, method: method as InternalRequest["method"] };
}

const UNAUTHORIZED = 401;
const LONGEST_WORDS = 300;

async function inOurWords(error: unknown, what: string, isSecondTry: boolean): Promise<Error> {
  const { DiscordAPIError, HTTPError, RateLimitError } = await library();
  if (error instanceof RateLimitError) return new SlowDown(Math.ceil(Math.max(error.timeToReset, error.retryAfter)));
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === "number" ? error.code : 0;
    return new Refused(what, { code, status: error.status, said: error.message.slice(0, LONGEST_WORDS) }, isSecondTry);
  }
  if (error instanceof HTTPError) return new Unanswered(`Discord answered ${error.status} to ${what}`);
  const code = codeOf(error);
  if (neverLeft(code)) return new Unreachable(`Discord cannot be reached (${code})`);
  return new Unanswered(`no answer of Discord to ${what}${code === null ? "" : ` (${code})`}`);
}

/** A no is an answer. */
function troubleOf(error: Error, { isTokenless }: Request): string | null {
  if (error instanceof Refused && error.status === UNAUTHORIZED && isTokenless !== true) return BAD_TOKEN;
  return error instanceof Refused || error instanceof SlowDown ? null : error.message;
}

export const BAD_TOKEN =
  "Discord does not know the bot's token: make a new one in the developer portal (Bot, Reset Token) and set DISCORD_BOT_TOKEN";
