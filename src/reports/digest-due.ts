/** A digest a day for each chat that wants one: once, whatever happens; one that was missed comes on return, and says so. */
import type { App } from "../app.ts";
import { digestCard } from "../cards/digest/digest.ts";
import { post } from "../chat/outbox.ts";
import { topicsOf } from "../chat/subscriptions.ts";
import { transact, type Tx } from "../db/transact.ts";
import { lastMoment } from "../domain/slot.ts";
import { Chat } from "../models/chat.ts";
import { Digest } from "../models/digest.ts";
import { claimSlot, Slot } from "../models/slot.ts";
import { digestFacts } from "./digest.ts";
import { digestClock, type DigestClock, digestSlot } from "./digest-clock.ts";

/** At a start: so long the accounts have until they can be told of. */
const PATIENCE_MS = 60_000;

export interface Digests {
  /** One look; at rows alone, while none is due. */
  look(): Promise<void>;
}

/** Of one process. What was due before its first look at a clock was missed. */
export function createDigests(app: App): Digests {
  const seenFirst = new Map<string, number>();
  return {
    async look() {
      if (!areReady(app)) return;
      const clock = digestClock(app);
      const first = seenFirst.get(clock.name) ?? clock.now;
      seenFirst.set(clock.name, first);
      for (const digest of await Digest.query(app.db.reader).orderBy("chat_id")) {
        const due = await dueOf(app, digest, clock);
        if (due !== null) await send(app, digest, { ...due, clock, isMissed: due.moment <= first });
      }
    },
  };
}

/** Figures of an account that was not yet compared would say nothing. */
function areReady({ gateways, compared, clock, settings }: App): boolean {
  return clock.now() - settings.startedAt >= PATIENCE_MS || [...gateways.keys()].every((name) => compared.has(name));
}

interface Due {
  readonly moment: number;
  /** Of the last one, or when it was set. */
  readonly last: number;
}

/** Null where none is. A clock that was never counted by begins now. */
async function dueOf(app: App, digest: Digest, clock: DigestClock): Promise<Due | null> {
  const name = digestSlot(digest.chatId, clock);
  const last = await Slot.query(app.db.reader).findById(name);
  if (last === undefined) {
    await transact(app, (tx) => claimSlot(tx, name, clock.now));
    return null;
  }
  const moment = lastMoment(clock.now, digest);
  return moment > last.at ? { moment, last: last.at } : null;
}

interface Sent extends Due {
  readonly clock: DigestClock;
  readonly isMissed: boolean;
}

/** Of several that were missed this is the last, and tells of all the time since the one before them. */
async function send(app: App, digest: Digest, { moment, last, clock, isMissed }: Sent): Promise<void> {
  const since = Math.min(last, lastMoment(moment - 1, digest));
  const span = { zone: digest.zone, at: clock.now, since, missed: isMissed ? moment : null };
  const reply = digestCard(await digestFacts(app, span));
  const slot = digestSlot(digest.chatId, clock);
  await transact(app, async (tx) => {
    if (!(await isStillWanted(tx, digest))) return;
    if (!(await claimSlot(tx, slot, moment))) return;
    app.log.debug({ step: "slot.claimed", slot, at: moment }, "a digest is claimed, with its alert");
    // Where the topic is muted that one is over, and does not come when it is switched on again.
    const chat = await Chat.query(tx).findById(digest.chatId).throwIfNotFound();
    if (!topicsOf(chat).includes("digest")) return;
    const at = app.clock.now();
    const to = [digest.chatId];
    await post(tx, { type: "INFO", source: "digest", severity: 2, reply, about: null, at, to });
  });
  app.log.debug({ step: "slot.caused", slot, at: moment }, "a digest is durable");
}

/** As it was read: somebody may have set another time since. */
async function isStillWanted(tx: Tx, { chatId, time, zone }: Digest): Promise<boolean> {
  const now = await Digest.query(tx).findOne({ chat_id: chatId, time, zone });
  return now !== undefined;
}
