/** Whoever is not let in, or asks for nonsense, gets a sentence from every route of the real desk, and changes nothing. */
import { createHash } from "node:crypto";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { openHere } from "../../src/cli/desk.ts";
import { loadConfig } from "../../src/config.ts";
import type { OpenDesk } from "../../src/main.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import type { HttpServer, Route } from "../../src/runtime/http.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createSecrets } from "../../src/runtime/scrub.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { until } from "../support/until.ts";
import { type Answered, type Asking, ask } from "../support/wire.ts";

vi.setConfig({ testTimeout: 30_000 });

/** These ask for no token: there is nothing of the desk in them. */
const OPEN_PATHS: readonly string[] = ["/", "/app/*", "/lib/*", "/healthz"];
/** What is wrong with each of the others; a new route needs a line here. */
const MALFORMED: Readonly<Record<string, readonly Partial<Asking & { query: string }>[]>> = {
  "POST /chat": [
    ...["", "{", "null", "[]", '{"id":"1"}', '{"id":"1","line":""}', '{"id":"a b","line":"x"}', '{"line":"/status"}'],
    ...['{"id":"1","line":"x","press":"y"}', '{"id":"1","line":1}', '{"id":"1","line":"x","person":1}'],
    `{"id":"1","line":"${"x".repeat(5_000)}"}`,
  ].map((body) => ({ body })),
  "POST /chat/seen": [],
  "GET /chat/stream": ["after=x", "after=-1", "after=1.5", "last=201", "last=1&after=1", "desk=2", "who=1"].map(query),
  "GET /chat/complete": [`line=${"x".repeat(4_001)}`].map(query),
  "GET /chat/commands": [],
  "GET /chat/candles": ["", "pair=BTC/USDT", "pair=BTC/USDT&timeframe=2h", "pair=&timeframe=1h", "timeframe=1h"].map(
    query,
  ),
  "GET /people/tokens": [],
  "POST /people/tokens": [
    ...["", "{", "[]", '{"do":"add"}', '{"do":"steal","name":"Ann"}', '{"do":"rotate","name":""}'],
    ...[
      '{"do":"add","name":"Ann","role":"god"}',
      '{"do":"remove","name":"Ann","id":1}',
      `{"do":"add","name":"${"x".repeat(201)}"}`,
    ],
  ].map((body) => ({ body })),
  "GET /chat/picture": ["", "seq=", "seq=x", "seq=-1", "seq=1e3", `seq=${"9".repeat(20)}`].map(query),
  "GET /chat/file": ["", "seq=", "seq=x", "seq=-1", "seq=1e3", `seq=${"9".repeat(20)}`].map(query),
};
/** To what is well asked; a picture and a file want their number. */
const OTHER_THAN_OK: Readonly<Record<string, number>> = {
  ...{ "POST /chat": 202, "POST /chat/seen": 202 },
  ...{ "GET /chat/picture": 400, "GET /chat/file": 400 },
};
const WRONG_METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS"];

function query(text: string) {
  return { query: text };
}

let dataDir: string;
let desk: OpenDesk;
let server: HttpServer;
let token: string;
const log: string[] = [];

beforeAll(async () => {
  dataDir = temporaryDir();
  const settings = { DATABASE_URL: `sqlite:${join(dataDir, "outcry.db")}`, OUTCRY_DATA_DIR: dataDir };
  const config = loadConfig({ ...settings, OUTCRY_HTTP_PORT: "0" }, join(dataDir, ".env"));
  // Without its scrubbing the log would hide what it must not be told.
  const destination = { write: (line: string) => void log.push(line) };
  ({ desk, token } = await openHere(config, createLog({ level: "debug", destination, secrets: createSecrets() })));
  server = await desk.serve();
  await until("the books to be compared", () => desk.app.compared.size === desk.app.gateways.size);
});
afterAll(async () => {
  await desk.stop();
  removeDir(dataDir);
});

const known = (): Record<string, string> => ({ authorization: `Bearer ${token}` });
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const isOpenPath = ({ path }: Route): boolean => OPEN_PATHS.includes(path);
const guarded = (): readonly Route[] => desk.routes.filter((route) => !isOpenPath(route));

