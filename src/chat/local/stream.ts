/** A person's messages as lines of JSON: first what was missed, then each as it comes. The rows are the truth; a wake says look. */
import type { Clock } from "../../runtime/clock.ts";
import type { LocalMessage } from "../../models/local-message.ts";
import { type DrawText, renderText } from "../text/text.ts";
import type { LocalAdapter } from "./adapter.ts";
import type { Beat, Row } from "./protocol.ts";

export interface Reader {
  readonly chatRef: string;
  readonly zone: string;
  /** Only what is newer. */
  readonly after: number;
  readonly drawText: DrawText;
}

const BEAT_MS = 15_000;
const ROWS_AT_ONCE = 100;

/** Read at the client's pace: nothing is kept for one that is slow. */
export function streamOf(local: LocalAdapter, clock: Clock, reader: Reader): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const alarm = createAlarm();
  let silence = (): unknown => undefined;
  let seq = reader.after;
  let isOpen = true;

  const rows = async function* (): AsyncGenerator<Row | Beat, undefined> {
    yield { beat: seq };
    while (isOpen) {
      const woken = alarm.wait(BEAT_MS);
      const messages = await local.after(reader.chatRef, seq, ROWS_AT_ONCE);
      for (const message of messages) {
        seq = message.seq;
        yield rowOf(message, reader, clock.now());
      }
      if (messages.length > 0) continue;
      if (!(await woken)) yield { beat: seq };
    }
  };

  const lines = rows();
  return new ReadableStream(
    {
      start() {
        silence = local.listen(reader.chatRef, () => alarm.ring());
      },
      async pull(controller) {
        const { value } = await lines.next();
        if (isOpen) controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      },
      cancel() {
        isOpen = false;
        silence();
        alarm.ring();
      },
    },
    { highWaterMark: 0 },
  );
}

interface Alarm {
  ring(): void;
  /** True when it rang, false after the time. Only a ring after the call counts. */
  wait(ms: number): Promise<boolean>;
}

function createAlarm(): Alarm {
  let ring = (): void => undefined;
  return {
    ring: () => ring(),
    wait: (ms) =>
      new Promise((resolve) => {
        ring(); // an earlier wait that nobody came back to
        const timer = setTimeout(() => resolve(false), ms);
        ring = () => {
          clearTimeout(timer);
          resolve(true);
        };
      }),
  };
}

function rowOf(
  { seq, ref, revision, inReplyTo, createdAt, content }: LocalMessage,
  { zone, drawText }: Reader,
  now: number,
): Row {
  return {
    seq,
    ref,
    revision,
    inReplyTo: clientId(inReplyTo),
    at: createdAt,
    reply: content,
    text: renderText(content, { zone, now, chart: drawText }),
  };
}

/** Clients choose their ids, so two persons may choose the same one: inside the desk each stands behind its person. */
export function updateIdOf(personId: number, id: string): string {
  return `${personId}:${id}`;
}

function clientId(updateId: string | null): string | null {
  return updateId === null ? null : updateId.slice(updateId.indexOf(":") + 1);
}
