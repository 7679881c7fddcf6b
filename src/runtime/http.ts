/** The desk's HTTP server: limits, headers and errors for all routes; what a route says is its own business. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { createAdaptorServer } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";

import { ConfigError } from "../domain/errors.ts";
import type { Log } from "./log.ts";

/** `path` in hono's words: `/chat`, `/page/:file`. The request's signal is aborted when the client has gone. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** It has a secret of its own: anybody may call it, by any name of this machine, with a body up to so many bytes. */
  readonly own?: { readonly bodyBytes: number };
  handle(request: Request): Promise<Response>;
}

export interface ServeOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  /** Without a slash at its end. */
  readonly url: string;
  /** Takes no more requests, ends open streams, waits a moment for answers on their way. Twice is once. */
  stop(): Promise<void>;
}

const LIMITS = {
  bodyBytes: 16 * 1024,
  headerBytes: 8 * 1024,
  headersMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 5_000,
  /** How often the two above are looked at: Node's own half a minute would be their true length. */
  checkMs: 1_000,
  connections: 256,
  /** Of these, without an answer on its way: beyond, the one that is so for longest ends. */
  idle: 128,
  /** After so many answers 401 a connection ends. */
  unknownTokens: 10,
  /** How long stop() waits for answers on their way. */
  graceMs: 2_000,
  sweepMs: 10,
} as const;

/** A route that needs other ones (the page and its scripts) sets them itself: these only fill what is missing. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export async function serve({ host, port, routes, log }: ServeOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const app = new Hono();
  const own = new Map(routes.flatMap((route) => (route.own === undefined ? [] : [[route.path, route.own]])));
  const ownOf: OwnOf = (c) => own.get(c.req.path);
  app.use(safeHeaders, sameHost(host, ownOf), boundedBody(ownOf));
  for (const route of routes) {
    app.on(route.method, route.path, async (c) => {
      const response = await route.handle(c.req.raw);
      return c.req.raw.method === "HEAD" ? headOf(response) : endingWith(closing.signal, response);
    });
  }
  for (const { method, path } of routes) app.all(path, (c) => wrongMethod(c, method));
  app.notFound((c) => sentence(c, 404, "There is nothing at this address."));
  app.onError((error, c) => incident(error, c, log));

  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersMs,
      requestTimeout: LIMITS.requestMs,
      connectionsCheckingInterval: LIMITS.checkMs,
      keepAliveTimeout: LIMITS.keepAliveMs,
    },
  });
  server.maxConnections = LIMITS.connections;
  const idle = idleSockets(server);
  endGuessing(server);
  const bound = await listen(server, host, port);
  let stopping: Promise<void> | undefined;
  return {
    port: bound,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    stop: () => (stopping ??= close(server, closing, idle)),
  };
}

const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};

/**
 * A page of another site must not reach the desk through the browser: neither by a name that points to this machine (Host)
 * nor as a foreign page (Origin). Bound to the outside, the desk does not know its own names, so Origin must equal Host.
 * Host may have any port: through a tunnel it is not ours, and a page of another port is foreign by its Origin.
 */
function sameHost(host: string, ownOf: OwnOf): MiddlewareHandler {
  const isLocal = LOOPBACK.has(host);
  return async (c, next) => {
    if (ownOf(c) !== undefined) return next();
    const asked = (c.req.header("host") ?? "").toLowerCase();
    const origin = c.req.header("origin")?.toLowerCase();
    if (isLocal && !LOOPBACK.has(nameOf(asked))) return sentence(c, 421, "This desk answers on its own address only.");
    if (origin !== undefined && origin !== `http://${asked}` && origin !== `https://${asked}`) {
      return sentence(c, 403, "A page of another site may not talk to this desk.");
    }
    return next();
  };
}

/** What a route with a secret of its own allows. */
type OwnOf = (c: Context) => Route["own"];

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

function nameOf(hostHeader: string): string {
  return hostHeader.replace(/:\d+$/, "");
}