function reach({ path, method }: Route, asking: Partial<Asking & { query: string }> = {}): Promise<Answered> {
  const real = path.replace("/app/*", "/app/chat/local/page/main.ts").replace("/lib/*", "/lib/inter.woff2");
  const asked = asking.query ?? "";
  return ask(server.url, asked === "" ? real : `${real}?${asked}`, { method, ...asking });
}

/** All that is stored, as a hash of each table; without the lease, whose holder signs it now and then. */
async function everything(): Promise<Record<string, string>> {
  const { reader } = desk.app.db;
  const tables = await reader<{ name: string; type: string }>("sqlite_master").where({ type: "table" });
  const names = tables.map(({ name }) => name).filter((name) => name !== "lease" && !name.startsWith("sqlite_"));
  const hashOf = async (name: string): Promise<[string, string]> => {
    const rows: unknown[] = await reader(name);
    return [name, `${rows.length} rows, ${createHash("sha256").update(JSON.stringify(rows)).digest("hex")}`];
  };
  return Object.fromEntries(await Promise.all(names.map(hashOf)));
}

function expectSentence({ body }: Answered): void {
  expect(JSON.parse(body)).toEqual({ error: expect.stringMatching(/^\S.*\.$/) });
  for (const inner of [token, "Error", "\\n", "select "]) expect(body).not.toContain(inner);
}

async function expectAll(
  routes: readonly Route[],
  status: number,
  askings: (route: Route) => readonly Partial<Asking & { query: string }>[],
): Promise<void> {
  const before = await everything();
  for (const route of routes) {
    for (const asking of askings(route)) {
      const answer = await reach(route, asking);
      expect([route.path, asking, answer.status]).toEqual([route.path, asking, status]);
      expectSentence(answer);
    }
  }
  expect(await everything()).toEqual(before);
}

describe("every route of the desk", () => {
  it("is seen by these tests, and says what is wrong with it", () => {
    expect(desk.routes.length).toBeGreaterThan(8);
    expect(guarded().map(nameOf)).toEqual(Object.keys(MALFORMED));
    expect(desk.routes.filter(isOpenPath).map(({ path }) => path)).toEqual(OPEN_PATHS);
  });

  it("answers who is let in", async () => {
    const good: Record<string, Partial<Asking & { query: string }>> = {
      "POST /chat": { body: '{"id":"good","line":"/version"}' },
      "POST /people/tokens": { body: '{"do":"add","name":"Ann"}' },
      "GET /chat/candles": { query: "pair=BTC/USDT&timeframe=1h" },
      "GET /chat/stream": { query: "last=1&desk=1" },
    };
    for (const route of desk.routes) {
      const { status } = await reach(route, { headers: isOpenPath(route) ? {} : known(), ...good[nameOf(route)] });
      const expected = OTHER_THAN_OK[nameOf(route)] ?? 200;
      expect([route.path, status]).toEqual([route.path, expected]);
    }
    await until("the line to be answered", async () => {
      const row = await InboxRow.query(desk.app.db.reader).findOne({ update_id: "1:good" });
      return row?.answeredAt != null;
    });
  });

  it("wants the token, in its header alone", async () => {
    const nearly = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    await expectAll(guarded(), 401, () => [
      {},
      ...["Bearer wrong", `Bearer ${nearly}`, `Bearer ${token}x`, "Bearer", `Basic ${token}`, token].map((wrong) => ({
        headers: { authorization: wrong },
      })),
      { headers: { cookie: `token=${token}; authorization=Bearer ${token}` } },
      { query: `token=${token}` },
      { headers: { authorization: "Bearer undefined" } },
    ]);
  });

  it("is closed to pages of other sites", async () => {
    const origins = [
      "http://evil.example",
      "null",
      "http://127.0.0.1:1",
      "https://localhost",
      `${server.url}.evil.example`,
    ];
    await expectAll(desk.routes, 403, () => origins.map((origin) => ({ headers: { ...known(), origin } })));
  });

  it("is closed under other names (DNS rebinding)", async () => {
    const hosts = [
      "evil.example",
      `evil.example:${server.port}`,
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "[::2]",
    ];
    await expectAll(desk.routes, 421, () =>
      hosts.map((host) => ({ headers: { ...known(), host, origin: `http://${host}` } })),
    );
  });

  it("reads no body that is too long, or of unknown length", async () => {
    await expectAll(desk.routes, 413, () => [{ headers: known(), body: "x".repeat(17_000) }]);
    await expectAll(desk.routes, 411, () => [{ headers: { ...known(), "transfer-encoding": "chunked" }, body: "{}" }]);
  });

  it("says what is wrong with a malformed request", async () => {
    await expectAll(guarded(), 400, (route) =>
      (MALFORMED[nameOf(route)] ?? []).map((malformed) => ({ headers: known(), ...malformed })),
    );
  });

  it("takes its method alone", async () => {
    const taken = new Set(desk.routes.map(nameOf));
    await expectAll(desk.routes, 405, ({ path }) =>
      WRONG_METHODS.filter((wrong) => !taken.has(`${wrong} ${path}`)).map((wrong) => ({
        method: wrong,
        headers: known(),
      })),
    );
  });
});

