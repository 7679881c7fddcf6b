import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { createLocalAdapter } from "../../../src/chat/local/adapter.ts";
import { createClient, Unsure } from "../../../src/chat/local/terminal/client.ts";
import { localRoutes } from "../../../src/chat/local/http/routes.ts";
import { ensureOwner } from "../../../src/chat/people.ts";
import { createRegistry } from "../../../src/chat/registry.ts";
import { renderText } from "../../../src/chat/text/text.ts";
import { transact } from "../../../src/db/transact.ts";
import { LocalMessage } from "../../../src/models/local-message.ts";
import { serve } from "../../../src/runtime/http.ts";
import { type AdapterBench, adapterContract, aMessage } from "../../contract/adapter.ts";
import { NOW, silentLog, testDesk } from "../../support/database.ts";
import { Outside } from "../../support/local-desk.ts";
import { expect, test } from "vitest";

async function bench(): Promise<AdapterBench> {
  const desk = await testDesk();
  const token = (await transact(desk, (tx) => ensureOwner(tx, "UTC", NOW))) ?? "";
  const adapter = createLocalAdapter(desk);
  const routes = localRoutes({ desk, commands: createRegistry([]), local: adapter, ...new Outside() });
  const server = await serve({ host: "127.0.0.1", port: 0, routes, log: silentLog });
  const post = (body: object): Promise<Response> =>
    fetch(`${server.url}/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  return {
    adapter,
    chatRef: "1",
    async says(line, id) {
      const response = await post({ id, line });
      if (response.status !== 202) throw new Error(`the desk answered ${response.status}`);
    },
    async seen(ref) {
      const rows = await LocalMessage.query(desk.db.reader).where({ ref }).orderBy("seq");
      return rows.length === 0 ? null : rows.map(({ content }) => renderText(content, { zone: "UTC", now: NOW }));
    },
    async count() {
      return new Set((await LocalMessage.query(desk.db.reader)).map((row) => row.ref)).size;
    },
    async close() {
      await server.stop();
      await desk.close();
    },
  };
}

adapterContract("the local chat", bench);

test("the same key is the same message: it is not shown twice after a crash", async () => {
  const { adapter, chatRef, seen, close } = await bench();
  const message = aMessage("k1", "Hello.");
  const refs = [await adapter.send(chatRef, message), await adapter.send(chatRef, message)];
  expect(new Set(refs).size).toBe(1);
  expect(await seen(refs[0] ?? "")).toHaveLength(1);
  await close();
});

test("a client without a desk is told so", async () => {
  const url = await closedAddress();
  const client = createClient({ url, token: "x" });
  await expect(client.send({ line: "/status" })).rejects.toThrow(`No desk answers at ${url}`);
});

test("a line whose desk hangs up before its word may have been taken: it is neither sent again nor called unsent", async () => {
  const server = createServer((request) => request.socket.destroy());
  const url = await listening(server);
  const sent = createClient({ url, token: "x" }).send({ line: "/sell BTC/USDT 1" });
  await expect(sent).rejects.toThrow(Unsure);
  server.close();
});

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nobody listens there any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  server.close();
  await once(server, "close");
  return url;
}
