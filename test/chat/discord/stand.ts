/** Discord's adapter on a Discord of its own, with Ann in a channel of a server. */
import type { Incoming, Outgoing } from "../../../src/chat/adapter.ts";
import { command, marker, named, optional, required, rest } from "../../../src/chat/command.ts";
import { createDiscordAdapter, type DiscordOptions } from "../../../src/chat/discord/adapter.ts";
import { countArg, pairArg, priceArg, textArg } from "../../../src/chat/grammar/arguments.ts";
import type { ShownBlock } from "../../../src/domain/reply.ts";
import { Secret } from "../../../src/runtime/secret.ts";
import { silentLog } from "../../support/database.ts";
import { until } from "../../support/until.ts";
import { type DiscordPeer, type DiscordPeerOptions, startDiscordPeer } from "../../peers/discord/peer.ts";

const common = {
  family: "trade",
  role: "viewer",
  help: "Does.",
  examples: ["/x"],
  stale: "run",
  kind: "reads",
} as const;
const run = async () => ({ nothing: true }) as const;

export const COMMANDS = [
  command({ ...common, name: "status", args: {}, run }),
  command({
    ...common,
    name: "buy",
    args: {
      pair: required(pairArg, "what"),
      amount: required(textArg, "how much"),
      times: optional(countArg, "how often"),
      sl: named(priceArg, "stop"),
      note: rest(textArg, "why"),
      again: marker(countArg, "of the question"),
    },
    run,
  }),
];

export interface Stand {
  readonly peer: DiscordPeer;
  readonly adapter: ReturnType<typeof createDiscordAdapter>;
  readonly guild: string;
  readonly channel: string;
  readonly chatRef: string;
  readonly ann: string;
  readonly received: Incoming[];
  /** What the adapter told of Discord, in order. */
  readonly told: (string | null)[];
  readonly memory: Map<string, string>;
  /** What the desk says to an update that it is given. */
  answers: (update: Incoming) => Promise<"taken" | "stranger">;
  /** Resolves when Discord has told that it is connected, and knows the commands. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function open(
  options: Partial<DiscordOptions> = {},
  peerOptions: DiscordPeerOptions = {},
): Promise<Stand> {
  const peer = await startDiscordPeer(peerOptions);
  const guild = peer.guild();
  const [channel, ann] = [peer.channel(guild), peer.user(undefined, "ann")];
  const memory = new Map<string, string>();
  const { waits, ...others } = options;
  const adapter = createDiscordAdapter({
    ...{ token: new Secret(peer.token), apiUrl: peer.url, guildId: null, commands: { all: COMMANDS } },
    complete: async () => [],
    draw: async () => new Uint8Array([137, 80, 78, 71]),
    known: async (key) => memory.get(key) ?? null,
    remember: async (key, value) => void memory.set(key, value),
    clock: { now: () => Date.now() },
    log: silentLog,
    ...others,
    waits: { ...QUICK, ...waits },
  });
  const received: Incoming[] = [];
  const told: (string | null)[] = [];
  const stand: Stand = {
    ...{ peer, adapter, guild, channel, chatRef: `${guild}/${channel}`, ann, received, told, memory },
    answers: async () => "taken",
    async start() {
      const receive = async (update: Incoming) => {
        received.push(update);
        return stand.answers(update);
      };
      await adapter.start(receive, {
        reachable: (trouble) => void told.push(trouble),
        async moved() {},
        async closed() {},
      });
      await until("Discord to know the commands", () => told.at(-1) === null && peer.commands(null).length > 0);
    },
    async close() {
      await adapter.stop();
      await peer.stop();
    },
  };
  return stand;
}

const QUICK = {
  ...{ commandMs: 700, pressMs: 700, callMs: 1_000, registerMs: 100 },
  ...{
    loginMs: 5_000,
    lookMs: 20,
    breakMs: 200,
    deadMs: 3_000,
    silentMs: 60_000,
    firstRetryMs: 20,
    longestRetryMs: 100,
  },
};

export function outgoing(key: string, blocks: readonly ShownBlock[], more: Partial<Outgoing> = {}): Outgoing {
  const reply = { outcome: "done", blocks } as const;
  return {
    name: key,
    key,
    kind: "card",
    reply,
    revision: 1,
    inReplyTo: null,
    trail: null,
    isSilent: false,
    zone: "UTC",
    ...more,
  };
}

export const words = (text: string): readonly ShownBlock[] => [{ kind: "text", line: [text] }];

/** Of all texts of its embeds, and of what stands above them. */
export function textOf(
  message: { readonly content: string; readonly embeds: readonly object[] } | undefined | null,
): string {
  const embeds = (message?.embeds ?? []) as { readonly title?: string; readonly description?: string }[];
  return [message?.content ?? "", ...embeds.flatMap(({ title = "", description = "" }) => [title, description])]
    .filter((each) => each !== "")
    .join("\n");
}
