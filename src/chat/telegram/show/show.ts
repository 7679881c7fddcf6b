/** Shows replies and cards: a message or several, in their turn; a card is changed in place, also from picture to text. */
import type { Clock } from "../../../runtime/clock.ts";
import { type ChatAdapter, MessageGone, type Outgoing, SlowDown, Unshowable } from "../../adapter.ts";
import type { Manner, MessageApi, Place, Words } from "../wire/messages.ts";
import type { Doubts } from "./doubts.ts";
import { createOnce } from "./once.ts";
import type { Turns } from "../wire/pace.ts";
import type { Pictures } from "./pictures.ts";
import { refOf, type Sent, sentOf } from "../wire/ref.ts";
import { htmlOf } from "../render/rich.ts";
import { type Part, render } from "../render/render.ts";
import { targetOf } from "../wire/target.ts";
import { Unanswered } from "../wire/refusals.ts";

export interface SenderParts {
  readonly api: MessageApi;
  readonly turns: Turns;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly doubts: Doubts;
  /** The message in a group that an update brought; null where it is not known. */
  readonly askedIn: (chatRef: string, updateId: string) => number | null;
}

/** One message of an Outgoing, on its way. */
interface Piece {
  readonly where: Place;
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

const MOST_REMEMBERED = 1_000;

export function createSender({
  api,
  turns,
  pictures,
  clock,
  doubts,
  askedIn,
}: SenderParts): Pick<ChatAdapter, "send" | "edit"> {
  const once = createOnce<Sent & { readonly chatRef: string }>(MOST_REMEMBERED);

  const piecesOf = (chatRef: string, message: Outgoing, [was]: readonly Sent[] = []): Piece[] => {
    const { key, name, kind, reply, zone, isSilent, inReplyTo } = message;
    const where = { chatRef, target: targetOf(chatRef) };
    const asked = inReplyTo === null ? null : askedIn(chatRef, inReplyTo);
    const hasPicture = was?.kind === "photo" && reply.keepsPicture === true;
    return render(reply, { kind, hasPicture }, { zone, now: clock.now() }).map((part, index) => ({
      ...{ where, part, zone, hasPicture: hasPicture && index === 0 },
      ...{ key: `${chatRef} ${key} ${index}`, name: `${chatRef} ${name} ${index}` },
      manner: { isSilent, replyTo: index === 0 ? asked : null },
    }));
  };

  /** A pause that was asked for holds for all that goes to the chat. */
  const inTurn = async <T>({ where }: Piece, work: () => Promise<T>): Promise<T> => {
    await turns.turn(where.target);
    try {
      return await work();
    } catch (error) {
      if (error instanceof SlowDown) turns.hold(where.target, error.ms);
      throw error;
    }
  };

  const pictureFor = async ({ part, zone }: Piece): Promise<Uint8Array | string | null> =>
    part.chart === null ? null : pictures.drawn(part.chart, zone);

  const remember = ({ where, part, zone }: Piece, id: number): void => {
    if (part.chart !== null) pictures.remember(nameOf(where, id), part.chart, zone);
  };

  const post = async (piece: Piece): Promise<Sent> => {
    const { where, part, manner } = piece;
    const picture = await pictureFor(piece);
    const sent = await inTurn(piece, () =>
      picture instanceof Uint8Array
        ? api.sendPhoto(where, picture, part, manner)
        : api.sendText(where, withNote(part, picture), manner),
    );
    if (sent.kind === "photo") remember(piece, sent.id);
    doubts.sent(where.target, sent.id);
    return sent;
  };

  /** Changes a message into what this one says; null where there is none of ours under that number. */
  const adopt = async ({ where, part }: Piece, id: number): Promise<Sent | null> => {
    try {
      if (part.chart === null) await api.editText(where, id, part);
      else await api.editCaption(where, id, part);
    } catch (error) {
      if (error instanceof MessageGone || error instanceof Unshowable) return null;
      throw error;
    }
    return { kind: part.chart === null ? "text" : "photo", id };
  };

  /** What went unanswered and is there after all. */
  const found = async (piece: Piece): Promise<Sent | null> => {
    for (const id of doubts.numbersOf(piece.name, piece.where.target)) {
      const sent = await adopt(piece, id);
      if (sent === null) continue;
      doubts.sent(piece.where.target, id);
      return sent;
    }
    return null;
  };

  const postSurely = async (piece: Piece): Promise<Sent> => {
    const sent = await found(piece);
    doubts.settle(piece.name);
    if (sent !== null) return sent;
    try {
      return await post(piece);
    } catch (error) {
      if (error instanceof Unanswered) doubts.note(piece.name, piece.where.target);
      throw error;
    }
  };

  const postOnce = async (piece: Piece): Promise<Sent> => {
    const { chatRef } = piece.where;
    return once.run(piece.key, async () => ({ ...(await postSurely(piece)), chatRef }));
  };

  /** A text cannot take the place of a picture: a new message comes, and the old one goes. */
  const replace = async (piece: Piece, { id }: Sent): Promise<Sent> => {
    const sent = await postOnce(piece);
    await api.takeAway(piece.where, id);
    return sent;
  };

  const editText = async (piece: Piece, was: Sent, note: string | null): Promise<Sent> => {
    await inTurn(piece, () => api.editText(piece.where, was.id, withNote(piece.part, note)));
    return was;
  };

  const editCaption = async (piece: Piece, was: Sent): Promise<Sent> => {
    await inTurn(piece, () => api.editCaption(piece.where, was.id, piece.part));
    return was;
  };

  const editMedia = async (piece: Piece, was: Sent, picture: Uint8Array): Promise<Sent> => {
    try {
      await inTurn(piece, () => api.editMedia(piece.where, was.id, picture, piece.part));
    } catch (error) {
      if (!(error instanceof Unshowable)) throw error;
      // A picture that is refused; or a server that is too old to make a picture of a text.
      return was.kind === "photo" ? editCaption(piece, was) : replace(piece, was);
    }
    remember(piece, was.id);
    return { kind: "photo", id: was.id };
  };

  const change = async (piece: Piece, was: Sent): Promise<Sent> => {
    const { where, part, zone, hasPicture } = piece;
    if (hasPicture && part.chart === null) return editCaption(piece, was);
    if (part.chart === null) return was.kind === "photo" ? replace(piece, was) : editText(piece, was, null);
    if (was.kind === "photo" && pictures.isShown(nameOf(where, was.id), part.chart, zone))
      return editCaption(piece, was);
    const picture = await pictures.drawn(part.chart, zone);
    if (picture instanceof Uint8Array) return editMedia(piece, was, picture);
    return was.kind === "photo" ? editCaption(piece, was) : editText(piece, was, picture);
  };

  /** It will be sent anew: what is left of it must keep no buttons. */
  const giveUp = async (where: Place, messages: readonly Sent[]): Promise<void> => {
    const ids = new Set(messages.map(({ id }) => id));
    once.forget(({ chatRef, id }) => chatRef === where.chatRef && ids.has(id));
    if (messages.length > 1) for (const { id } of messages) await api.takeAway(where, id);
  };

  return {
    async send(chatRef, message) {
      const sent: Sent[] = [];
      for (const piece of piecesOf(chatRef, message)) sent.push(await postOnce(piece));
      return refOf(sent);
    },
    async edit(chatRef, ref, message) {
      const were = sentOf(ref);
      const pieces = piecesOf(chatRef, message, were);
      const are: Sent[] = [];
      try {
        for (const [index, piece] of pieces.entries()) {
          const was = were[index];
          are.push(was === undefined ? await postOnce(piece) : await change(piece, was));
        }
      } catch (error) {
        if (error instanceof MessageGone) await giveUp({ chatRef, target: targetOf(chatRef) }, were);
        throw error;
      }
      for (const { id } of were.slice(pieces.length)) await api.takeAway({ chatRef, target: targetOf(chatRef) }, id);
      return refOf(are);
    },
  };
}

function nameOf({ target }: Place, id: number): string {
  return `${target.chat_id}:${id}`;
}

/** What stands in place of a picture. */
function withNote({ html, plain, keyboard }: Part, note: string | null): Words {
  if (note === null) return { html, plain, keyboard };
  const end = plain === "" ? "" : "\n";
  return { html: html + end + htmlOf([{ look: "plain", text: note }]), plain: plain + end + note, keyboard };
}
