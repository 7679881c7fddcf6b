/** From a request to Discord's answer: finds the route, checks who calls and how often, runs it. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import type { Body } from "./body.ts";
import { ApiError, refuse } from "./errors.ts";
import { fieldsOf } from "./kit.ts";
import type { Limits } from "./limits.ts";
import type { Answer, Route } from "./route.ts";

const PREFIX = "/api/v10";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Null: the path is none of the peer's. */
  readonly match: Match | null;
  readonly isWrongMethod: boolean;
}

interface Match {
  readonly route: Route;
  readonly at: (name: string) => string;
}

export interface Said extends Answer {
  readonly headers: Readonly<Record<string, string>>;
}

export type Finder = (method: string, url: URL) => Pick<Asked, "match" | "isWrongMethod">;

/** The routes by their shape; `@original` and the like come before a parameter. */
export function finder(routes: readonly Route[]): Finder {
  const shaped = routes.map((route) => {
    const [method = "", path = ""] = route.name.split(" ");
    return { route, method, steps: path.split("/") };
  });
  return (method, url) => {
    const steps = url.pathname.slice(PREFIX.length).split("/").map(decodeURIComponent);
    const fits = shaped.filter((shape) => shape.steps.length === steps.length && isFit(shape.steps, steps));
    const shape = fits.find((one) => one.method === method);
    if (shape === undefined || !url.pathname.startsWith(`${PREFIX}/`))
      return { match: null, isWrongMethod: fits.length > 0 };
    const at = (name: string): string => steps[shape.steps.indexOf(`:${name}`)] ?? "";
    return { match: { route: shape.route, at }, isWrongMethod: false };
  };
}

function isFit(shape: readonly string[], steps: readonly string[]): boolean {
  return shape.every((step, at) => step.startsWith(":") || step === steps[at]);
}

export interface Guard {
  readonly token: string;
  readonly limits: Limits;
}

/** `body`: as it was read, or why it could not be. */
export function answerTo(asked: Asked, body: Body | ApiError, guard: Guard): Said {
  try {
    return admitted(asked, body, guard);
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body, headers: {} };
    throw error;
  }
}

function admitted(asked: Asked, body: Body | ApiError, { token, limits }: Guard): Said {
  const { url, match, headers } = asked;
  if (url.pathname.startsWith("/api/") && !url.pathname.startsWith(`${PREFIX}/`)) refuse("wrongVersion");
  if (match === null) refuse(asked.isWrongMethod ? "wrongMethod" : "notFound");
  const { route } = match;
  if (route.isOpen !== true && headers.authorization !== `Bot ${token}`) refuse("unauthorized");
  const key = `${route.name} ${majorOf(asked)}`;
  const limit = limits.take(bucketOf(route), key, route.rate, route.isOpen !== true);
  if (limit.refusal !== null) return { status: 429, body: limit.refusal, headers: limit.headers };
  return { ...ran(match, url, body), headers: limit.headers };
}

function ran({ route, at }: Match, url: URL, body: Body | ApiError): Answer {
  try {
    if (body instanceof ApiError) throw body;
    const { json, uploads } = body;
    return route.run({ at, query: url.searchParams, json, body: fieldsOf(json), uploads });
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    throw error;
  }
}

/** A channel, a guild or a webhook with its token has limits of its own. */
function majorOf({ match }: Asked): string {
  return ["channel", "guild", "token"].map((name) => match?.at(name) ?? "").join(" ");
}

const buckets = new Map<string, string>();

function bucketOf(route: Route): string {
  const bucket = buckets.get(route.name) ?? createHash("sha256").update(route.name).digest("hex").slice(0, 32);
  buckets.set(route.name, bucket);
  return bucket;
}