/** Node reads no more than the length that was told; without one nobody knows where a body ends until it has. */
function boundedBody(ownOf: OwnOf): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header("transfer-encoding") !== undefined) {
      return sentence(c, 411, "Tell the length of the body (content-length): one that may be endless is not read.");
    }
    const { bodyBytes } = ownOf(c) ?? LIMITS;
    if (Number(c.req.header("content-length") ?? 0) > bodyBytes) {
      return sentence(c, 413, `A request may be ${bodyBytes / 1024} kB at most.`);
    }
    return next();
  };
}

function wrongMethod(c: Context, method: Route["method"]): Response {
  c.header("allow", method === "GET" ? "GET, HEAD" : method);
  return sentence(c, 405, `This address takes ${method} alone.`);
}

function incident(error: Error, c: Context, log: Log): Response {
  if (c.req.raw.signal.aborted) {
    log.debug({ method: c.req.method, path: c.req.path, error }, "a client left before its request was through");
    return sentence(c, 400, "The request was not sent to its end.");
  }
  const id = randomBytes(3).toString("hex").toUpperCase();
  log.error({ incident: id, method: c.req.method, path: c.req.path, error }, "a request failed");
  return sentence(c, 500, `Something went wrong here. The log has it as ${id}.`);
}

function sentence(c: Context, status: 400 | 403 | 404 | 405 | 411 | 413 | 421 | 500, error: string): Response {
  return c.json({ error }, status);
}

/** What nobody will read must not be left open. */
async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** A stream that never ends would keep the server open: when the server closes, the stream ends as if its source had. */
function endingWith(closing: AbortSignal, response: Response): Response {
  if (response.body === null || response.headers.has("content-length")) return response;
  let end = (): void => undefined;
  const through = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      end = () => controller.terminate();
    },
  });
  if (closing.aborted) end();
  else closing.addEventListener("abort", end, { once: true });
  // Rejects when the stream was ended from either side: both are its normal ends.
  const over = response.body.pipeTo(through.writable).catch(() => undefined);
  void over.then(() => closing.removeEventListener("abort", end)); // the server outlives its answers
  return new Response(through.readable, response);
}

function listen(server: ServerType, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is taken, perhaps by a desk that is running. Stop it or choose another port, for example OUTCRY_HTTP_PORT=${port + 1}.`,
    EACCES: `This user may not open port ${port}. Choose one above 1023, for example OUTCRY_HTTP_PORT=8484.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set OUTCRY_HTTP_HOST to one of its own, for example 127.0.0.1.`,
    ENOTFOUND: `The name ${host} is not known. Set OUTCRY_HTTP_HOST to an address of this machine, for example 127.0.0.1.`,
  };
  const reason = reasons[error.code ?? ""];
  return reason === undefined ? error : new ConfigError(reason);
}

/**
 * Connections without an answer on its way, the one that is so for longest first. Unlike Node's own count, with those that
 * have not asked for anything yet: who opens many and says nothing must not keep others out.
 */
function idleSockets(server: ServerType): ReadonlySet<Socket> {
  const idle = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    const [longest] = idle;
    if (longest !== undefined && idle.size >= LIMITS.idle) {
      idle.delete(longest); // its close comes later, the next connection perhaps sooner
      longest.destroy();
    }
    idle.add(socket);
    socket.once("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, answer: ServerResponse) => {
    idle.delete(socket);
    answer.once("close", () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
  return idle;
}

/** Whoever tries one token after another needs a new connection every so often, and there are only so many. */
function endGuessing(server: ServerType): void {
  const refused = new WeakMap<Socket, number>();
  server.on("request", ({ socket }: IncomingMessage, answer: ServerResponse) => {
    answer.once("close", () => {
      if (answer.statusCode !== 401) return;
      const count = (refused.get(socket) ?? 0) + 1;
      refused.set(socket, count);
      if (count >= LIMITS.unknownTokens) socket.end();
    });
  });
}

async function close(server: ServerType, closing: AbortController, idle: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closing.abort();
  if (!("closeAllConnections" in server)) return closed;
  // Clients keep connections alive, and open some before they need them: each would hold the server open for seconds.
  const sweep = setInterval(() => idle.forEach((socket) => socket.destroy()), LIMITS.sweepMs);
  const cut = setTimeout(() => server.closeAllConnections(), LIMITS.graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
