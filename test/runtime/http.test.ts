import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { ConfigError } from "../../src/domain/errors.ts";
import { serve } from "../../src/runtime/http.ts";
import type { HttpServer, Route } from "../../src/runtime/http.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";
import { until } from "../support/until.ts";

const lines: string[] = [];
const log = createLog({ level: "debug", destination: { write: (line) => lines.push(line) }, secrets: createSecrets() });
const open: HttpServer[] = [];

async function serving(...routes: Route[]): Promise<HttpServer> {
  const server = await serve({ host: "127.0.0.1", port: 0, routes, log });
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
  lines.length = 0;
});

const hello: Route = { method: "GET", path: "/hello", handle: async () => new Response("hi") };
const echo: Route = { method: "POST", path: "/echo", handle: async (asked) => new Response(await asked.text()) };

/** A stream of one line that then stays open; tells when its reader has gone. */
function aStream() {
  const cancelled = Promise.withResolvers<void>();
  const route: Route = {
    method: "GET",
    path: "/stream",
    handle: async () => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode("first\n")),
        cancel: () => cancelled.resolve(),
      });
      return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
    },
  };
  return { route, cancelled: cancelled.promise };
}

function statusWith(server: HttpServer, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/hello`, { headers }, (answer) => resolve(answer.resume().statusCode));
    asked.on("error", reject).end();
  });
}

describe("the HTTP server", () => {
  it("answers a route and puts the safe headers on everything", async () => {
    const server = await serving(hello, echo);
    const answer = await fetch(`${server.url}/hello`);
    expect(await answer.text()).toBe("hi");
    const missing = await fetch(`${server.url}/nothing`);
    expect(missing.status).toBe(404);
    for (const { headers } of [answer, missing]) {
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
    }
    expect(await (await fetch(`${server.url}/echo`, { method: "POST", body: "said" })).text()).toBe("said");
  });

  it("keeps the headers that a route sets itself", async () => {
    const page: Route = {
      method: "GET",
      path: "/page",
      handle: async () => new Response("", { headers: { "content-security-policy": "default-src 'self'" } }),
    };
    const server = await serving(page);
    const answer = await fetch(`${server.url}/page`);
    expect(answer.headers.get("content-security-policy")).toBe("default-src 'self'");
  });

  it("refuses a body above 16 kB, and one that does not tell its length", async () => {
    const server = await serving(echo);
    const told = await fetch(`${server.url}/echo`, { method: "POST", body: "x".repeat(17_000) });
    const parts = ReadableStream.from([Buffer.alloc(9_000), Buffer.alloc(9_000)]);
    const streamed = await fetch(`${server.url}/echo`, { method: "POST", body: parts, duplex: "half" });
    expect([told.status, streamed.status]).toEqual([413, 411]);
  });

  it("lets a route with a secret of its own be called by any name, with a body as long as it says", async () => {
    const server = await serving(hello, { ...echo, path: "/hook", own: { bodyBytes: 20_000 } }, echo);
    const status = async (path: string, headers: Record<string, string>, length = 1): Promise<number> =>
      (await fetch(`${server.url}${path}`, { method: "POST", headers, body: "x".repeat(length) })).status;
    const foreign = { origin: "http://example.com" };
    expect([await status("/hook", foreign), await status("/echo", foreign)]).toEqual([200, 403]);
    expect([await status("/hook", {}, 17_000), await status("/hook", {}, 21_000)]).toEqual([200, 413]);
    expect(await status("/echo", {}, 17_000)).toBe(413);
  });

  it("says which method an address takes, body or not", async () => {
    const server = await serving(hello, echo);
    for (const [path, method, allow] of [
      ["/hello", "PUT", "GET, HEAD"],
      ["/hello", "DELETE", "GET, HEAD"],
      ["/echo", "GET", "POST"],
    ] as const) {
      const answer = await fetch(`${server.url}${path}`, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    }
    expect(lines).toEqual([]);
  });

  it("answers HEAD without leaving a stream open", async () => {
    const { route, cancelled } = aStream();
    const server = await serving(route);
    const answer = await fetch(`${server.url}/stream`, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    await cancelled;
  });

  it("ends a connection that brings one unknown token after another", async () => {
    const refusing: Route = { method: "GET", path: "/", handle: async () => new Response(null, { status: 401 }) };
    const server = await serving(refusing);
    const socket = connect(server.port, "127.0.0.1");
    let answers = "";
    socket.on("data", (part: Buffer) => (answers += part.toString()));
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(50));
    await once(socket, "close");
    const count = answers.match(/401 Unauthorized/g)?.length ?? 0;
    expect(count).toBeGreaterThanOrEqual(10);
    expect(count).toBeLessThanOrEqual(11); // one more was on its way
  });

  it("answers while somebody holds every connection and says nothing on it", async () => {
    const server = await serving(hello);
    const silent = Array.from({ length: 300 }, () => connect(server.port, "127.0.0.1").on("error", () => undefined));
    await Promise.all(silent.map(async (socket) => once(socket, socket.connecting ? "connect" : "close")));
    const answer = await fetch(`${server.url}/hello`, { signal: AbortSignal.timeout(3_000) });
    expect(await answer.text()).toBe("hi");
    for (const socket of silent) socket.destroy();
  });

  it("ends a connection whose headers do not come soon", { timeout: 15_000 }, async () => {
    const server = await serving(hello);
    const socket = connect(server.port, "127.0.0.1");
    socket.on("data", () => undefined).write("GET /hello HTTP/1.1\r\nhost: local");
    await expect(once(socket, "close", { signal: AbortSignal.timeout(10_000) })).resolves.toEqual([false]);
  });

  it("logs no failure of its own where a client leaves in the middle of a body", async () => {
    const over = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    const slow: Route = {
      method: "POST",
      path: "/slow",
      async handle(asked) {
        reading.resolve();
        return new Response(await asked.text().finally(over.resolve));
      },
    };
    const server = await serving(slow);
    const asked = request(`${server.url}/slow`, { method: "POST", headers: { "content-length": 10 } });
    asked.on("error", () => undefined).write("half");
    await reading.promise;
    asked.destroy();
    await over.promise;
    await until("the log's line", () => lines.length > 0);
    expect(lines.map((line) => (JSON.parse(line) as { level: string; msg: string }).level)).toEqual(["debug"]);
  });

  it("answers an unexpected error with an id that stands in the log, and with nothing of the error", async () => {
    const broken: Route = { method: "GET", path: "/broken", handle: () => Promise.reject(new Error("inner detail")) };
    const server = await serving(broken);
    const answer = await fetch(`${server.url}/broken`);
    const { error } = (await answer.json()) as { error: string };
    const [id] = /[0-9A-F]{6}/.exec(error) ?? [];
    expect(answer.status).toBe(500);
    expect(error).not.toContain("inner detail");
    expect(lines.find((line) => line.includes(`"incident":"${id}"`))).toContain("inner detail");
  });

  it("is not reached by another name or from a page of another site", async () => {
    const server = await serving(hello);
    expect(await statusWith(server, { host: `evil.example:${server.port}` })).toBe(421);
    expect(await statusWith(server, { origin: "http://evil.example" })).toBe(403);
    expect(await statusWith(server, { origin: "null" })).toBe(403);
    expect(await statusWith(server, { origin: server.url })).toBe(200);
    expect(await statusWith(server, { host: `localhost:${server.port}` })).toBe(200);
  });

  it("ends open streams at stop, as if their source had ended", async () => {
    const { route, cancelled } = aStream();
    const server = await serving(route);
    const answer = await fetch(`${server.url}/stream`);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first\n");
    await server.stop();
    expect((await reader?.read())?.done).toBe(true);
    await cancelled;
    await expect(fetch(`${server.url}/stream`)).rejects.toThrow("fetch failed");
  });

  it("tells a stream's source that its reader has gone", async () => {
    const { route, cancelled } = aStream();
    const server = await serving(route);
    const leave = new AbortController();
    const answer = await fetch(`${server.url}/stream`, { signal: leave.signal });
    await answer.body?.getReader().read();
    leave.abort();
    await expect(cancelled).resolves.toBeUndefined();
  });

  it("says in a sentence that its port is taken", async () => {
    const { port } = await serving(hello);
    const second = serve({ host: "127.0.0.1", port, routes: [], log });
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });
});
