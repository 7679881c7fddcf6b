/**
 * A person's messages as lines of JSON: first what was missed, then each as it comes; between them, for who asks, the desk
 * as it stands. The rows are the truth; a wake says look.
 */
import { setImmediate as breath } from "node:timers/promises";

import type { Desk } from "../../../db/desk.ts";
import type { Shown } from "../../../domain/reply.ts";
import type { LocalMessage } from "../../../models/local-message.ts";
import type { Person } from "../../../models/person.ts";
import { type DrawText, renderText, type TextLook } from "../../text/text.ts";
import type { LocalAdapter } from "../adapter.ts";
import { createWaiter, type Waiter } from "./waiter.ts";
import { typedLines } from "./lines.ts";
import type { Lookout } from "./lookout.ts";
import type { DeskLine, DeskView, Row, StreamLine } from "../protocol.ts";
import type { Seat } from "./seats.ts";

export interface Reader {
  readonly chatRef: string;
  /** As it is then: a person may change it while they listen. */
  readonly zone: () => Promise<string>;
  /** Only what is newer. */
  readonly after: number;
  /** Null for who did not ask for the desk. */
  readonly lookout: Lookout | null;
  /** Who it is, looked up again; null ends the stream. */
  readonly again: () => Promise<Person | null>;
  readonly seat: Seat;
}

type Room = { readonly desk: Desk; readonly local: LocalAdapter; readonly drawText: DrawText };

const BEAT_MS = 15_000;
const ROWS_AT_ONCE = 20;
/** Who is behind a seq that this desk has never given begins anew with so many. */
const RESTART_ROWS = 60;
/** The past waits so long for the first look at the desk, which says how it is to be shown. */
const FIRST_LOOK_MS = 500;

/** Read at the client's pace: nothing is kept for one that is slow. */
export function streamOf(room: Room, reader: Reader): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const waiter = createWaiter();
  const beat = createBeat(waiter);
  const open = { isOpen: true };
  const close = (): void => {
    open.isOpen = false;
    ends.forEach((end) => end());
    waiter.ring();
  };
  reader.seat.signal.addEventListener("abort", close, { once: true });
  const ends = [
    beat.stop,
    reader.seat.leave,
    room.local.listen(reader.chatRef, waiter.ring),
    room.desk.bell.listen("people", waiter.ring), // it may be this reader who was put out
    reader.lookout?.watch(waiter.ring) ?? (() => undefined),
  ];
  const items = itemsOf(room, reader, { waiter, beat, isOpen: () => open.isOpen });
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { value, done } = await items.next();
          if (done !== true) return controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
          close();
          controller.close();
        } catch (error) {
          close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

interface Pulse {
  readonly waiter: Waiter;
  readonly beat: BeatTimer;
  readonly isOpen: () => boolean;
}

async function* itemsOf(
  room: Room,
  reader: Reader,
  { waiter, beat, isOpen }: Pulse,
): AsyncGenerator<StreamLine, undefined> {
  const news = createNews();
  let seq = await startOf(room, reader);
  yield { beat: seq };
  if (seq !== reader.after) yield { restart: seq };
  if (reader.lookout !== null && reader.lookout.latest() === null) await waiter.wait(FIRST_LOOK_MS);
  while (isOpen()) {
    const person = await reader.again();
    if (person === null) return;
    const seen = reader.lookout?.latest() ?? null;
    const line = seen === null ? null : news.of(await seen(person));
    if (line !== null) yield line;
    const messages = await room.local.after(reader.chatRef, seq, ROWS_AT_ONCE);
    for await (const row of rowsOf(room, reader, messages)) {
      seq = row.seq;
      yield row;
    }
    if (messages.length === ROWS_AT_ONCE) continue;
    if (beat.isDue()) yield { beat: seq };
    await waiter.wait();
  }
  if (reader.seat.signal.aborted) yield { end: "seat" };
}

/** `after`, unless the desk was put back to a state before it: then the newest messages are told again. */
async function startOf({ local }: Room, { chatRef, after }: Reader): Promise<number> {
  const newest = await local.before(chatRef, 0);
  return after <= newest ? after : local.before(chatRef, RESTART_ROWS);
}

/** The same view is no news; that time has passed is none either. */
function createNews() {
  let told = "";
  return {
    of(desk: DeskView | null): DeskLine | null {
      const said = JSON.stringify(desk === null ? null : { ...desk, now: 0 });
      if (said === told) return null;
      told = said;
      return { desk };
    },
  };
}

interface BeatTimer {
  /** True once for each time. */
  isDue(): boolean;
  stop(): void;
}

function createBeat(waiter: Waiter): BeatTimer {
  let isDue = false;
  const timer = setInterval(() => {
    isDue = true;
    waiter.ring();
  }, BEAT_MS);
  return {
    isDue() {
      const was = isDue;
      isDue = false;
      return was;
    },
    stop: () => clearInterval(timer),
  };
}

/** One at a time, and others have their turn between: to draw a chart in characters takes a while. */
async function* rowsOf({ desk, drawText }: Room, reader: Reader, messages: LocalMessage[]): AsyncGenerator<Row> {
  const asked = messages.flatMap(({ inReplyTo }) => (inReplyTo === null ? [] : [inReplyTo]));
  const lines = await typedLines(desk.db.reader, asked);
  const zone = await reader.zone();
  for (const message of messages) {
    await breath();
    yield rowOf(message, lines, { zone, now: desk.clock.now(), chart: drawText });
  }
}

function rowOf(
  { seq, ref, revision, inReplyTo, createdAt, content }: LocalMessage,
  lines: ReadonlyMap<string, string>,
  look: TextLook,
): Row {
  return {
    seq,
    ref,
    revision,
    inReplyTo: clientId(inReplyTo),
    line: inReplyTo === null ? null : (lines.get(inReplyTo) ?? null),
    at: createdAt,
    reply: withoutFiles(content),
    text: renderText(content, look),
  };
}

/** A file is asked for by who wants it. */
function withoutFiles(reply: Shown): Shown {
  return { ...reply, blocks: reply.blocks.map((block) => (block.kind === "file" ? { ...block, text: "" } : block)) };
}

/** Clients choose their ids, so two persons may choose the same one: inside the desk each stands behind its person. */
export function updateIdOf(personId: number, id: string): string {
  return `${personId}:${id}`;
}

function clientId(updateId: string | null): string | null {
  return updateId === null ? null : updateId.slice(updateId.indexOf(":") + 1);
}
