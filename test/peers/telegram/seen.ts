/** What people see of the bot in a chat, as tests ask for it. */
import { current, type Button, type Revision, type World } from "./world.ts";

export interface Seen extends Revision {
  readonly messageId: number;
  /** Its rows, [] without buttons. */
  readonly buttons: readonly (readonly Button[])[];
  readonly thread: number | null;
  readonly isSilent: boolean;
  /** The message it answers. */
  readonly replyTo: number | null;
  /** The oldest first, the last is what stands there. */
  readonly revisions: readonly Revision[];
}

export function seenIn(world: World, chatId: number): readonly Seen[] {
  const messages = [...(world.chats.get(chatId)?.messages.values() ?? [])].filter(({ isOurs }) => isOurs);
  return messages.map((message) => {
    const { id: messageId, thread, isSilent, replyTo, revisions } = message;
    const shown = current(message);
    const buttons = shown.markup?.inline_keyboard ?? [];
    return { ...shown, messageId, buttons, thread, isSilent, replyTo: replyTo?.id ?? null, revisions };
  });
}
