/** Who may pass: a known token, at a pace that a person and their tabs can have. */
import type { Knex } from "knex";

import type { Desk } from "../../../db/desk.ts";
import type { Person } from "../../../models/person.ts";
import { type Buckets, createBuckets, type Pace } from "../../../runtime/bucket.ts";
import type { Route } from "../../../runtime/http.ts";
import { personByToken } from "../../people.ts";

export interface Visit {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly person: Person;
  /**
   * Looks again: null when the token or its person was put out meanwhile. A body may take its time: what is done after it
   * asks this first, in the transaction that does it where that changes something.
   */
  readonly again: (db?: Knex) => Promise<Person | null>;
}

export type Handler = (visit: Visit) => Promise<Response>;

/** say: what the desk is told · look: what it is asked, at each key · draw: what costs it a picture */
const PACES = {
  say: { burst: 40, perSecond: 20 },
  look: { burst: 100, perSecond: 50 },
  draw: { burst: 20, perSecond: 5 },
} as const satisfies Readonly<Record<string, Pace>>;

export interface Gate {
  behind(pace: keyof typeof PACES, handler: Handler): Route["handle"];
}

/** Not paced: for who measures how much a desk takes. */
export function createGate(desk: Desk, isPaced: boolean): Gate {
  return {
    behind(pace, handler) {
      const buckets = isPaced ? createBuckets(PACES[pace]) : null;
      return async (request) => {
        const token = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
        const again = async (db: Knex = desk.db.reader): Promise<Person | null> =>
          token === undefined ? null : personByToken(db, token);
        const person = await again();
        if (person === null) return unknownToken();
        const early = waitOf(buckets, person);
        if (early > 0) return tooFast(early);
        return handler({ request, query: new URL(request.url).searchParams, person, again });
      };
    },
  };
}

function waitOf(buckets: Buckets | null, person: Person): number {
  return buckets === null ? 0 : buckets.take(String(person.id));
}

export function sentence(
  status: 400 | 401 | 403 | 404 | 409 | 429 | 503,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error }, { status, headers });
}

/** What was sent as JSON; undefined where it is none. */
export async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function unknownToken(): Response {
  return sentence(
    401,
    "Send the desk's token as `authorization: Bearer TOKEN`; it stands in the address that the start prints.",
    { "www-authenticate": "Bearer" },
  );
}

function tooFast(ms: number): Response {
  const seconds = Math.ceil(ms / 1_000);
  return sentence(429, `That is too fast, and nothing was taken: try it again in ${seconds} s.`, {
    "retry-after": String(seconds),
  });
}
