/** What can go wrong between a bot and the platform, planted for the next calls of a method. */
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

import { tooMany } from "./errors.ts";

/**
 * drop-before, hang-before: nothing is done · drop-after, hang-after: it is done and nobody is told · truncated: cut short ·
 * truncated-held: cut short and held open · 429:N asks for N seconds · slow:N answers after N ms
 */
export type FaultKind =
  | "drop-before"
  | "drop-after"
  | "hang-before"
  | "hang-after"
  | "500"
  | "502-html"
  | "garbage"
  | "truncated"
  | "truncated-held"
  | `429:${number}`
  | `slow:${number}`;

export interface Fault {
  readonly kind: FaultKind;
  /** How often it still strikes. */
  left: number;
}

export interface Faults {
  plant(method: string, kind: FaultKind, times: number): Fault;
  /** Counts as struck. */
  next(method: string): FaultKind | null;
  clear(): void;
}

export function openFaults(): Faults {
  const planted: (Fault & { readonly method: string })[] = [];
  return {
    plant(method, kind, times) {
      const fault = { method: method.toLowerCase(), kind, left: times };
      planted.push(fault);
      return fault;
    },
    next(method) {
      const strikes = (name: string) => planted.find((fault) => fault.left > 0 && fault.method === name);
      const fault = strikes(method.toLowerCase()) ?? strikes("*");
      if (fault === undefined) return null;
      fault.left -= 1;
      return fault.kind;
    },
    clear: () => void planted.splice(0),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** `work` does what was asked and gives its answer. Resolves when all that is to be said is said. */
export async function answer(fault: FaultKind | null, response: ServerResponse, work: () => Promise<Answer>) {
  const before = fault === null ? undefined : BEFORE[kindOf(fault)];
  if (fault !== null && before !== undefined) return before(response, numberOf(fault));
  if (fault?.startsWith("slow") === true) await pause(numberOf(fault), undefined, { ref: false });
  const { status, body } = await work();
  const after = fault === null ? undefined : AFTER[fault];
  return after === undefined ? write(response, status, body) : after(response, body);
}

const PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n";
const BROKEN = JSON.stringify({ ok: false, error_code: 500, description: "Internal Server Error" });

/** Nothing is done. */
const BEFORE: Readonly<Record<string, (response: ServerResponse, number: number) => void>> = {
  "drop-before": drop,
  "hang-before": () => undefined,
  500: (response) => write(response, 500, BROKEN),
  "502-html": (response) => void response.writeHead(502, { "content-type": "text/html" }).end(PAGE),
  429: (response, seconds) => {
    const { code, message, parameters } = tooMany(seconds);
    write(response, code, JSON.stringify({ ok: false, error_code: code, description: message, parameters }));
  },
};

/** It is done, and told badly. */
const AFTER: Readonly<Record<string, (response: ServerResponse, body: string) => void>> = {
  "drop-after": drop,
  "hang-after": () => undefined,
  garbage: (response) => write(response, 200, '{"ok":tru\u0000'),
  truncated: (response, body) => cut(response, body, drop),
  "truncated-held": (response, body) => cut(response, body, () => undefined),
};

function cut(response: ServerResponse, body: string, then: (response: ServerResponse) => void): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => then(response));
}

function drop(response: ServerResponse): void {
  response.destroy();
}

function write(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function kindOf(fault: FaultKind): string {
  return fault.split(":")[0] ?? fault;
}

function numberOf(fault: FaultKind): number {
  return Number(fault.split(":")[1] ?? 0);
}
