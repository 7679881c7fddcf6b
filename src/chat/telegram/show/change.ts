/** Changes a message in place, also from text to picture; only a picture that becomes a text is another message. */
import { Unshowable } from "../../adapter.ts";
import type { Messages } from "../wire/messages.ts";
import { inTurn, type Turns } from "../wire/pace.ts";
import type { Sent } from "../wire/ref.ts";
import { type Pictures, withNote } from "./pictures.ts";
import type { Piece } from "./piece.ts";
import type { Post } from "./post.ts";

/** Gives the message that stands for the piece from now on. */
type Change = (piece: Piece, was: Sent) => Promise<Sent>;

interface ChangeParts {
  readonly messages: Messages;
  readonly turns: Turns;
  readonly pictures: Pictures;
  readonly post: Post;
}

export function createChange({ messages, turns, pictures, post }: ChangeParts): Change {
  /** A text cannot take the place of a picture: a new message comes, and the old one goes. */
  const replace = async (piece: Piece, { id }: Sent): Promise<Sent> => {
    const sent = await post.send(piece);
    await inTurn(turns, piece.where.target, () => messages.takeAway(piece.where, id));
    return sent;
  };

  const editText = async ({ where, part }: Piece, was: Sent, note: string | null): Promise<Sent> => {
    await inTurn(turns, where.target, () => messages.editText(where, was.id, withNote(part, note)));
    return was;
  };

  const editCaption = async ({ where, part }: Piece, was: Sent): Promise<Sent> => {
    await inTurn(turns, where.target, () => messages.editCaption(where, was.id, part));
    return was;
  };

  const editMedia = async (piece: Piece, was: Sent, picture: Uint8Array): Promise<Sent> => {
    const { where, part } = piece;
    try {
      await inTurn(turns, where.target, () => messages.editMedia(where, was.id, picture, part));
    } catch (error) {
      if (!(error instanceof Unshowable)) throw error;
      // A picture that is refused; or a server that is too old to make a picture of a text.
      return was.kind === "photo" ? editCaption(piece, was) : replace(piece, was);
    }
    pictures.remember(piece, was.id);
    return { kind: "photo", id: was.id };
  };

  return async (piece, was) => {
    const { part, hasPicture } = piece;
    if (part.file !== null) return was.kind === "file" ? was : replace(piece, was);
    if (was.kind === "file") return replace(piece, was);
    if (part.chart === null && hasPicture) return editCaption(piece, was);
    if (part.chart === null) return was.kind === "photo" ? replace(piece, was) : editText(piece, was, null);
    if (was.kind === "photo" && pictures.isShown(piece, was.id)) return editCaption(piece, was);
    const picture = await pictures.drawn(piece);
    if (picture instanceof Uint8Array) return editMedia(piece, was, picture);
    return was.kind === "photo" ? editCaption(piece, was) : editText(piece, was, picture);
  };
}