describe("a flood", () => {
  const FLOOD = 300;
  const AT_ONCE = 100;

  async function flood(route: Route, asking: (n: number) => Partial<Asking & { query: string }>): Promise<Answered[]> {
    const answers: Answered[] = [];
    for (let sent = 0; sent < FLOOD; sent += AT_ONCE) {
      const wave = Array.from({ length: AT_ONCE }, (_, n) => reach(route, { headers: known(), ...asking(sent + n) }));
      answers.push(...(await Promise.all(wave)));
    }
    return answers;
  }

  it("of lines is taken as far as a person can type, and the rest is refused with a time to wait", async () => {
    const [route] = guarded().filter(({ path }) => path === "/chat");
    if (route === undefined) throw new Error("there is no /chat");
    const before = await InboxRow.query(desk.app.db.reader).resultSize();
    const startedAt = performance.now();
    const answers = await flood(route, (n) => ({ body: JSON.stringify({ id: `flood-${n}`, line: "/version" }) }));
    const seconds = (performance.now() - startedAt) / 1000;
    const taken = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 429);
    expect(taken.length + refused.length).toBe(FLOOD);
    expect(taken.length).toBeGreaterThanOrEqual(20); // the tests above have taken of the first forty
    expect(taken.length).toBeLessThanOrEqual(41 + seconds * 20);
    for (const answer of refused) {
      expectSentence(answer);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
    expect((await InboxRow.query(desk.app.db.reader).resultSize()) - before).toBe(taken.length);
    await until("every line to be answered", async () => {
      const open = await InboxRow.query(desk.app.db.reader).whereNull("answered_at").resultSize();
      return open === 0;
    });
  });

  it("of questions changes nothing, and others are answered meanwhile", async () => {
    const before = await everything();
    for (const route of guarded().filter(({ method }) => method === "GET")) {
      const statuses = (await flood(route, () => ({}))).map(({ status }) => status);
      expect([route.path, statuses.includes(429)]).toEqual([route.path, true]);
      expect([route.path, statuses.some((status) => status >= 500)]).toEqual([route.path, false]);
    }
    expect((await ask(server.url, "/healthz")).status).toBe(200);
    expect(await everything()).toEqual(before);
  });

  it("of the page's files is answered: they cost nothing", async () => {
    const [route] = desk.routes.filter(({ path }) => path === "/app/*");
    if (route === undefined) throw new Error("there is no page");
    const statuses = new Set((await flood(route, () => ({}))).map(({ status }) => status));
    expect([...statuses]).toEqual([200]);
  });
});

describe("after all that", () => {
  it("the log has nothing secret, and knows of no failure", () => {
    expect(log.filter((line) => line.includes(token))).toEqual([]);
    expect(log.filter((line) => /"level":"(?:error|warn)"/.test(line))).toEqual([]);
    expect(log.length).toBeGreaterThan(0);
  });
});
