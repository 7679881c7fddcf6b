/** What Discord refuses, limits and loses, by plain calls. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { callDiscord, long, row } from "../support/discord-calls.ts";
import type { Json, Told } from "../support/discord-calls.ts";
import { until } from "../support/until.ts";
import type { FaultKind } from "./discord/faults.ts";
import { startDiscordPeer } from "./discord/peer.ts";
import type { DiscordPeer, DiscordPeerOptions } from "./discord/peer.ts";

let peer: DiscordPeer;
let guild: string;
let channel: string;
let ann: string;

beforeEach(async () => begin({ limits: "off" }));
afterEach(async () => peer.stop());

async function begin(options: DiscordPeerOptions): Promise<void> {
  peer = await startDiscordPeer(options);
  guild = peer.guild();
  channel = peer.channel(guild);
  ann = peer.user(undefined, "ann");
}

async function again(options: DiscordPeerOptions): Promise<void> {
  await peer.stop();
  await begin(options);
}

async function call(method: string, path: string, body?: unknown, token?: string): Promise<Told> {
  return callDiscord(peer, method, path, body, token);
}

async function send(body: unknown, where = channel): Promise<Told> {
  return call("POST", `/channels/${where}/messages`, body);
}

describe("a place", () => {
  const LOCKED = { archived: true, locked: true };

  it("refuses who has no business there", async () => {
    expect(await call("GET", "/users/@me", undefined, "wrong")).toMatchObject({ status: 401 });
    expect(await call("GET", "/nowhere")).toMatchObject({ status: 404, code: 0 });
    expect(await call("PUT", "/users/@me")).toMatchObject({ status: 405 });
    expect(await send({ content: "?" }, "12345678901234567")).toMatchObject({ status: 404, code: 10003 });
    peer.permit(channel, ["VIEW_CHANNEL"]);
    expect(await send({ content: "?" })).toMatchObject({ status: 403, code: 50013 });
    peer.permit(channel, []);
    expect(await send({ content: "?" })).toMatchObject({ status: 403, code: 50001 });
  });

  it("opens a DM, unless its person closed it", async () => {
    const { body } = await call("POST", "/users/@me/channels", { recipient_id: ann });
    expect(body["id"]).toBe(peer.dm(ann));
    expect(await send({ content: "hi" }, peer.dm(ann))).toMatchObject({ status: 200 });
    peer.closes(ann);
    expect(await send({ content: "hi" }, peer.dm(ann))).toMatchObject({ status: 403, code: 50007 });
    expect(await call("POST", "/users/@me/channels", { recipient_id: "12345678901234567" })).toMatchObject({
      code: 50033,
    });
  });

  it("opens an archived thread for a message, but no locked one and not for an edit", async () => {
    const thread = peer.thread(channel);
    const { body } = await send({ content: "?" }, thread);
    const message = `/channels/${thread}/messages/${String(body["id"])}`;
    peer.archive(thread, { archived: true, locked: false });
    expect(await call("PATCH", message, { content: "!" })).toMatchObject({ status: 400, code: 50083 });
    expect(await send({ content: "?" }, thread)).toMatchObject({ status: 200 });
    expect(await call("PATCH", message, { content: "!" })).toMatchObject({ status: 200 });
    peer.archive(thread, LOCKED);
    expect(await send({ content: "?" }, thread)).toMatchObject({ status: 400, code: 50083 });
  });

  it("lets only who manages threads open a locked one", async () => {
    const thread = peer.thread(channel, undefined, LOCKED);
    expect(await call("PATCH", `/channels/${thread}`, { archived: false })).toMatchObject({ status: 200 });
    peer.archive(thread, LOCKED);
    peer.permit(thread, ["VIEW_CHANNEL", "SEND_MESSAGES_IN_THREADS"]);
    expect(await call("PATCH", `/channels/${thread}`, { archived: false })).toMatchObject({ status: 403, code: 50013 });
  });

  it("knows no message that was deleted", async () => {
    const { body } = await send({ content: "?" });
    peer.deletes(channel, String(body["id"]));
    const path = `/channels/${channel}/messages/${String(body["id"])}`;
    expect(await call("PATCH", path, { content: "!" })).toMatchObject({ status: 404, code: 10008 });
  });
});

describe("a command", () => {
  const option = (name: string, more: Json = {}): Json => ({ type: 3, name, description: "d", ...more });
  const bad: readonly (readonly [what: string, command: Json, path: string])[] = [
    ["a name in capitals", { name: "Buy", description: "d" }, "0.name"],
    ["no description", { name: "buy", description: "" }, "0.description"],
    ["a description of 101", { name: "buy", description: long(101) }, "0.description"],
    [
      "26 options",
      { name: "buy", description: "d", options: Array.from({ length: 26 }, (_, at) => option(`o${at}`)) },
      "0.options",
    ],
    [
      "a required option behind an optional one",
      { name: "buy", description: "d", options: [option("a"), option("b", { required: true })] },
      "0.options.1",
    ],
    [
      "26 choices",
      {
        name: "buy",
        description: "d",
        options: [option("a", { choices: Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, value: `${at}` })) })],
      },
      "0.options.0.choices",
    ],
    ["an unknown type", { name: "buy", description: "d", options: [{ ...option("a"), type: 12 }] }, "0.options.0.type"],
    [
      "8,001 letters",
      {
        name: "buy",
        description: "d",
        options: Array.from({ length: 25 }, (_, at) =>
          option(`o${at}`, { choices: Array.from({ length: 4 }, (__, n) => ({ name: long(90), value: `${n}` })) }),
        ),
      },
      "0",
    ],
  ];
  it.each(bad)("is refused with %s", async (_what, command, path) => {
    const told = await call("PUT", `/applications/${peer.applicationId}/commands`, [command]);
    expect(told).toMatchObject({ status: 400, code: 50035 });
    expect(told.body["errors"]).toHaveProperty([...path.split("."), "_errors"]);
  });

  it("is run as it was declared, or not at all", async () => {
    const options = [option("pair", { required: true }), option("side", { choices: [{ name: "Buy", value: "buy" }] })];
    const command = { name: "order", description: "d", contexts: [0], options };
    await call("POST", `/applications/${peer.applicationId}/guilds/${guild}/commands`, command);
    const refused: readonly (readonly [act: () => unknown, why: string])[] = [
      [() => peer.runs(ann, channel, "sell"), "knows no command /sell"],
      [() => peer.runs(ann, channel, "order"), "needs pair"],
      [() => peer.runs(ann, channel, "order", { pair: "x", price: "1" }), "knows no option price"],
      [() => peer.runs(ann, channel, "order", { pair: 1 }), "takes a string"],
      [() => peer.runs(ann, channel, "order", { pair: "x", side: "up" }), "offers no up"],
      [() => peer.runs(ann, "dm", "order", { pair: "x" }), "knows no command"],
      [() => peer.autocompletes(ann, channel, "order", { pair: "x" }, "pair"), "completes nothing"],
    ];
    for (const [act, why] of refused) expect(act).toThrow(why);
  });
});

describe("an interaction", () => {
  const reply = (content: string): Json => ({ type: 4, data: { content } });

  async function run(): Promise<{
    readonly path: string;
    readonly hook: string;
    readonly handle: ReturnType<DiscordPeer["runs"]>;
  }> {
    await call("PUT", `/applications/${peer.applicationId}/commands`, [{ name: "ping", description: "d" }]);
    const handle = peer.runs(ann, channel, "ping");
    const [path, hook] = [
      `/interactions/${handle.id}/${handle.token}/callback`,
      `/webhooks/${peer.applicationId}/${handle.token}`,
    ];
    return { handle, path, hook };
  }

  it("is answered once", async () => {
    const { path, hook, handle } = await run();
    expect(await call("PATCH", `${hook}/messages/@original`, { content: "?" })).toMatchObject({
      status: 404,
      code: 10015,
    });
    const told = await call("POST", `${path}?with_response=true`, reply("pong"));
    expect(told.body).toMatchObject({ resource: { type: 4, message: { content: "pong" } } });
    expect(await call("POST", path, reply("pong"))).toMatchObject({ status: 400, code: 40060 });
    await call("DELETE", `${hook}/messages/@original`);
    expect(handle.reply()).toBeNull();
    expect(await call("PATCH", `${hook}/messages/@original`, { content: "?" })).toMatchObject({
      status: 404,
      code: 10008,
    });
  });

  it("fails when no answer comes in time", async () => {
    await again({ limits: "off", answerWithinMs: 30 });
    const { path, handle } = await run();
    await expect(handle.answered).rejects.toThrow("no answer within 30 ms");
    expect(await call("POST", path, reply("late"))).toMatchObject({ status: 404, code: 10062 });
    expect(peer.messages(channel)).toEqual([]);
  });

  it("goes on after its deferred answer was deleted", async () => {
    const { path, hook, handle } = await run();
    await call("POST", path, { type: 5 });
    await call("DELETE", `${hook}/messages/@original`);
    await call("POST", hook, { content: "more", flags: 64 });
    expect(handle.followUps).toMatchObject([{ content: "more", shownTo: ann }]);
  });

  it("goes with its channel", async () => {
    const { path, hook } = await run();
    await call("POST", path, reply("pong"));
    peer.removesChannel(channel);
    expect(await call("PATCH", `${hook}/messages/@original`, { content: "?" })).toMatchObject({ code: 10008 });
    expect(await call("POST", hook, { content: "?" })).toMatchObject({ status: 404, code: 10003 });
    expect(await send({ content: "?" })).toMatchObject({ status: 404, code: 10003 });
  });

  it("has a token that expires", async () => {
    const { path, hook, handle } = await run();
    await call("POST", path, reply("pong"));
    peer.expire(handle);
    expect(await call("POST", hook, { content: "more" })).toMatchObject({ status: 401, code: 50027 });
  });

  it("hides an ephemeral answer from the channel, and fills a deferred one with the first follow-up", async () => {
    const { path, hook, handle } = await run();
    await call("POST", path, { type: 5, data: { flags: 64 } });
    expect(handle.reply()).toMatchObject({ isLoading: true, shownTo: ann });
    await call("POST", hook, { content: "here" });
    expect(handle.reply()).toMatchObject({ isLoading: false, content: "here", shownTo: ann });
    const seen = await call("GET", `/channels/${channel}/messages/${handle.reply()?.id}`);
    expect(seen).toMatchObject({ status: 404, code: 10008 });
  });

  it.each([6, 7, 8])("of a command takes no answer of type %i", async (type) => {
    const { path } = await run();
    expect(await call("POST", path, { type })).toMatchObject({ status: 400, code: 50035 });
  });

  it("shows no modal with a title of 46", async () => {
    const { path } = await run();
    const input = { type: 4, style: 1, label: "l", custom_id: "i" };
    const modal = (title: string): Json => ({ type: 9, data: { title, custom_id: "m", components: [row(input)] } });
    expect(await call("POST", path, modal(long(46)))).toMatchObject({ status: 400, code: 50035 });
    expect(await call("POST", path, modal(long(45)))).toMatchObject({ status: 204 });
  });
});

describe("limits", () => {
  beforeEach(async () => again({}));

  it("lets five messages in five seconds into a channel", async () => {
    const told = [];
    for (let at = 0; at < 6; at += 1) told.push(await send({ content: "?" }));
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(told[0]?.headers.get("x-ratelimit-remaining")).toBe("4");
    expect(told[5]?.body).toMatchObject({ global: false });
    expect(await send({ content: "?" }, peer.channel(guild))).toMatchObject({ status: 200 });
  });

  it("lets the bot call fifty times a second, whatever it calls", async () => {
    const calls = Array.from({ length: 60 }, async () => call("GET", `/channels/${peer.channel(guild)}`));
    const refused = (await Promise.all(calls)).filter(({ status }) => status === 429);
    expect(refused[0]?.body).toMatchObject({ global: true });
  });

  it("can be put off", async () => {
    peer.limits = "off";
    const told = await Promise.all(Array.from({ length: 60 }, async () => send({ content: "?" })));
    expect(told.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe("a fault", () => {
  const ROUTE = "POST /channels/:channel/messages";
  const table: readonly (readonly [kind: FaultKind, told: string | number, isShown: boolean])[] = [
    ["drop-before", "TypeError", false],
    ["drop-after", "TypeError", true],
    ["hang-before", "TimeoutError", false],
    ["hang-after", "TimeoutError", true],
    ["500", 500, false],
    ["502-html", 502, false],
    ["429", 429, false],
    ["garbage", "SyntaxError", true],
    ["truncated", "TypeError", true],
    ["slow", 200, true],
  ];
  it.each(table)("%s happens once", async (kind, told, isShown) => {
    peer.fault(ROUTE, kind, 1, kind === "slow" ? 1 : undefined);
    const seen = await outcome(kind.startsWith("hang") ? 50 : 5000);
    expect(seen).toBe(told);
    expect(peer.messages(channel)).toHaveLength(isShown ? 1 : 0);
    expect(await send({ content: "again" })).toMatchObject({ status: 200 });
  });

  it("is planned for a route that there is", () => {
    expect(() => peer.fault("POST /nowhere", "500")).toThrow("no route POST /nowhere");
  });

  async function outcome(timeoutMs: number): Promise<string | number> {
    try {
      const response = await fetch(`${peer.url}/v10/channels/${channel}/messages`, {
        method: "POST",
        headers: { authorization: `Bot ${peer.token}`, "content-type": "application/json" },
        body: JSON.stringify({ content: "?" }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) await response.json();
      return response.status;
    } catch (error) {
      return error instanceof Error ? error.name : "";
    }
  }
});

describe("the port", () => {
  it("closes, and opens again as the same", async () => {
    await peer.down();
    await expect(call("GET", "/users/@me")).rejects.toThrow("fetch failed");
    await peer.up();
    await until("an answer", async () => (await call("GET", "/users/@me")).status === 200);
    expect(peer.calls.at(-1)).toMatchObject({ route: "GET /users/@me", status: 200 });
  });
});
