/** A chart's picture, and which chart a message shows: an edit that keeps it uploads nothing. */
import { Kept } from "../../../runtime/kept.ts";
import type { Log } from "../../../runtime/log.ts";
import { type Draw, drawnOrWhy, pictureOf } from "../../pictures.ts";
import { htmlOf } from "../render/rich.ts";
import type { Words } from "../wire/messages.ts";
import type { Piece } from "./piece.ts";

export interface Pictures {
  /** Null: there is no chart. Where it cannot be drawn: a sentence in its place. */
  drawn(piece: Piece): Promise<Uint8Array | string | null>;
  /** Whether the message with this number shows the piece's chart already. */
  isShown(piece: Piece, id: number): boolean;
  remember(piece: Piece, id: number): void;
}

const MOST_REMEMBERED = 1_000;

export function createPictures(draw: Draw, log: Log): Pictures {
  /** By message. */
  const shown = new Kept<string>(MOST_REMEMBERED);
  return {
    drawn: async ({ part: { chart }, zone }) => (chart === null ? null : drawnOrWhy(draw, { chart, zone }, log)),
    isShown: (piece, id) => shown.get(messageOf(piece, id)) === digestOf(piece),
    remember: (piece, id) => shown.set(messageOf(piece, id), digestOf(piece)),
  };
}

/** What stands in place of a picture is told below the words. */
export function withNote({ html, plain, keyboard }: Words, note: string | null): Words {
  if (note === null) return { html, plain, keyboard };
  const end = plain === "" ? "" : "\n";
  return { html: html + end + htmlOf([{ look: "plain", text: note }]), plain: plain + end + note, keyboard };
}

function messageOf({ where }: Piece, id: number): string {
  return `${where.target.chat_id}:${id}`;
}

function digestOf({ part, zone }: Piece): string {
  return pictureOf(part.chart === null ? [] : [part.chart], zone);
}
