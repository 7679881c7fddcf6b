/** The HTTP side: one port that can go down and come back, a log of what was asked and how it was answered. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { ApiError } from "./errors.ts";
import { answer, type Answer, type FaultKind, type Faults } from "./faults.ts";
import { readRequest, type Request } from "./request.ts";

export interface Logged {
  readonly method: string;
  readonly args: Readonly<Record<string, string>>;
  /** The names of what was uploaded. */
  readonly files: readonly string[];
  /** performance.now() */
  readonly at: number;
  /** The status, null while nothing is done. */
  status: number | null;
  description: string | null;
  readonly fault: FaultKind | null;
}

export interface Server {
  readonly url: string;
  readonly calls: readonly Logged[];
  up(): Promise<void>;
  down(): Promise<void>;
}

export interface ServerOptions {
  readonly token: string;
  readonly faults: Faults;
  /** Throws an ApiError. */
  readonly run: (request: Request) => unknown;
}

/** Above what the pools of clients keep a connection for, so that none is closed while a request is on its way. */
const KEEP_ALIVE_MS = 120_000;

export async function openServer({ token, faults, run }: ServerOptions): Promise<Server> {
  const calls: Logged[] = [];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => void take(request, response));
  let port = 0;

  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on("close", () => gone.abort()).on("error", () => undefined);
    try {
      const request = await readRequest(incoming, gone.signal);
      const fault = faults.next(request.method);
      const logged = log(request, fault);
      await answer(fault, response, () => worked(logged, () => run(checked(request, token))));
    } catch (error) {
      const { status, body } = refusal(error);
      if (!response.headersSent && !response.destroyed) response.writeHead(status).end(body);
    }
  };
  const log = ({ method, args, files }: Request, fault: FaultKind | null): Logged => {
    const how = { status: null, description: null, fault };
    const logged = { method, args: Object.fromEntries(args), files: [...files.keys()], at: performance.now(), ...how };
    calls.push(logged);
    return logged;
  };
  const up = async (): Promise<void> => {
    if (server.listening) return;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };

  await up();
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    up,
    async down() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function worked(logged: Logged, run: () => unknown): Promise<Answer> {
  try {
    const result = await run();
    logged.status = 200;
    return { status: 200, body: JSON.stringify({ ok: true, result }) };
  } catch (error) {
    const refused = refusal(error);
    logged.status = refused.status;
    logged.description = refused.description;
    return refused;
  }
}

/** What is no refusal is a fault of the peer, and said as one. */
function refusal(error: unknown): Answer & { readonly description: string } {
  const { code, message, parameters } =
    error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: the peer failed: ${String(error)}`);
  const body = JSON.stringify({ ok: false, error_code: code, description: message, ...(parameters && { parameters }) });
  return { status: code, body, description: message };
}

function checked(request: Request, token: string): Request {
  if (!/^\d+:[\w-]+$/.test(request.token)) throw new ApiError(404, "Not Found");
  if (request.token !== token) throw new ApiError(401, "Unauthorized");
  return request;
}
