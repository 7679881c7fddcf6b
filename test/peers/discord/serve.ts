/** The HTTP server on loopback: answers calls, lets faults happen, writes down what was called. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { answerTo, finder } from "./answer.ts";
import type { Guard, Said } from "./answer.ts";
import { readBody } from "./body.ts";
import { ApiError } from "./errors.ts";
import { insteadOf, onTheWay, respond } from "./faults.ts";
import type { FaultKind, Faults } from "./faults.ts";
import type { Gateway } from "./gateway.ts";
import { fieldsOf } from "./kit.ts";
import type { Route } from "./route.ts";

/** A call of the bot's, in the order of arrival. */
export interface CallLog {
  /** As the peer names it; method and path where it knows none. */
  readonly route: string;
  readonly path: string;
  readonly body: unknown;
  /** What the bot was told; 0: nothing. */
  status: number;
  /** Of an error. */
  code: number | null;
  fault: FaultKind | null;
}

export interface Serving {
  readonly port: () => number;
  readonly calls: readonly CallLog[];
  /** The port is closed, and with it every connection. */
  down(): Promise<void>;
  /** On the same port as before. */
  up(): Promise<void>;
}

export interface Ports extends Guard {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly gateway: () => Gateway;
}

const MOST_CALLS = 20_000;

export async function serve(ports: Ports): Promise<Serving> {
  const calls: CallLog[] = [];
  const sockets = new Set<Socket>();
  const answer = answerer(ports, calls);
  let server: Server | null = null;
  let port = 0;

  const up = async (): Promise<void> => {
    if (server !== null) return;
    server = createServer((request, response) => {
      // A mistake of the peer's own: the test shall see it.
      answer(request, response).catch((error: unknown) =>
        response.writeHead(500).end(`the peer failed: ${String(error)}`),
      );
    });
    server.on("upgrade", (request, socket, head) => ports.gateway().upgrade(request, socket, head));
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  };

  await up();
  return {
    port: () => port,
    calls,
    up,
    async down() {
      const closing = server;
      if (closing === null) return;
      server = null;
      closing.close();
      for (const socket of sockets) socket.destroy();
      await once(closing, "close");
    },
  };
}

function answerer(ports: Ports, calls: CallLog[]) {
  const find = finder(ports.routes);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "/", "http://peer");
    const found = find(method, url);
    const body = await readBody(request).catch((error: unknown) => (error instanceof ApiError ? error : null));
    // The client went away while it was still sending.
    if (body === null) return void response.destroy();
    const route = found.match?.route.name ?? `${method} ${url.pathname}`;
    const fault = ports.faults.next(route);
    const json = body instanceof ApiError ? null : body.json;
    const call: CallLog = { route, path: url.pathname, body: json, status: 0, code: null, fault: fault?.kind ?? null };
    calls.push(call);
    if (calls.length > MOST_CALLS) calls.splice(0, MOST_CALLS / 2);
    const instead = fault === null ? null : await insteadOf(fault);
    const said = (): Said => answerTo({ method, url, headers, ...found }, body, ports);
    const reply = instead ?? (fault === null ? said() : onTheWay(fault, said()));
    if (typeof reply === "object")
      Object.assign(call, { status: reply.status, code: fieldsOf(reply.body)["code"] ?? null });
    respond(response, reply, fault?.kind === "truncated");
  };
}
