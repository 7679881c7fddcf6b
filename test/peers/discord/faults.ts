/** What can go wrong between the bot and Discord, once or several times, on a route. */
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import type { Said } from "./answer.ts";
import { tooMany } from "./limits.ts";

/** before: nothing was done · after: it was done, and the answer is lost · garbage, truncated: done, and the answer unreadable. */
export type FaultKind =
  | "drop-before"
  | "drop-after"
  | "hang-before"
  | "hang-after"
  | "500"
  | "502-html"
  | "429"
  | "garbage"
  | "truncated"
  | "slow";

export interface Fault {
  readonly kind: FaultKind;
  /** Seconds for a 429, milliseconds for slow. */
  readonly amount: number;
}

export interface Faults {
  /** `route` as the peer names it: `POST /channels/:channel/messages`; `*` is every route. */
  plan(route: string, kind: FaultKind, times?: number, amount?: number): void;
  next(route: string): Fault | null;
  clear(): void;
}

const AMOUNTS: Readonly<Partial<Record<FaultKind, number>>> = { "429": 1, slow: 500 };

export function newFaults(routes: readonly string[]): Faults {
  const planned: { readonly route: string; readonly fault: Fault; left: number }[] = [];
  return {
    plan(route, kind, times = 1, amount = AMOUNTS[kind] ?? 0) {
      if (route !== "*" && !routes.includes(route)) throw new Error(`no route ${route} among\n${routes.join("\n")}`);
      planned.push({ route, fault: { kind, amount }, left: times });
    },
    next(route) {
      const plan = planned.find((one) => one.left > 0 && (one.route === "*" || one.route === route));
      if (plan === undefined) return null;
      plan.left -= 1;
      return plan.fault;
    },
    clear: () => void (planned.length = 0),
  };
}

type Reply = "dropped" | "hangs" | Said;

/** What comes instead of doing anything; null: the call goes on. */
export async function insteadOf({ kind, amount }: Fault): Promise<Reply | null> {
  switch (kind) {
    case "drop-before":
      return "dropped";
    case "hang-before":
      return "hangs";
    case "500":
      return { status: 500, body: { message: "500: Internal Server Error", code: 0 }, headers: {} };
    case "502-html":
      return {
        status: 502,
        body: "<html><body>502 Bad Gateway</body></html>",
        headers: { "content-type": "text/html" },
      };
    case "429":
      return {
        status: 429,
        body: tooMany(amount, false),
        headers: { "retry-after": String(amount), "x-ratelimit-scope": "shared" },
      };
    case "slow":
      await wait(amount, undefined, { ref: false });
      return null;
    default:
      return null;
  }
}

/** What comes of an answer on its way. */
export function onTheWay({ kind }: Fault, said: Said): Reply {
  if (kind === "drop-after") return "dropped";
  if (kind === "hang-after") return "hangs";
  return kind === "garbage" ? { status: 200, body: '{"id":"1","con', headers: JSON_TYPE } : said;
}

const JSON_TYPE = { "content-type": "application/json" };

/** `isTruncated`: more is announced than comes. */
export function respond(response: ServerResponse, reply: Reply, isTruncated: boolean): void {
  if (reply === "hangs") return;
  // A reset is what discord.js repeats by itself; a connection that ends in order, it does not.
  if (reply === "dropped") return void response.socket?.resetAndDestroy();
  const { status, body, headers } = reply;
  if (body === undefined) return void response.writeHead(status, headers).end();
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  response.writeHead(status, { ...JSON_TYPE, ...headers, "content-length": bytes.length });
  if (!isTruncated) return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
