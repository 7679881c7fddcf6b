import { afterEach, describe, expect, test } from "vitest";

import type { DiscordOptions } from "../../../../src/chat/discord/adapter.ts";
import type { Log } from "../../../../src/runtime/log.ts";
import { Secret } from "../../../../src/runtime/secret.ts";
import { until } from "../../../support/until.ts";
import { type Stand, COMMANDS, open, outgoing, textOf, words } from "../stand.ts";

const stands: Stand[] = [];

afterEach(async () => {
  await Promise.all(stands.splice(0).map((stand) => stand.close()));
});

async function opened(...options: Parameters<typeof open>): Promise<Stand> {
  const stand = await open(...options);
  stands.push(stand);
  return stand;
}

/** Without waiting for the connection. */
async function begin({ adapter, received, told }: Stand): Promise<void> {
  const receive = async (update: Stand["received"][number]) => {
    received.push(update);
    return "taken" as const;
  };
  await adapter.start(receive, {
    reachable: (trouble) => void told.push(trouble),
    async moved() {},
    async closed() {},
  });
}

/** Ann asks until the desk hears her: while nobody listens, Discord forgets what is asked. */
async function expectHeard({ peer, ann, channel, received }: Stand): Promise<void> {
  const before = received.length;
  await until("the desk to hear", () => {
    peer.runs(ann, channel, "status").answered.catch(() => undefined);
    return received.length > before;
  });
}

const puts = ({ peer }: Stand) => peer.calls.filter(({ route }) => route.startsWith("PUT /applications")).length;

describe("the connection", () => {
  test("that is cut is resumed, and what came meanwhile is not lost", async () => {
    const stand = await opened();
    await stand.start();
    stand.peer.cut();
    const handle = stand.peer.runs(stand.ann, stand.channel, "status");
    await until("the update", () => stand.received.length === 1);
    await handle.answered;
    expect(stand.peer.stats.gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  test.each([
    ["that Discord asks to make anew", (stand: Stand) => stand.peer.reconnect()],
    ["whose session can be resumed", (stand: Stand) => stand.peer.invalidate(true)],
  ])("%s is made anew", async (_what, act) => {
    const stand = await opened();
    await stand.start();
    act(stand);
    await until("the other one", () => stand.peer.stats.gateway.resumes > 0);
    await expectHeard(stand);
    expect(stand.peer.stats.gateway.identifies).toBe(1);
  });

  test("that is down at the start comes when it is there, and is told of", async () => {
    const stand = await opened();
    await stand.peer.down();
    await begin(stand);
    await until("the trouble", () => typeof stand.told.at(-1) === "string");
    await stand.peer.up();
    await until("the end of it", () => stand.told.at(-1) === null && stand.peer.commands(null).length > 0);
    await expectHeard(stand);
  });

  test("that is refused at the start is tried again", async () => {
    const stand = await opened();
    stand.peer.refuse();
    await begin(stand);
    await until("the trouble", () => typeof stand.told.at(-1) === "string");
    stand.peer.accept();
    await until("the end of it", () => stand.told.at(-1) === null && stand.peer.commands(null).length > 0);
    await expectHeard(stand);
  });

  test("that is silent is thrown away, and another one made", async () => {
    const stand = await opened({ waits: { silentMs: 500 } }, { heartbeatMs: 60_000 });
    await stand.start();
    await expectHeard(stand);
    stand.peer.zombie();
    await until("another one", () => stand.peer.stats.gateway.identifies > 1);
    await expectHeard(stand);
  });

  test("whose resume is never answered is thrown away, and another one made", async () => {
    const stand = await opened({ waits: { deadMs: 600 } });
    await stand.start();
    stand.peer.dropEvent("RESUMED", 1);
    stand.peer.cut();
    await until("another one", () => stand.peer.stats.gateway.identifies > 1);
    await expectHeard(stand);
  });

  test("with a wrong token is not tried again, and the advice is told", async () => {
    const stand = await opened({ token: new Secret("MTIz.abcdef.wrongwrongwrong") });
    await begin(stand);
    const trouble = await until("the trouble", () => stand.told.at(-1));
    expect(trouble).toContain("DISCORD_BOT_TOKEN");
    expect(stand.peer.calls.length).toBeLessThan(3);
    expect(stand.peer.stats.gateway.identifies).toBe(0);
  });

  test("that breaks in the middle of being made ends with its adapter, and harms nobody", async () => {
    for (let times = 0; times < 5; times += 1) {
      const stand = await opened();
      await begin(stand);
      await new Promise((resolve) => setImmediate(resolve));
      await stand.adapter.stop();
      await stand.peer.stop();
      expect(stand.received).toEqual([]);
    }
  });

  test("that is gone does not keep a card from being shown", async () => {
    const stand = await opened();
    await stand.start();
    stand.peer.refuse();
    stand.peer.cut();
    await stand.adapter.send(stand.chatRef, outgoing("a", words("Filled.")));
    expect(stand.peer.messages(stand.channel).map((each) => textOf(each))).toEqual(["Filled."]);
  });
});

describe("the commands", () => {
  test("are registered once, and again only when they are others", async () => {
    const first = await opened();
    await first.start();
    await first.adapter.stop();
    await first.start();
    await expectHeard(first);
    expect(puts(first)).toBe(1);
    expect([...first.memory.keys()]).toEqual([`discord:commands:${first.peer.applicationId}:global`]);

    const [status] = COMMANDS;
    const changed = await opened({
      commands: { all: status === undefined ? [] : [status] },
      known: async () => "of other commands",
    });
    await changed.start();
    expect(changed.peer.commands(null).map(({ name }) => name)).toEqual(["status"]);
  });

  test("are registered in one server where that is wanted, also when the first try fails", async () => {
    const guildId = "1234567890123456789";
    const stand = await opened({ guildId });
    stand.peer.guild(guildId);
    stand.peer.fault("PUT /applications/:application/guilds/:guild/commands", "500", 2);
    await begin(stand);
    await until("the commands", () => stand.peer.commands(guildId).length === COMMANDS.length);
    expect(stand.peer.commands(null)).toEqual([]);
  });
});

test("the bot's token and an interaction's are in no line of the log", async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    const errors = Object.values(fields).map((value) => (value instanceof Error ? `${value.stack}` : ""));
    lines.push(message + JSON.stringify(fields) + errors.join());
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const options: Partial<DiscordOptions> = { log };
  const stand = await opened(options);
  stand.peer.fault("GET /gateway/bot", "500", 2);
  stand.peer.fault("PUT /applications/:application/commands", "502-html", 2);
  await stand.start();
  stand.answers = () => Promise.reject(new Error("the disk is full"));
  stand.peer.fault("POST /interactions/:interaction/:token/callback", "500", 2);
  const handle = stand.peer.runs(stand.ann, stand.channel, "status");
  await until("a line of it", () => lines.some((line) => line.includes("interaction of Discord")));
  stand.peer.cut();
  await expectHeard(stand).catch(() => undefined);
  expect(lines.length).toBeGreaterThan(3);
  for (const secret of [stand.peer.token, handle.token]) expect(lines.join("\n")).not.toContain(secret);
});
