/** What the local chat's routes and their clients say to each other, as JSON. */
import type { Shown } from "../../domain/reply.ts";

/** POST /chat. The same id twice is one message. */
export type Sent = { readonly id: string } & ({ readonly line: string } | { readonly press: string });

/** A line of GET /chat/stream: a message, new or changed. */
export interface Row {
  /** Grows; the stream goes on after any of them. */
  readonly seq: number;
  /** The message that this is, or that it changes. */
  readonly ref: string;
  readonly revision: number;
  /** The `id` of what was sent. */
  readonly inReplyTo: string | null;
  /** ms UTC */
  readonly at: number;
  readonly reply: Shown;
  /** The same for those who draw nothing, in the chat's zone. */
  readonly text: string;
}

/** A line that says nothing but that the stream lives, and where it stands. The first line is one. */
export interface Beat {
  readonly beat: number;
}

/** GET /chat/complete?line= */
export interface Completed {
  /** The unfinished word at the end of the line, which each word could stand for. */
  readonly typed: string;
  readonly words: readonly string[];
}
