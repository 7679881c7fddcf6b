/** Answers for which their interaction cannot be used any more: it was too long ago, or before the desk was started. */
import { ChatClosed, type Outgoing } from "../../adapter.ts";
import { askerOf } from "../heard/origin.ts";
import { type Body, sentence } from "../wire/body.ts";

/** Discord takes no answer to it any more. */
export class Late extends Error {
  override readonly name = "Late";

  constructor() {
    super("Discord takes no answer to this any more");
  }
}

/** Sends them to a chat one after another, from where it was left. */
type Post = (chatRef: string, message: Outgoing, bodies: readonly Body[]) => Promise<void>;

/**
 * What was for one person goes to them alone; where that can't be, the chat is told so much. `command`: null where it answers a
 * press, or nobody knows any more.
 */
export async function replyLate(
  post: Post,
  chatRef: string,
  message: Outgoing,
  bodies: readonly Body[],
  command: string | null,
): Promise<void> {
  const what = command === null ? "Your answer" : `The answer to /${command}`;
  const asker = message.inReplyTo === null ? null : askerOf(message.inReplyTo);
  if (message.inReplyTo === null) return post(chatRef, message, bodies);
  if (asker === null || asker === chatRef) return post(chatRef, message, headed(bodies, `${what}, late:`));
  try {
    await post(asker, message, headed(bodies, `${what} came too late to be shown where you asked:`));
  } catch (error) {
    if (!(error instanceof ChatClosed)) throw error;
    const told = sentence(`${what} came too late, and I may not write to you alone: ask again.`);
    await post(chatRef, { ...message, name: `${message.name} late` }, [told]);
  }
}

function headed([first, ...rest]: readonly Body[], words: string): readonly Body[] {
  return first === undefined ? [] : [{ ...first, body: { ...first.body, content: words } }, ...rest];
}
