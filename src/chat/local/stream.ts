/**
 * A person's messages as lines of JSON: first what was missed, then each as it comes; between them, for who asks, the desk
 * as it stands. The rows are the truth; a wake says look.
 */
import type { Desk } from "../../db/desk.ts";
import type { LocalMessage } from "../../models/local-message.ts";
import type { Person } from "../../models/person.ts";
import { type DrawText, renderText, type TextLook } from "../text/text.ts";
import type { LocalAdapter } from "./adapter.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import { typedLines } from "./lines.ts";
import type { Lookout } from "./lookout.ts";
import type { Beat, DeskLine, DeskView, Row } from "./protocol.ts";
import type { Seat } from "./seats.ts";

export interface Reader {
  readonly chatRef: string;
  readonly zone: string;
  /** Only what is newer. */
  readonly after: number;
  /** Null for who did not ask for the desk. */
  readonly lookout: Lookout | null;
  /** Who it is, looked up again; null ends the stream. */
  readonly again: () => Promise<Person | null>;
  readonly seat: Seat;
}

type Item = Row | Beat | DeskLine;
type Room = { readonly desk: Desk; readonly local: LocalAdapter; readonly drawText: DrawText };

const BEAT_MS = 15_000;
const ROWS_AT_ONCE = 100;
/** The past waits so long for the first look at the desk, which says how it is to be shown. */
const FIRST_LOOK_MS = 500;

/** Read at the client's pace: nothing is kept for one that is slow. */
export function streamOf(room: Room, reader: Reader): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const alarm = createAlarm();
  const beat = createBeat(alarm);
  const open = { isOpen: true };
  const close = (): void => {
    open.isOpen = false;
    ends.forEach((end) => end());
    alarm.ring();
  };
  reader.seat.signal.addEventListener("abort", close, { once: true });
  const ends = [
    beat.stop,
    reader.seat.leave,
    room.local.listen(reader.chatRef, alarm.ring),
    room.desk.bell.listen("people", alarm.ring), // it may be this reader who was put out
    reader.lookout?.watch(alarm.ring) ?? (() => undefined),
  ];
  const items = itemsOf(room, reader, { alarm, beat, isOpen: () => open.isOpen });
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
  readonly alarm: Alarm;
  readonly beat: BeatTimer;
  readonly isOpen: () => boolean;
}

async function* itemsOf(room: Room, reader: Reader, { alarm, beat, isOpen }: Pulse): AsyncGenerator<Item, undefined> {
  const news = createNews();
  let seq = reader.after;
  yield { beat: seq };
  if (reader.lookout !== null && reader.lookout.latest() === null) await alarm.wait(FIRST_LOOK_MS);
  while (isOpen()) {
    const person = await reader.again();
    if (person === null) return;
    const view = news.of((await reader.lookout?.latest()?.(person)) ?? null);
    if (view !== null) yield { desk: view };
    const rows = await rowsAfter(room, reader, seq);
    for (const row of rows) {
      seq = row.seq;
      yield row;
    }
    if (rows.length === ROWS_AT_ONCE) continue;
    if (beat.isDue()) yield { beat: seq };
    await alarm.wait();
  }
}

/** The same view is no news; that time has passed is none either. */
function createNews() {
  let told = "";
  return {
    of(view: DeskView | null): DeskView | null {
      if (view === null) return null;
      const said = JSON.stringify({ ...view, now: 0 });
      if (said === told) return null;
      told = said;
      return view;
    },
  };
}

interface BeatTimer {
  /** True once for each time. */
  isDue(): boolean;
  stop(): void;
}

function createBeat(alarm: Alarm): BeatTimer {
  let isDue = false;
  const timer = setInterval(() => {
    isDue = true;
    alarm.ring();
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

async function rowsAfter({ desk, local, drawText }: Room, { chatRef, zone }: Reader, after: number): Promise<Row[]> {
  const messages = await local.after(chatRef, after, ROWS_AT_ONCE);
  const asked = messages.flatMap(({ inReplyTo }) => (inReplyTo === null ? [] : [inReplyTo]));
  const lines = await typedLines(desk.db.reader, asked);
  const look = { zone, now: desk.clock.now(), chart: drawText };
  return messages.map((message) => rowOf(message, lines, look));
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
    reply: content,
    text: renderText(content, look),
  };
}

/** Clients choose their ids, so two persons may choose the same one: inside the desk each stands behind its person. */
export function updateIdOf(personId: number, id: string): string {
  return `${personId}:${id}`;
}

function clientId(updateId: string | null): string | null {
  return updateId === null ? null : updateId.slice(updateId.indexOf(":") + 1);
}
