/**
 * A QuickChart server on loopback, as its Chart.js 4 is: the configuration is text that runs in a box without most globals, a
 * loop in it is not allowed, and no chart type is known but Chart.js's own. It draws with the desk's canvas, so that a
 * configuration that came through whole gives the desk's own picture.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { runInNewContext } from "node:vm";

import { pngOf } from "../../src/charts/canvas.ts";
import type { ChartConfig } from "../../src/charts/config/config.ts";

export interface QuickchartPeer {
  readonly url: string;
  /** What was asked, the oldest first. */
  readonly asked: readonly Asked[];
  /** From now on; null: as it should. */
  answer(how: ((response: ServerResponse) => void) | null): void;
  close(): Promise<void>;
}

export interface Asked {
  readonly chart: string;
  readonly width: number;
  readonly height: number;
  readonly devicePixelRatio: number;
  readonly version: string;
  readonly format: string;
  readonly backgroundColor: string;
}

const LOOPS = /(for|while)\s*\(/i;
const TAKEN_AWAY = [
  "Array",
  "Object",
  "JSON",
  "Map",
  "Set",
  "Function",
  "Reflect",
  "Proxy",
  "Symbol",
  "RegExp",
  "Intl",
];
const LONGEST_MS = 100;

export async function quickchartPeer(): Promise<QuickchartPeer> {
  const asked: Asked[] = [];
  let how: ((response: ServerResponse) => void) | null = null;
  const server = createServer((request, response) => void take(request, response));

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await json(request)) as Asked;
    asked.push(body);
    if (how !== null) return how(response);
    if (request.method !== "POST" || request.url !== "/chart") return void response.writeHead(404).end();
    try {
      response.writeHead(200, { "content-type": "image/png" }).end(await drawn(body));
    } catch (error) {
      response.writeHead(400, { "x-quickchart-error": String(error).replaceAll("\n", " ") }).end();
    }
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (next) => (how = next),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function drawn({ chart, version, height }: Asked): Promise<Uint8Array> {
  if (version !== "4") throw new Error(`no such version: ${version}`);
  if (LOOPS.test(chart)) throw new Error("Input is not allowed");
  const box = Object.fromEntries(TAKEN_AWAY.map((name) => [name, undefined]));
  return pngOf(ours(runInNewContext(`(${chart})`, box, { timeout: LONGEST_MS })) as ChartConfig, height);
}

/** Objects of the box are none to Chart.js, so that a server makes its own of them. */
function ours(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, ours);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, ours(part)]));
}
