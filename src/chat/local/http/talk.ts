/** What is said to the desk, and the stream of what it says. */
import { z } from "zod";

import type { Desk } from "../../../db/desk.ts";
import { localZone } from "../../../models/chat.ts";
import type { DrawText } from "../../text/text.ts";
import { Closed, type LocalAdapter } from "../adapter.ts";
import { bodyOf, type Handler, sentence, unknownToken } from "./gate.ts";
import type { Lookout } from "./lookout.ts";
import { createSeats } from "./seats.ts";
import { noteSeen } from "../presence.ts";
import { streamOf, updateIdOf } from "./stream.ts";

export const LONGEST_LINE = 4_000;
const STREAMS_A_PERSON = 8;
const MOST_LAST = 200;

const id = z.string().regex(/^[\w-]{1,64}$/);
const SENT = z.union([
  z.strictObject({ id, line: z.string().min(1).max(LONGEST_LINE) }),
  z.strictObject({ id, press: z.string().regex(/^[\w-]{1,64}$/) }),
]);

const count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const desk = z.literal("1").optional();
const STREAM = z.union([
  z.strictObject({ after: count, desk }),
  z.strictObject({ last: count.pipe(z.number().max(MOST_LAST)), desk }),
  z.strictObject({ desk }).transform((asked) => ({ ...asked, last: 0 })),
]);

export interface Talk {
  readonly desk: Desk;
  readonly local: LocalAdapter;
  readonly drawText: DrawText;
  readonly lookout: Lookout;
}

export function takeFrom({ desk, local }: Talk): Handler {
  return async ({ request, person, again }) => {
    const sent = SENT.safeParse(await bodyOf(request));
    if (!sent.success)
      return sentence(400, 'Send JSON like {"id": "1", "line": "/help"}, or a button\'s token as "press".');
    if ((await again()) === null) return unknownToken();
    const { id: clientId, ...content } = sent.data;
    const ref = String(person.id);
    const updateId = updateIdOf(person.id, clientId);
    try {
      await local.receive({ updateId, chatRef: ref, userRef: ref, content, sentAt: desk.clock.now(), message: null });
    } catch (error) {
      if (error instanceof Closed) return sentence(503, "The desk is starting or stopping: send it again in a moment.");
      throw error;
    }
    return Response.json({ accepted: true }, { status: 202 });
  };
}

/** The body says nothing: that it was sent says that somebody looks. */
export function seenBy({ desk }: Talk): Handler {
  return async ({ person }) => {
    await noteSeen(desk, person.id);
    return Response.json({ accepted: true }, { status: 202 });
  };
}

export function streamTo({ desk, local, drawText, lookout }: Talk): Handler {
  const seats = createSeats(STREAMS_A_PERSON);
  return async ({ query, person, again }) => {
    const asked = STREAM.safeParse(Object.fromEntries(query)).data;
    if (asked === undefined) {
      return sentence(
        400,
        `after= takes the seq of the last message that you have, for example after=42; last= how many of the newest, ${MOST_LAST} at most; desk=1 adds the desk.`,
      );
    }
    const chatRef = String(person.id);
    const after = "after" in asked ? asked.after : await local.before(chatRef, asked.last);
    const reader = {
      chatRef,
      zone: () => localZone(desk.db.reader, person.id),
      after,
      again,
      seat: seats.sit(chatRef),
    };
    const body = streamOf({ desk, local, drawText }, { ...reader, lookout: asked.desk === undefined ? null : lookout });
    return new Response(body, {
      headers: { "content-type": "application/x-ndjson; charset=utf-8", "x-accel-buffering": "no" },
    });
  };
}
