/** What is shown, as the messages that Telegram takes: one Outgoing is one piece or several. */
import type { Outgoing } from "../../adapter.ts";
import { type Part, render } from "../render/render.ts";
import type { Destination, Manner } from "../wire/messages.ts";
import type { Sent } from "../wire/ref.ts";

/** One message of an Outgoing, on its way. */
export interface Piece {
  readonly where: Destination;
  /** Unique, as the message's. */
  readonly key: string;
  /** The same at all revisions. */
  readonly name: string;
  readonly part: Part;
  readonly zone: string;
  /** The message has the picture that it tells of. */
  readonly hasPicture: boolean;
  readonly manner: Manner;
}

interface Standing {
  /** The messages that it has so far. */
  readonly were: readonly Sent[];
  /** The message in a group that is answered; null: none. */
  readonly replyTo: number | null;
  readonly now: number;
}

export function piecesOf(where: Destination, message: Outgoing, { were, replyTo, now }: Standing): readonly Piece[] {
  const { chatRef } = where;
  const { key, name, kind, reply, zone, isSilent } = message;
  const hasPicture = were[0]?.kind === "photo" && reply.keepsPicture === true;
  return render(reply, { kind, hasPicture }, { zone, now }).map((part, index) => ({
    ...{ where, part, zone, hasPicture: hasPicture && index === 0 },
    ...{ key: `${chatRef} ${key} ${index}`, name: `${chatRef} ${name} ${index}` },
    manner: { isSilent, replyTo: index === 0 ? replyTo : null },
  }));
}
