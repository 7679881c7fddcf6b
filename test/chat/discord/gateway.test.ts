import { afterEach, describe, expect, test } from "vitest";

import type { DiscordOptions } from "../../../src/chat/discord/adapter.ts";
import type { Log } from "../../../src/runtime/log.ts";
import { Secret } from "../../../src/runtime/secret.ts";
import { until } from "../../support/until.ts";
import { type Bench, COMMANDS, open, outgoing, textOf, words } from "./bench.ts";

const benches: Bench[] = [];

afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

async function opened(...options: Parameters<typeof open>): Promise<Bench> {
  const bench = await open(...options);
  benches.push(bench);
  return bench;
}

/** Without waiting for the connection. */
async function begin({ adapter, received, told }: Bench): Promise<void> {
  const receive = async (update: Bench["received"][number]) => {
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
async function expectHeard({ peer, ann, channel, received }: Bench): Promise<void> {
  const before = received.length;
  await until("the desk to hear", () => {
    peer.runs(ann, channel, "status").answered.catch(() => undefined);
    return received.length > before;
  });
}

const puts = ({ peer }: Bench) => peer.calls.filter(({ route }) => route.startsWith("PUT /applications")).length;

describe("the connection", () => {
  test("that is cut is resumed, and what came meanwhile is not lost", async () => {
    const bench = await opened();
    await bench.start();
    bench.peer.cut();
    const handle = bench.peer.runs(bench.ann, bench.channel, "status");
    await until("the update", () => bench.received.length === 1);
    await handle.answered;
    expect(bench.peer.stats.gateway).toMatchObject({ identifies: 1, resumes: 1 });
  });

  test.each([
    ["that Discord asks to make anew", (bench: Bench) => bench.peer.reconnect()],
    ["whose session can be resumed", (bench: Bench) => bench.peer.invalidate(true)],
  ])("%s is made anew", async (_what, act) => {
    const bench = await opened();
    await bench.start();
    act(bench);
    await until("the other one", () => bench.peer.stats.gateway.resumes > 0);
    await expectHeard(bench);
    expect(bench.peer.stats.gateway.identifies).toBe(1);
  });

  test("that is down at the start comes when it is there, and is told of", async () => {
    const bench = await opened();
    await bench.peer.down();
    await begin(bench);
    await until("the trouble", () => typeof bench.told.at(-1) === "string");
    await bench.peer.up();
    await until("the end of it", () => bench.told.at(-1) === null && bench.peer.commands(null).length > 0);
    await expectHeard(bench);
  });

  test("that is refused at the start is tried again", async () => {
    const bench = await opened();
    bench.peer.refuse();
    await begin(bench);
    await until("the trouble", () => typeof bench.told.at(-1) === "string");
    bench.peer.accept();
    await until("the end of it", () => bench.told.at(-1) === null && bench.peer.commands(null).length > 0);
    await expectHeard(bench);
  });

  test("that is silent is thrown away, and another one made", async () => {
    const bench = await opened({ waits: { silentMs: 500 } }, { heartbeatMs: 60_000 });
    await bench.start();
    await expectHeard(bench);
    bench.peer.zombie();
    await until("another one", () => bench.peer.stats.gateway.identifies > 1);
    await expectHeard(bench);
  });

  test("whose resume is never answered is thrown away, and another one made", async () => {
    const bench = await opened({ waits: { deadMs: 600 } });
    await bench.start();
    bench.peer.dropEvent("RESUMED", 1);
    bench.peer.cut();
    await until("another one", () => bench.peer.stats.gateway.identifies > 1);
    await expectHeard(bench);
  });

  test("with a wrong token is not tried again, and the advice is told", async () => {
    const bench = await opened({ token: new Secret("MTIz.abcdef.wrongwrongwrong") });
    await begin(bench);
    const trouble = await until("the trouble", () => bench.told.at(-1));
    expect(trouble).toContain("DISCORD_BOT_TOKEN");
    expect(bench.peer.calls.length).toBeLessThan(3);
    expect(bench.peer.stats.gateway.identifies).toBe(0);
  });

  test("that breaks in the middle of being made ends with its adapter, and harms nobody", async () => {
    for (let times = 0; times < 5; times += 1) {
      const bench = await opened();
      await begin(bench);
      await new Promise((resolve) => setImmediate(resolve));
      await bench.adapter.stop();
      await bench.peer.stop();
      expect(bench.received).toEqual([]);
    }
  });

  test("that is gone does not keep a card from being shown", async () => {
    const bench = await opened();
    await bench.start();
    bench.peer.refuse();
    bench.peer.cut();
    await bench.adapter.send(bench.chatRef, outgoing("a", words("Filled.")));
    expect(bench.peer.messages(bench.channel).map((each) => textOf(each))).toEqual(["Filled."]);
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
    const bench = await opened({ guildId });
    bench.peer.guild(guildId);
    bench.peer.fault("PUT /applications/:application/guilds/:guild/commands", "500", 2);
    await begin(bench);
    await until("the commands", () => bench.peer.commands(guildId).length === COMMANDS.length);
    expect(bench.peer.commands(null)).toEqual([]);
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
  const bench = await opened(options);
  bench.peer.fault("GET /gateway/bot", "500", 2);
  bench.peer.fault("PUT /applications/:application/commands", "502-html", 2);
  await bench.start();
  bench.answers = () => Promise.reject(new Error("the disk is full"));
  bench.peer.fault("POST /interactions/:interaction/:token/callback", "500", 2);
  const handle = bench.peer.runs(bench.ann, bench.channel, "status");
  await until("a line of it", () => lines.some((line) => line.includes("interaction of Discord")));
  bench.peer.cut();
  await expectHeard(bench).catch(() => undefined);
  expect(lines.length).toBeGreaterThan(3);
  for (const secret of [bench.peer.token, handle.token]) expect(lines.join("\n")).not.toContain(secret);
});
