/** Shows replies and cards: a message or several, in their turn; a card is changed in place. */
import type { Clock } from "../../../runtime/clock.ts";
import type { Log } from "../../../runtime/log.ts";
import { type ChatAdapter, MessageGone, type Outgoing } from "../../adapter.ts";
import type { Destination, Messages } from "../wire/messages.ts";
import { inTurn, type Turns } from "../wire/pace.ts";
import { refOf, type Sent, sentOf } from "../wire/ref.ts";
import { targetOf } from "../wire/target.ts";
import { createChange } from "./change.ts";
import type { Doubts } from "./doubts.ts";
import type { Pictures } from "./pictures.ts";
import { type Piece, piecesOf } from "./piece.ts";
import { createPost } from "./post.ts";
import { numbersIn } from "./trails.ts";

interface ShowParts {
  readonly messages: Messages;
  readonly turns: Turns;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly doubts: Doubts;
  readonly log: Log;
  /** The message in a group that an update brought; null where it is not known. */
  readonly askedIn: (chatRef: string, updateId: string) => number | null;
}

export function createShow(parts: ShowParts): Required<Pick<ChatAdapter, "send" | "edit">> {
  const { messages, turns, pictures, clock, doubts, log, askedIn } = parts;
  const post = createPost({ messages, turns, pictures, doubts });
  const change = createChange({ messages, turns, pictures, post });

  const piecesFor = (where: Destination, message: Outgoing, were: readonly Sent[]): readonly Piece[] => {
    const replyTo = message.inReplyTo === null ? null : askedIn(where.chatRef, message.inReplyTo);
    return piecesOf(where, message, { were, replyTo, now: clock.now() });
  };

  /** It will be sent anew: what is left of it must keep no buttons. */
  const giveUp = async (where: Destination, were: readonly Sent[]): Promise<void> => {
    for (const { id } of were) post.forget(where, id);
    for (const { id } of were)
      await messages
        .takeAway(where, id)
        .catch((error: unknown) => log.warn({ error }, "what is left of a message keeps its buttons"));
  };

  return {
    async send(chatRef, message) {
      const where = destinationOf(chatRef);
      const sent: Sent[] = [];
      for (const piece of piecesFor(where, message, [])) {
        if (message.trail !== null) doubts.recall(piece.name, where.target, numbersIn(message.trail));
        sent.push(await post.send(piece));
      }
      return refOf(sent);
    },
    async edit(chatRef, ref, message) {
      const where = destinationOf(chatRef);
      const were = sentOf(ref);
      const pieces = piecesFor(where, message, were);
      const are: Sent[] = [];
      try {
        for (const [index, piece] of pieces.entries()) {
          const was = were[index];
          are.push(was === undefined ? await post.send(piece) : await change(piece, was));
        }
      } catch (error) {
        if (error instanceof MessageGone) await giveUp(where, were);
        throw error;
      }
      for (const { id } of were.slice(pieces.length))
        await inTurn(turns, where.target, () => messages.takeAway(where, id));
      return refOf(are);
    },
  };
}

function destinationOf(chatRef: string): Destination {
  return { chatRef, target: targetOf(chatRef) };
}
