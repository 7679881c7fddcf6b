/** Sends a message surely: once under its key, and not again where a sending that went unanswered has shown it after all. */
import { Kept } from "../../../runtime/kept.ts";
import { MessageGone, Unshowable } from "../../adapter.ts";
import type { Destination, Messages } from "../wire/messages.ts";
import { inTurn, type Turns } from "../wire/pace.ts";
import type { Sent } from "../wire/ref.ts";
import { Unanswered } from "../wire/refusals.ts";
import type { Doubts } from "./doubts.ts";
import { createOnce } from "./once.ts";
import { type Pictures, withNote } from "./pictures.ts";
import type { Piece } from "./piece.ts";

export interface Post {
  /** A piece that was sent before gives the message that it has. */
  send(piece: Piece): Promise<Sent>;
  /** What was sent as this message may be sent anew. */
  forget(where: Destination, id: number): void;
}

interface PostParts {
  readonly messages: Messages;
  readonly turns: Turns;
  readonly pictures: Pictures;
  readonly doubts: Doubts;
}

const MOST_REMEMBERED = 1_000;

export function createPost({ messages, turns, pictures, doubts }: PostParts): Post {
  const once = createOnce<Sent>(MOST_REMEMBERED);
  /** By message, the key under which it was sent. */
  const sentAs = new Kept<string>(MOST_REMEMBERED);

  const sendNew = async (piece: Piece): Promise<Sent> => {
    const { where, part, manner } = piece;
    const picture = await pictures.drawn(piece);
    const sent = await inTurn(turns, where.target, () => {
      if (part.file !== null) return messages.sendFile(where, part.file, manner);
      if (picture instanceof Uint8Array) return messages.sendPhoto(where, picture, part, manner);
      return messages.sendText(where, withNote(part, picture), manner);
    });
    if (sent.kind === "photo") pictures.remember(piece, sent.id);
    doubts.sent(where.target, sent.id);
    return sent;
  };

  /** What went unanswered and is there after all. */
  const found = async (piece: Piece): Promise<Sent | null> => {
    // It has no words that a change could try: two of it do no harm.
    if (piece.part.file !== null) return null;
    for (const id of doubts.numbersOf(piece.name, piece.where.target)) {
      const sent = await adopt(messages, piece, id);
      if (sent === null) continue;
      doubts.sent(piece.where.target, id);
      return sent;
    }
    return null;
  };

  const sendSurely = async (piece: Piece): Promise<Sent> => {
    const sent = await found(piece);
    doubts.settle(piece.name);
    if (sent !== null) return sent;
    try {
      return await sendNew(piece);
    } catch (error) {
      if (error instanceof Unanswered) doubts.note(piece.name, piece.where.target);
      throw error;
    }
  };

  return {
    send: (piece) =>
      once.run(piece.key, async () => {
        const sent = await sendSurely(piece);
        sentAs.set(messageOf(piece.where, sent.id), piece.key);
        return sent;
      }),
    forget(where, id) {
      const key = sentAs.get(messageOf(where, id));
      if (key !== undefined) once.forget(key);
    },
  };
}

/** Changes a message into what this one says; null where there is none of ours under that number. */
async function adopt(messages: Messages, { where, part }: Piece, id: number): Promise<Sent | null> {
  try {
    if (part.chart === null) await messages.editText(where, id, part);
    else await messages.editCaption(where, id, part);
  } catch (error) {
    if (error instanceof MessageGone || error instanceof Unshowable) return null;
    throw error;
  }
  return { kind: part.chart === null ? "text" : "photo", id };
}

function messageOf({ chatRef }: Destination, id: number): string {
  return `${chatRef}:${id}`;
}
