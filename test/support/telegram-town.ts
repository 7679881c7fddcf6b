/** Telegram with Ann and Bo in it, each alone with the bot. */
import type { Random } from "../../src/exchange/random.ts";
import type { FaultKind } from "../peers/telegram/faults.ts";
import { startTelegramPeer } from "../peers/telegram/peer.ts";
import { blink, oneOf, type Act, type Sight, type Town, type Who } from "./town.ts";

const USERS = [1001, 1002] as const;

const METHODS = ["*", "getUpdates", "sendMessage", "sendPhoto", "editMessageMedia", "editMessageCaption"] as const;
const KINDS: readonly FaultKind[] = [
  ...(["drop-before", "drop-after", "hang-before", "hang-after", "500", "502-html", "garbage"] as const),
  ...(["truncated", "truncated-held", "429:1", "slow:300"] as const),
];
const MOST_TIMES = 3;
const LONGEST_BLINK_MS = 1_500;

export async function telegramTown(): Promise<Town> {
  const peer = await startTelegramPeer();
  for (const [index, user] of USERS.entries()) peer.user(user, index === 0 ? "Ann" : "Bo");
  let blinking: Promise<void> = Promise.resolve();

  const actOf = (who: Who, updateId: number | null): Act => {
    if (updateId === null) throw new Error("the bot does not see what is written to it alone");
    const bot = peer.token.split(":")[0];
    return { who, updateId: `${bot}:${updateId}`, hasFailed: () => false, again: () => peer.redeliver(updateId) };
  };
  const press = ({ who, id }: Sight, label: string): Act =>
    actOf(who, peer.presses(USERS[who], USERS[who], Number(id), label).updateId);

  return {
    platform: "telegram",
    chatRefs: [String(USERS[0]), String(USERS[1])],
    env: {
      TELEGRAM_BOT_TOKEN: peer.token,
      TELEGRAM_API_ROOT: peer.url,
      OUTCRY_ADMINS: USERS.map((user) => `telegram:${user}`).join(","),
    },
    calls: () => peer.calls.length,
    posts: () => peer.count("sendMessage") + peer.count("sendPhoto"),
    says: (who, { line }) => actOf(who, peer.says(USERS[who], line).updateId),
    presses: press,
    // A client presses only what is there: on what was shown twice, that is the one that no card stands behind any more.
    pressesOld: (sight, labels) =>
      sight.buttons.filter((label) => labels.includes(label)).map((label) => press(sight, label)),
    sights: () =>
      ([0, 1] as const).flatMap((who) =>
        peer.messages(USERS[who]).map(({ messageId, revisions, buttons }) => ({
          who,
          id: String(messageId),
          texts: revisions.map(({ text }) => text),
          buttons: buttons.flat().map(({ text }) => text),
        })),
      ),
    trouble(random: Random) {
      if (random.uniform() < 0.15) {
        const ms = Math.round(random.uniform() * LONGEST_BLINK_MS);
        blinking = blinking.then(() => blink(peer, ms));
        return `down for ${ms} ms`;
      }
      const [method = "*", kind = "500"] = [oneOf(random, METHODS), oneOf(random, KINDS)];
      const times = 1 + Math.floor(random.uniform() * MOST_TIMES);
      peer.fault(method, kind, times);
      return `${method} ${kind} ${times}`;
    },
    forget: () => peer.clearFaults(),
    async calm() {
      await blinking;
      peer.clearFaults();
      await peer.down();
      await peer.up();
    },
    async stop() {
      await blinking;
      await peer.stop();
    },
  };
}
