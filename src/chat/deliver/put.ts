/** One message into one chat: changed where it is, else sent; never sent blindly a second time. */
import { Overdue, within } from "../../runtime/deadline.ts";
import { type ChatAdapter, MessageGone, type MessageRef, type Outgoing, Unanswered } from "../adapter.ts";
import type { Stage } from "./show.ts";

/** More than an adapter's own deadlines for a picture and the pace of its platform: what hangs longer has lost its way. */
const SHOW_MS = 90_000;

export interface Target {
  readonly adapter: ChatAdapter;
  readonly chatRef: string;
  /** The same at each try. */
  readonly name: string;
  /** Null: it was not shown yet. */
  readonly ref: MessageRef | null;
}

/** Gives the reference that the message has from now on. */
export async function put(stage: Stage, target: Target, message: Outgoing): Promise<MessageRef> {
  const { adapter, chatRef } = target;
  const ref = target.ref ?? (await found(stage, target, message));
  if (ref === null) return sent(stage, target, message);
  try {
    return await within(SHOW_MS, "editing a message", adapter.edit(chatRef, ref, message));
  } catch (error) {
    if (!(error instanceof MessageGone)) throw error;
    return sent(stage, target, message);
  }
}

async function found({ unanswered }: Stage, { adapter, chatRef, name }: Target, message: Outgoing) {
  if (!unanswered.has(name)) return null;
  const ref = await within(SHOW_MS, "looking for a message", adapter.find(chatRef, message));
  unanswered.delete(name);
  return ref;
}

async function sent(stage: Stage, { adapter, chatRef, name }: Target, message: Outgoing): Promise<MessageRef> {
  try {
    return await within(SHOW_MS, "sending a message", adapter.send(chatRef, message));
  } catch (error) {
    if (error instanceof Unanswered || error instanceof Overdue) note(stage, name);
    throw error;
  }
}

const MOST_UNANSWERED = 10_000;

function note({ unanswered, desk }: Stage, name: string): void {
  desk.log.warn({ message: name }, "a message may have been shown: it is looked for before it is sent again");
  if (unanswered.size < MOST_UNANSWERED) unanswered.add(name);
}
