import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { createReach } from "../../../src/chat/discord/wire/reach.ts";
import { createCall } from "../../../src/chat/discord/wire/rest.ts";
import { Secret } from "../../../src/runtime/secret.ts";

const TOKEN = "MTIz.abcdef.secretsecretsecret";
const LOOK = { what: "looking", method: "GET", route: "/users/@me", isRepeatable: true } as const;

test("a token that Discord refused once is used again: the library would forget it", async () => {
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    const isFirst = authorizations.length === 1;
    response.writeHead(isFirst ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(isFirst ? { code: 0, message: "401: Unauthorized" } : { id: "1" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const heard: (string | null)[] = [];
  const call = createCall({
    ...{ token: new Secret(TOKEN), apiUrl: `http://127.0.0.1:${port}/api`, deadlineMs: 5_000 },
    heard: (trouble) => void heard.push(trouble),
  });
  await expect(call(LOOK)).rejects.toMatchObject({ name: "Refused", status: 401 });
  expect(await call(LOOK)).toEqual({ id: "1" });
  expect(authorizations).toEqual([`Bot ${TOKEN}`, `Bot ${TOKEN}`]);
  expect(heard).toEqual([expect.stringContaining("DISCORD_BOT_TOKEN"), null]);
  server.close();
});

test("Discord is out of reach while it is not connected, or answers nothing three times in a row", () => {
  const told: (string | null)[] = [];
  const reach = createReach({
    reachable: (trouble) => void told.push(trouble),
    moved: async () => undefined,
    closed: async () => undefined,
  });
  reach.rest(null);
  expect(told).toEqual([]);
  reach.gateway(null);
  for (const trouble of ["slow", "slow", null, "slow", "slow", "slow", "slow"]) reach.rest(trouble);
  expect(told).toEqual([null, "slow"]);
  reach.gateway("no connection");
  reach.rest(null);
  reach.gateway(null);
  expect(told).toEqual([null, "slow", "no connection", null]);
});
