/** Discord with Ann and Bo in it, each alone with the bot. */
import type { Random } from "../../src/exchange/random.ts";
import type { Content } from "../peers/discord/check-message.ts";
import type { FaultKind } from "../peers/discord/faults.ts";
import type { Handle } from "../peers/discord/interactions.ts";
import { fieldsOf, listOf, textOf } from "../peers/discord/kit.ts";
import { startDiscordPeer } from "../peers/discord/peer.ts";
import { textsOf } from "./discord-view.ts";
import { blink, oneOf, type Act, type Sight, type Town, type Who } from "./town.ts";

const POST = "POST /channels/:channel/messages";
const ROUTES = [
  "*",
  POST,
  "PATCH /channels/:channel/messages/:message",
  "POST /interactions/:interaction/:token/callback",
  "POST /webhooks/:application/:token",
  "PATCH /webhooks/:application/:token/messages/@original",
] as const;
const KINDS: readonly FaultKind[] = [
  ...(["drop-before", "drop-after", "hang-before", "hang-after", "500", "502-html", "429"] as const),
  ...(["garbage", "truncated", "slow"] as const),
];
const GATEWAY = ["cut", "reconnect", "resume", "invalid", "zombie"] as const;
const MOST_TIMES = 3;
const LONGEST_BLINK_MS = 1_500;

type Fields = Readonly<Record<string, unknown>>;

export async function discordTown(): Promise<Town> {
  const peer = await startDiscordPeer({ limits: "off" });
  peer.guild();
  const users = [peer.user(undefined, "Ann"), peer.user(undefined, "Bo")] as const;
  let blinking: Promise<void> = Promise.resolve();

  const actOf = (who: Who, handle: Handle): Act => ({
    who,
    updateId: `${handle.id}/${users[who]}`,
    hasFailed: () => handle.isFailed,
    again: () => peer.redeliver(handle),
  });
  const press = ({ who, id }: Sight, button: string, isForced = false): Act =>
    actOf(who, peer.presses(users[who], "dm", id, button, { isForced }));
  const seen = (who: Who) => peer.messages(peer.dm(users[who]));

  const gateway: Readonly<Record<(typeof GATEWAY)[number], () => void>> = {
    cut: peer.cut,
    reconnect: peer.reconnect,
    resume: () => peer.invalidate(true),
    invalid: () => peer.invalidate(false),
    zombie: peer.zombie,
  };

  return {
    platform: "discord",
    chatRefs: users,
    env: {
      DISCORD_BOT_TOKEN: peer.token,
      DISCORD_API_URL: peer.url,
      OUTCRY_ADMINS: users.map((user) => `discord:${user}`).join(","),
    },
    calls: () => peer.calls.length,
    posts: () => peer.calls.filter(({ route }) => route === POST).length,
    says: (who, { command, options }) =>
      peer.commands(null).length === 0 ? null : actOf(who, peer.runs(users[who], "dm", command, options)),
    presses: press,
    pressesOld(sight, labels) {
      const message = seen(sight.who).find(({ id }) => id === sight.id);
      const buttons = message?.history.flatMap(buttonsOf).filter(({ label }) => labels.includes(label)) ?? [];
      return [...new Set(buttons.map(({ id }) => id))].map((id) => press(sight, id, true));
    },
    sights: () =>
      ([0, 1] as const).flatMap((who) =>
        seen(who).map((message) => ({
          who,
          id: message.id,
          texts: message.history.map(wordsOf),
          buttons: buttonsOf(message).map(({ label }) => label),
        })),
      ),
    trouble(random: Random) {
      const dice = random.uniform();
      if (dice < 0.1) {
        const ms = Math.round(random.uniform() * LONGEST_BLINK_MS);
        blinking = blinking.then(() => blink(peer, ms));
        return `down for ${ms} ms`;
      }
      if (dice < 0.3) {
        const what = oneOf(random, GATEWAY) ?? "cut";
        gateway[what]();
        return `gateway: ${what}`;
      }
      const [route = "*", kind = "500"] = [oneOf(random, ROUTES), oneOf(random, KINDS)];
      const times = 1 + Math.floor(random.uniform() * MOST_TIMES);
      peer.fault(route, kind, times);
      return `${route} ${kind} ${times}`;
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

/** Without its escapes: what is looked for has no markup of its own. */
function wordsOf({ content, embeds }: Content): string {
  return [content, ...embeds.flatMap((embed) => textsOf(embed))].join("\n").replaceAll("\\", "");
}

function buttonsOf({ components }: Content): { readonly id: string; readonly label: string }[] {
  const parts = components.map(fieldsOf).flatMap((row) => listOf(row["components"]).map(fieldsOf));
  return parts
    .filter((part: Fields) => part["custom_id"] !== undefined && part["options"] === undefined)
    .map((part) => ({ id: textOf(part["custom_id"]), label: textOf(part["label"]) }));
}
