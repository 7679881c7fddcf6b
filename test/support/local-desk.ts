/** The local chat as a client meets it: a real port, a started desk. */
import { type Chats, createChats } from "../../src/chat/chats.ts";
import { createLocalAdapter, type LocalAdapter } from "../../src/chat/local/adapter.ts";
import { createClient, type DeskClient } from "../../src/chat/local/terminal/client.ts";
import type { Beat, DeskView, Row } from "../../src/chat/local/protocol.ts";
import { type LocalRoutes, localRoutes } from "../../src/chat/local/http/routes.ts";
import { addPerson, ensureOwner } from "../../src/chat/people.ts";
import { transact } from "../../src/db/transact.ts";
import type { CandleChart } from "../../src/domain/chart.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { type HttpServer, serve } from "../../src/runtime/http.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";
import { NOW, type TestDesk, testDesk } from "./database.ts";
import { chatsWith, Doings, someCommands } from "./chat-desk.ts";

/** What main gives the routes, under the test's hand. */
export class Outside implements Pick<LocalRoutes, "look" | "candles" | "draw" | "drawText" | "isPaced"> {
  /** What everybody sees. */
  prices: DeskView["prices"] = [];
  looks = 0;
  isBlind = false;
  chart: CandleChart | null = null;
  /** How often the market was asked. */
  candlesAsked = 0;
  /** At each chart that is drawn in characters. */
  onDrawing = (): void => undefined;
  isPaced = true;

  readonly look: LocalRoutes["look"] = async () => {
    this.looks += 1;
    if (this.isBlind) throw new Error("nothing can be seen");
    const { prices } = this;
    const none = { accounts: [], halts: [], waiting: [], positions: [], unread: 0 };
    return async ({ name, role }) => ({
      ...{ version: "1", zone: "UTC", currency: "USDT", now: NOW, ...none, prices },
      person: { name, role },
    });
  };
  readonly candles: LocalRoutes["candles"] = async ({ pair }) => {
    this.candlesAsked += 1;
    if (pair === "BTC/USDT") return this.chart;
    throw new Refusal("pair", `I don't know the pair ${pair}.`);
  };
  readonly drawText: LocalRoutes["drawText"] = () => {
    this.onDrawing();
    return [];
  };
  readonly draw: LocalRoutes["draw"] = async (chart) =>
    new TextEncoder().encode(`PNG of ${chart.kind === "candles" ? chart.pair : chart.name}`);
}

export interface LocalHouse {
  readonly outside: Outside;
  /** Every line of the server's log. */
  readonly log: readonly string[];
  readonly desk: TestDesk;
  readonly local: LocalAdapter;
  readonly chats: Chats;
  readonly server: HttpServer;
  readonly doings: Doings;
  /** The owner's. */
  readonly token: string;
  readonly client: DeskClient;
  /** Of those who were added. */
  readonly tokens: ReadonlyMap<string, string>;
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
  const chats = createChats(desk, chatsWith(desk, commands, [local]));
  await chats.start();
  const outside = new Outside();
  const { look, candles, draw, drawText, isPaced } = outside;
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLog({ level: "debug", destination, secrets: createSecrets() });
  const routes = localRoutes({ desk: { ...desk, log }, commands, local, look, candles, draw, drawText, isPaced });
  const open = (at: number) => serve({ host: "127.0.0.1", port: at, routes, log });
  let server = await open(port);
  const tokens = new Map<string, string>();
  return {
    desk,
    local,
    chats,
    doings,
    outside,
    log: lines,
    token,
    server,
    client: createClient({ url: server.url, token }),
    tokens,
    async add(name, role) {
      const theirs = await transact(desk, (tx) => addPerson(tx, { name, role, zone: "UTC", at: NOW }));
      tokens.set(name, theirs);
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
