/** One message into one chat: changed where it is, else sent. */
import { within } from "../../runtime/deadline.ts";
import { type ChatAdapter, MessageGone, type MessageRef, type Outgoing } from "../adapter.ts";

/** More than an adapter's own deadlines for a picture and the pace of its platform: what hangs longer has lost its way. */
const SHOW_MS = 90_000;

export interface Slot {
  readonly adapter: ChatAdapter;
  readonly chatRef: string;
  /** Null: it was not shown yet. */
  readonly ref: MessageRef | null;
}

/** Gives the reference that the message has from now on. */
export async function put({ adapter, chatRef, ref }: Slot, message: Outgoing): Promise<MessageRef> {
  const send = () => within(SHOW_MS, "sending a message", adapter.send(chatRef, message));
  if (ref === null) return send();
  try {
    return await within(SHOW_MS, "editing a message", adapter.edit(chatRef, ref, message));
  } catch (error) {
    if (error instanceof MessageGone) return send();
    throw error;
  }
}
