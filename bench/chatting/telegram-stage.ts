/** Each person alone with the bot. A private chat's answers name no question: they come in the order of what was asked. */
import { startTelegramPeer } from "../../test/peers/telegram/peer.ts";
import { lineOf } from "./loads.ts";
import type { Scene, Stage } from "./stage.ts";

const FIRST = 1_001;

type Shown = (text: string) => void;

export async function telegramStage({ users, pace }: Scene): Promise<Stage> {
  const waiting = new Map<number, Shown[]>();
  const last = new Map<number, Shown>();
  const onShown = (chatId: number, text: string): void => {
    // What comes without a question is one answer too many to the last one.
    const shown = waiting.get(chatId)?.shift() ?? last.get(chatId);
    if (shown === undefined) throw new Error(`nobody in ${chatId} asked for ${text}`);
    last.set(chatId, shown);
    shown(text);
  };
  const peer = await startTelegramPeer({ onShown });
  peer.limits = pace;
  const ids = Array.from({ length: users }, (_, i) => FIRST + i);
  for (const id of ids) peer.user(id, `Ann ${id}`);
  return {
    doors: { url: peer.url, token: peer.token, users: ids.map(String) },
    act(user, command, shown) {
      const id = FIRST + user;
      waiting.set(id, [...(waiting.get(id) ?? []), shown]);
      peer.says(id, lineOf(command));
    },
    knows: () => true,
  };
}
