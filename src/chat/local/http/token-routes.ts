/** Tokens over HTTP, for `outcry token` on a desk that runs. For admins; a new token is in the one answer and nowhere else. */
import { z } from "zod";

import type { Desk } from "../../../db/desk.ts";
import { transact, type Tx } from "../../../db/transact.ts";
import { Refusal } from "../../../domain/errors.ts";
import { Chat } from "../../../models/chat.ts";
import type { Person } from "../../../models/person.ts";
import type { Route } from "../../../runtime/http.ts";
import { mayAct, ROLES } from "../../command.ts";
import type { By } from "../../membership.ts";
import { addToken, listTokens, removeToken, rotateToken } from "../tokens.ts";
import { bodyOf, type Gate, type Handler, sentence, type Visit } from "./gate.ts";
import type { TokenAnswer, TokenList, TokenWish } from "../protocol.ts";

const LONGEST_NAME = 200;
const name = z.string().min(1).max(LONGEST_NAME);
const WISH: z.ZodType<TokenWish> = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add"), name, role: z.enum(ROLES).optional() }),
  z.strictObject({ do: z.literal("rotate"), name }),
  z.strictObject({ do: z.literal("remove"), name }),
]);

export function tokenRoutes(desk: Desk, behind: Gate["behind"]): readonly Route[] {
  const path = "/people/tokens";
  return [
    { method: "GET", path, handle: behind("look", forAdmins(list(desk))) },
    { method: "POST", path, handle: behind("say", forAdmins(change(desk))) },
  ];
}

function forAdmins(handler: Handler): Handler {
  return async (visit) =>
    mayAct(visit.person.role, "admin") ? handler(visit) : sentence(403, "Tokens are for admins: ask one of them.");
}

function list(desk: Desk): Handler {
  return async () => {
    const tokens: TokenList = { tokens: await listTokens(desk.db.reader) };
    return Response.json(tokens);
  };
}

function change(desk: Desk): Handler {
  return async ({ request, again }) => {
    const wish = WISH.safeParse(await bodyOf(request));
    if (!wish.success) return sentence(400, 'Send JSON like {"do": "add", "name": "Ann", "role": "trader"}.');
    try {
      return Response.json(
        await transact(desk, async (tx) => carryOut(tx, wish.data, await stillAdmin(tx, again), desk.clock.now())),
      );
    } catch (error) {
      if (error instanceof Refusal) return sentence(409, error.message);
      throw error;
    }
  };
}

/** They were one when their request began, which may be long ago: a body comes as slowly as its sender likes. */
async function stillAdmin(tx: Tx, again: Visit["again"]): Promise<Person> {
  const person = await again(tx);
  if (person !== null && mayAct(person.role, "admin")) return person;
  throw new Refusal("role", "Your token or role has just been changed, and nothing was done: ask an admin.");
}

async function carryOut(tx: Tx, wish: TokenWish, asking: Person, at: number): Promise<TokenAnswer> {
  const by: By = { at, personId: asking.id, actor: asking.name };
  const done = await tokenFor(tx, wish, by);
  const { id, name, role } = done.person;
  return { name, role, token: done.token, isOwn: id === asking.id };
}

async function tokenFor(tx: Tx, wish: TokenWish, by: By): Promise<{ person: Person; token: string | null }> {
  switch (wish.do) {
    case "add":
      return addToken(tx, { ...wish, zone: await zoneOf(tx, by) }, by);
    case "rotate":
      return rotateToken(tx, wish.name, by);
    case "remove":
      return { person: await removeToken(tx, wish.name, by), token: null };
  }
}

/** Somebody new gets the clock of who lets them in. */
async function zoneOf(tx: Tx, { personId }: By): Promise<string> {
  const chat = await Chat.query(tx).findOne({ platform: "local", chat_ref: String(personId) });
  return chat?.zone ?? "UTC";
}
