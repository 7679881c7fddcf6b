/** What is done about a chat that refuses a message: where trying again later helps, the error goes on to the lane. */
import type { ChatId } from "../../domain/ids.ts";
import { ChatClosed, ChatMoved, Unshowable } from "../adapter.ts";
import { closeChat, moveChat } from "../whereabouts.ts";
import type { Stage } from "./stage.ts";

/** shown: `value` · moved: the chat is another one now · lost: it cannot be shown, and everybody who should knows */
type Outcome<T> =
  | { readonly is: "shown"; readonly value: T }
  | { readonly is: "moved"; readonly to: ChatId }
  | { readonly is: "lost" };

export async function orSettled<T>({ desk }: Stage, chat: ChatId, show: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { is: "shown", value: await show() };
  } catch (error) {
    const to = error instanceof ChatMoved ? await moveChat(desk, chat, { to: error.to, why: error.message }) : null;
    if (to !== null) return { is: "moved", to };
    if (error instanceof ChatMoved || error instanceof ChatClosed) await closeChat(desk, chat, error.message);
    else if (error instanceof Unshowable) desk.log.error({ error, chat }, "a message cannot be shown there");
    else throw error;
    return { is: "lost" };
  }
}
