import type { App } from "../../app.ts";
import { digestCard } from "../../cards/digest/digest.ts";
import { digestSetCard, type DigestSetting, noDigestCard } from "../../cards/digest/setting.ts";
import { type Answer, type Call, command, optional } from "../../chat/command.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { timeArg } from "../../chat/grammar/time.ts";
import { zoneArg } from "../../chat/grammar/zone.ts";
import { act } from "../../chat/inbox.ts";
import { switchTopics, topicsOf } from "../../chat/subscriptions.ts";
import { Refusal } from "../../domain/errors.ts";
import type { TimeOfDay } from "../../domain/ids.ts";
import type { DailyTime } from "../../domain/slot.ts";
import type { Reply } from "../../domain/reply.ts";
import { Chat } from "../../models/chat.ts";
import { Digest } from "../../models/digest.ts";
import { claimSlot } from "../../models/slot.ts";
import { digestFacts } from "../../reports/digest.ts";
import { digestClock, digestSlot, nextDigest } from "../../reports/digest-clock.ts";

/** It stands first, and no other word can: a mistyped one is told off as one. */
const whatArg = { ...choice("now", "daily", "off"), fits: () => true };

export const digest = command({
  name: "digest",
  family: "alerts",
  kind: "acts",
  role: "viewer",
  help: "what a day has brought: at once, or each day in this chat",
  examples: ["/digest now", "/digest daily 08:00", "/digest daily 08:00 Europe/Berlin", "/digest off"],
  args: {
    what: optional(whatArg, "without it, when the next one comes"),
    time: optional(timeArg, "of daily, by the clocks of the zone"),
    zone: optional(zoneArg, "of daily; without it, the chat's"),
  },
  stale: "run",
  async run(app: App, call, { what, time, zone }) {
    if (what !== "daily" && (time !== undefined || zone !== undefined))
      throw new Refusal("grammar", "A time belongs to daily: type /digest daily 08:00.", ["/digest daily 08:00"]);
    switch (what) {
      case undefined:
        return { reply: await standing(app, call) };
      case "now":
        return { reply: await digestNow(app, call) };
      case "daily":
        return setDaily(app, call, { time: wanted(time), zone: zone ?? call.chat.zone });
      case "off":
        return switchOff(app, call);
    }
  },
});

function wanted(time: TimeOfDay | undefined): TimeOfDay {
  if (time !== undefined) return time;
  throw new Refusal("grammar", "Daily at what time? Type /digest daily 08:00.", ["/digest daily 08:00"]);
}

async function standing(app: App, { chat }: Call): Promise<Reply> {
  const set = await Digest.query(app.db.reader).findById(chat.id);
  if (set === undefined) return noDigestCard(false);
  const own = await Chat.query(app.db.reader).findById(chat.id).throwIfNotFound();
  return digestSetCard({ ...settingOf(app, set), isHeard: topicsOf(own).includes("digest") }, false);
}

function settingOf(app: App, daily: DailyTime): Omit<DigestSetting, "isHeard"> {
  const { time, zone } = daily;
  return { time, zone, next: nextDigest(digestClock(app), daily) };
}

const DAY_MS = 24 * 60 * 60_000;

/** Of the last 24 hours. */
async function digestNow(app: App, { chat }: Call): Promise<Reply> {
  const set = await Digest.query(app.db.reader).findById(chat.id);
  const { now } = digestClock(app);
  const span = { zone: set?.zone ?? chat.zone, at: now, since: now - DAY_MS, missed: null };
  return digestCard(await digestFacts(app, span));
}

/** The chat hears of digests from then on, and owes none of what is past. */
async function setDaily(app: App, call: Call, daily: DailyTime): Promise<Answer> {
  return act(app, call, async (tx) => {
    const { id } = call.chat;
    const clock = digestClock(app);
    await Digest.query(tx)
      .insert({ chatId: id, ...daily })
      .onConflict("chat_id")
      .merge();
    await switchTopics(tx, id, { topics: ["digest"], isOn: true });
    await claimSlot(tx, digestSlot(id, clock), clock.now);
    return { reply: digestSetCard({ ...settingOf(app, daily), isHeard: true }, true) };
  });
}

async function switchOff(app: App, call: Call): Promise<Answer> {
  return act(app, call, async (tx) => {
    await Digest.query(tx).deleteById(call.chat.id);
    return { reply: noDigestCard(true) };
  });
}
