/** The adapter before a Telegram of its own, with short waits; what it hands on is kept. */
import type { Incoming, News, Outgoing, Receive } from "../../../src/chat/adapter.ts";
import {
  createTelegramAdapter,
  type TelegramAdapter,
  type TelegramOptions,
} from "../../../src/chat/telegram/adapter.ts";
import type { Shown } from "../../../src/domain/reply.ts";
import { createLog } from "../../../src/runtime/log.ts";
import type { Secrets } from "../../../src/runtime/scrub.ts";
import { Secret } from "../../../src/runtime/secret.ts";
import { startTelegramPeer, type TelegramPeer } from "../../peers/telegram/peer.ts";
import { NOW } from "../../support/template.ts";
import { until } from "../../support/until.ts";

export const ANN = 1001;
export const BO = 1002;
export const GROUP = -1_002_470_010_020;
export const TOPIC = 12;

export interface TelegramStand {
  readonly peer: TelegramPeer;
  readonly adapter: TelegramAdapter;
  readonly received: Incoming[];
  /** Each change of whether Telegram answers. */
  readonly reachable: (string | null)[];
  readonly moved: [from: string, to: string][];
  readonly closed: [chatRef: string, why: string][];
  /** Of the log, not scrubbed: what must not be in it is looked for here. */
  readonly lines: string[];
  /** isSpoilt: what it gives is no picture. */
  readonly draws: { count: number; fails: Error | null; isSpoilt: boolean };
  start(receive?: Receive): Promise<void>;
  stop(): Promise<void>;
}

export const SHORT = {
  ...{ callMs: 1_000, uploadMs: 1_000, pollSeconds: 1, pollMs: 2_000, storeMs: 1_000, webhookCheckMs: 60_000 },
  ...{ firstRetryMs: 20, lastRetryMs: 200, paceMs: 8_000, heardMs: 300 },
};

export async function telegramStand(options: Partial<TelegramOptions> = {}): Promise<TelegramStand> {
  const peer = await startTelegramPeer({ allowsHttpWebhook: true, webhookRetryMs: 50 });
  peer.user(ANN, "Ann");
  peer.user(BO, "Bo");
  peer.group(GROUP, { isForum: true, topics: [TOPIC] });
  const kept = { received: [], reachable: [], moved: [], closed: [], lines: [] } as unknown as TelegramStand;
  const draws: TelegramStand["draws"] = { count: 0, fails: null, isSpoilt: false };
  const secrets = { register() {}, scrub: (text: string) => text } satisfies Secrets;
  const adapter = createTelegramAdapter({
    ...{
      token: new Secret(peer.token),
      apiRoot: peer.url,
      webhook: null,
      pace: "off",
      commandLists: null,
      times: SHORT,
    },
    async draw(chart) {
      draws.count += 1;
      if (draws.fails !== null) throw draws.fails;
      if (draws.isSpoilt) return Buffer.from("no picture");
      return pngOf(chart.kind === "equity" ? chart.points.length : 1);
    },
    clock: { now: () => NOW },
    log: createLog({ level: "debug", destination: { write: (line) => kept.lines.push(line) }, secrets }),
    ...options,
  });
  const news: News = {
    reachable: (trouble) => void (kept.reachable.at(-1) === trouble || kept.reachable.push(trouble)),
    moved: async (from, to) => void kept.moved.push([from, to]),
    closed: async (chatRef, why) => void kept.closed.push([chatRef, why]),
  };
  const take: Receive = async (update) => {
    kept.received.push(update);
    return "taken";
  };
  return {
    ...kept,
    ...{ peer, adapter, draws },
    start: (receive = take) => adapter.start(receive, news),
    async stop() {
      await adapter.stop();
      await peer.stop();
    },
  };
}

/** Resolves when the bot has confirmed all that was written to it. */
export function confirmed({ peer }: TelegramStand): Promise<unknown> {
  return until("all updates to be confirmed", () => peer.pending.length === 0);
}

let keys = 0;

export function outgoing(reply: Shown, more: Partial<Outgoing> = {}): Outgoing {
  keys += 1;
  const how = { revision: 1, inReplyTo: null, trail: null, isSilent: false, zone: "UTC" };
  return { name: `m${keys}`, key: `k${keys}`, kind: "card", reply, ...how, ...more };
}

/** A picture of so many columns: Telegram looks at its head and its end. */
function pngOf(width: number): Uint8Array {
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const bytes = Buffer.from(png, "base64");
  bytes.writeUInt32BE(width, WIDTH_AT);
  return bytes;
}

const WIDTH_AT = 16;
