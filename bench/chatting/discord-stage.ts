/** Each person alone with the bot. An answer names the interaction that it answers. */
import { startDiscordPeer } from "../../test/peers/discord/peer.ts";
import type { Message } from "../../test/peers/discord/messages.ts";
import type { Scene, Stage } from "./stage.ts";

export async function discordStage({ users, pace }: Scene): Promise<Stage> {
  const asked = new Map<unknown, (text: string) => void>();
  const onShown = ({ draft, history }: Message): void => {
    const { content, embeds } = history.at(-1) ?? draft.content;
    asked.get(draft.metadata?.["id"])?.(`${content} ${JSON.stringify(embeds)}`);
  };
  const peer = await startDiscordPeer({ onShown, limits: pace });
  peer.guild();
  const ids = Array.from({ length: users }, (_, i) => peer.user(undefined, `ann${i}`));
  return {
    doors: { url: peer.url, token: peer.token, users: ids },
    act(user, { name, options }, shown) {
      const { id } = peer.runs(ids[user] ?? "", "dm", name, options);
      asked.set(id, shown);
    },
    knows: (name) => peer.commands(null).some((command) => command["name"] === name),
  };
}
