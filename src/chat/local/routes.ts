/** The local chat over HTTP. Host, Origin and the size of a body are checked by runtime/http for every route. */
import { z } from "zod";

import type { Desk } from "../../db/desk.ts";
import { Chat } from "../../models/chat.ts";
import type { Person } from "../../models/person.ts";
import type { Route } from "../../runtime/http.ts";
import { personByToken } from "../people.ts";
import type { Registry } from "../registry.ts";
import type { DrawText } from "../text/text.ts";
import { Closed, type LocalAdapter } from "./adapter.ts";
import type { Completed } from "./protocol.ts";
import { streamOf, updateIdOf } from "./stream.ts";

export interface LocalRoutes {
  readonly desk: Desk;
  readonly commands: Pick<Registry, "complete">;
  readonly local: LocalAdapter;
  readonly drawText: DrawText;
}

type Handler = (request: Request, person: Person) => Promise<Response>;

export function localRoutes(chat: LocalRoutes): readonly Route[] {
  return [
    { method: "POST", path: "/chat", handle: withPerson(chat, (request, person) => take(chat, request, person)) },
    {
      method: "GET",
      path: "/chat/stream",
      handle: withPerson(chat, (request, person) => stream(chat, request, person)),
    },
    {
      method: "GET",
      path: "/chat/complete",
      handle: withPerson(chat, (request, person) => complete(chat, request, person)),
    },
  ];
}

const LONGEST_LINE = 4_000;
const id = z.string().regex(/^[\w-]{1,64}$/);
const SENT = z.union([
  z.strictObject({ id, line: z.string().min(1).max(LONGEST_LINE) }),
  z.strictObject({ id, press: z.string().regex(/^[\w-]{1,64}$/) }),
]);
const AFTER = z.coerce.number().int().nonnegative();

async function take({ local, desk }: LocalRoutes, request: Request, person: Person): Promise<Response> {
  const sent = SENT.safeParse(await bodyOf(request));
  if (!sent.success)
    return sentence(400, 'Send JSON like {"id": "1", "line": "/help"}, or a button\'s token as "press".');
  const { id: clientId, ...content } = sent.data;
  const ref = String(person.id);
  try {
    await local.receive({
      updateId: updateIdOf(person.id, clientId),
      chatRef: ref,
      userRef: ref,
      content,
      sentAt: desk.clock.now(),
    });
  } catch (error) {
    if (error instanceof Closed) return sentence(503, "The desk is starting or stopping: send it again in a moment.");
    throw error;
  }
  return Response.json({ accepted: true }, { status: 202 });
}

async function stream({ local, desk, drawText }: LocalRoutes, request: Request, person: Person): Promise<Response> {
  const chatRef = String(person.id);
  const asked = new URL(request.url).searchParams.get("after");
  const after = asked === null ? await local.newest(chatRef) : AFTER.safeParse(asked).data;
  if (after === undefined)
    return sentence(400, "after= takes the seq of the last message that you have, for example after=42.");
  const chat = await Chat.query(desk.db.reader).findOne({ platform: "local", chat_ref: chatRef });
  const body = streamOf(local, desk.clock, { chatRef, zone: chat?.zone ?? "UTC", after, drawText });
  return new Response(body, {
    headers: { "content-type": "application/x-ndjson; charset=utf-8", "x-accel-buffering": "no" },
  });
}

async function complete({ commands, desk }: LocalRoutes, request: Request, person: Person): Promise<Response> {
  const line = new URL(request.url).searchParams.get("line") ?? "";
  if (line.length > LONGEST_LINE) return sentence(400, `A line has ${LONGEST_LINE} characters at most.`);
  const completed: Completed = await commands.complete(desk, person.role, line);
  return Response.json(completed);
}

function withPerson({ desk }: LocalRoutes, handler: Handler): Route["handle"] {
  return async (request) => {
    const token = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const person = token === undefined ? null : await personByToken(desk.db.reader, token);
    return person === null ? unknownToken() : handler(request, person);
  };
}

function unknownToken(): Response {
  const response = sentence(
    401,
    "Send the desk's token as `authorization: Bearer TOKEN`; it stands in the address that the start prints.",
  );
  response.headers.set("www-authenticate", "Bearer");
  return response;
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function sentence(status: 400 | 401 | 503, error: string): Response {
  return Response.json({ error }, { status });
}
