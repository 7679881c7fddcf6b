/** Platforms that do not answer: told in the chats of the others while it lasts, and when it is over. */
import { outageCard, outageOverCard } from "../cards/outage.ts";
import { platformName } from "../cards/words.ts";
import type { Desk } from "../db/desk.ts";
import { transact, type Tx } from "../db/transact.ts";
import type { AlertId } from "../domain/ids.ts";
import { Chat } from "../models/chat.ts";
import { Delivery } from "../models/delivery.ts";
import { readMeta, writeMeta } from "../models/meta.ts";
import type { Platform } from "../domain/platform.ts";
import { post, revise } from "./outbox.ts";

/** A platform within reach is none of them. */
export type Reach = ReadonlyMap<Platform, Outage>;

export interface Outage {
  /** People's time, ms UTC. */
  readonly since: number;
  /** What was seen, in words. */
  readonly trouble: string;
}

export interface Outages {
  readonly reach: Reach;
  /** What an adapter saw; null: it answers. */
  tell(platform: Platform, trouble: string | null): void;
  /** Tells what lasts, and what is over: each few seconds. */
  look(): Promise<void>;
}

/** A shorter one is no news: the messages are only late. */
const TOLD_AFTER_MS = 2 * 60_000;
const MINUTE_MS = 60_000;

export function createOutages(desk: Desk, platforms: readonly Platform[]): Outages {
  const reach = new Map<Platform, Outage>();
  /** Whole minutes that were told last. */
  const told = new Map<Platform, number>();
  /** Have answered since the start. */
  const heard = new Set<Platform>();

  const lookAt = async (platform: Platform): Promise<void> => {
    const outage = reach.get(platform);
    const forMs = outage === undefined ? 0 : desk.clock.now() - outage.since;
    const minutes = toldMinutes(forMs);
    if (outage !== undefined && (forMs < TOLD_AFTER_MS || told.get(platform) === minutes)) return;
    if (outage === undefined && (!heard.has(platform) || told.get(platform) === 0)) return;
    await transact(desk, (tx) =>
      outage === undefined ? over(tx, desk, platform) : lasting(tx, desk, platform, outage),
    );
    told.set(platform, minutes);
  };

  const sinceOf = (platform: Platform): number => reach.get(platform)?.since ?? desk.clock.now();

  return {
    reach,
    tell(platform, trouble) {
      if (trouble !== null) return void reach.set(platform, { since: sinceOf(platform), trouble });
      reach.delete(platform);
      heard.add(platform);
    },
    async look() {
      for (const platform of platforms) await lookAt(platform);
    },
  };
}

/** Each minute at first, then each tenth, then each hour: a card that changes all day is noise. */
function toldMinutes(forMs: number): number {
  const minutes = Math.floor(forMs / MINUTE_MS);
  const step = minutes < 10 ? 1 : minutes < 60 ? 10 : 60;
  return minutes - (minutes % step);
}

/** Its card, and since when: over a restart it is the same outage. */
const keyOf = (platform: Platform): string => `outage.${platform}`;

interface Told {
  readonly alert: AlertId;
  readonly since: number;
}

async function toldOf(tx: Tx, platform: Platform): Promise<Told | null> {
  const text = await readMeta(tx, keyOf(platform));
  return text === null || text === "" ? null : (JSON.parse(text) as Told);
}

async function lasting(tx: Tx, desk: Desk, platform: Platform, { since: seen, trouble }: Outage): Promise<void> {
  const at = desk.clock.now();
  const before = await toldOf(tx, platform);
  const since = before?.since ?? seen;
  const waiting = await waitingOn(tx, platform);
  const reply = outageCard({ platform: platformName(platform), forMs: at - since, waiting, trouble });
  if (before !== null) return revise(tx, before.alert, reply, at);
  const others = await Chat.query(tx).whereNot({ platform });
  const to = others.map(({ id }) => id);
  const alert = await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: null, at, to });
  await writeMeta(tx, keyOf(platform), JSON.stringify({ alert, since } satisfies Told));
}

async function over(tx: Tx, desk: Desk, platform: Platform): Promise<void> {
  const before = await toldOf(tx, platform);
  if (before === null) return;
  const at = desk.clock.now();
  const facts = { platform: platformName(platform), forMs: at - before.since, waiting: await waitingOn(tx, platform) };
  await revise(tx, before.alert, outageOverCard(facts), at);
  await writeMeta(tx, keyOf(platform), "");
}

async function waitingOn(tx: Tx, platform: Platform): Promise<number> {
  const chats = Chat.query(tx).where({ platform }).select("id");
  return Delivery.query(tx).where({ state: "due" }).whereIn("chat_id", chats).resultSize();
}
