/** The local chat as a client meets it: a real port, a started desk. */
import { type Chats, createChats } from "../../src/chat/chats.ts";
import { createLocalAdapter, type LocalAdapter } from "../../src/chat/local/adapter.ts";
import { createClient, type DeskClient } from "../../src/chat/local/client.ts";
import type { Beat, Row } from "../../src/chat/local/protocol.ts";
import { localRoutes } from "../../src/chat/local/routes.ts";
import { addPerson, ensureOwner } from "../../src/chat/people.ts";
import { transact } from "../../src/db/transact.ts";
import { type HttpServer, serve } from "../../src/runtime/http.ts";
import { NOW, silentLog, type TestDesk, testDesk } from "./database.ts";
import { Doings, someCommands } from "./chat-desk.ts";

export interface LocalHouse {
  readonly desk: TestDesk;
  readonly local: LocalAdapter;
  readonly chats: Chats;
  readonly server: HttpServer;
  readonly doings: Doings;
  /** The owner's. */
  readonly token: string;
  readonly client: DeskClient;
  /** Another person's client. */
  add(name: string, role: "viewer" | "trader"): Promise<DeskClient>;
  /** Stops listening and listens again, on the same port. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function localHouse(port = 0): Promise<LocalHouse> {
  const desk = await testDesk();
  const token = await transact(desk, (tx) => ensureOwner(tx, "UTC", NOW));
  if (token === null) throw new Error("no owner was made");
  const local = createLocalAdapter(desk);
  const doings = new Doings();
  const commands = someCommands(doings);
  const chats = createChats(desk, commands, [local]);
  await chats.start();
  const routes = localRoutes({ desk, commands, local, drawText: () => [] });
  const open = (at: number) => serve({ host: "127.0.0.1", port: at, routes, log: silentLog });
  let server = await open(port);
  return {
    desk,
    local,
    chats,
    doings,
    token,
    server,
    client: createClient({ url: server.url, token }),
    async add(name, role) {
      const theirs = await transact(desk, (tx) => addPerson(tx, { name, role, zone: "UTC", at: NOW }));
      return createClient({ url: server.url, token: theirs });
    },
    async reopen() {
      await server.stop();
      server = await open(server.port);
    },
    async close() {
      await server.stop();
      await chats.stop();
      await desk.close();
    },
  };
}

/** The next messages of a stream; beats are passed over. */
export async function take(stream: AsyncGenerator<Row | Beat>, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error(`the stream ended after ${rows.length} messages`);
    if (!("beat" in value)) rows.push(value);
  }
  return rows;
}
