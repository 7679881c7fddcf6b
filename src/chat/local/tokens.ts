/** Tokens over HTTP, for `outcry token` on a desk that runs. For admins; a new token is in the one answer and nowhere else. */
import { z } from "zod";

import type { Desk } from "../../db/desk.ts";
import { transact } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Person } from "../../models/person.ts";
import type { Route } from "../../runtime/http.ts";
import { mayAct, ROLES } from "../command.ts";
import type { By } from "../membership.ts";
import { addToken, listTokens, removeToken, rotateToken } from "../tokens.ts";
import type { TokenAnswer, TokenList } from "./protocol.ts";

interface Visit {
  readonly request: Request;
  readonly person: Person;
}

/** Lets nobody but a known person through. */
type Guard = (handler: (visit: Visit) => Promise<Response>) => Route["handle"];

const LONGEST_NAME = 200;
const name = z.string().min(1).max(LONGEST_NAME);
const WISH = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("add"), name, role: z.enum(ROLES).optional() }),
  z.strictObject({ do: z.literal("rotate"), name }),
  z.strictObject({ do: z.literal("remove"), name }),
]);
export type TokenWishOnWire = z.infer<typeof WISH>;

export function tokenRoutes(desk: Desk, zone: string, guard: Guard): readonly Route[] {
  const forAdmins = (handler: (visit: Visit) => Promise<Response>): Route["handle"] =>
    guard(async (visit) =>
      mayAct(visit.person.role, "admin") ? handler(visit) : sentence(403, "Tokens are for admins: ask one."),
    );
  return [
    { method: "GET", path: "/people/tokens", handle: forAdmins(() => list(desk)) },
    { method: "POST", path: "/people/tokens", handle: forAdmins((visit) => change(desk, zone, visit)) },
  ];
}

async function list(desk: Desk): Promise<Response> {
  const tokens: TokenList = { tokens: await listTokens(desk.db.reader) };
  return Response.json(tokens);
}

async function change(desk: Desk, zone: string, { request, person }: Visit): Promise<Response> {
  const wish = WISH.safeParse(await bodyOf(request));
  if (!wish.success) return sentence(400, 'Send JSON like {"do": "add", "name": "Ann", "role": "trader"}.');
  const by: By = { at: desk.clock.now(), personId: person.id, actor: person.name };
  try {
    return Response.json(await transact(desk, (tx) => carryOut(tx, wish.data, zone, by)));
  } catch (error) {
    if (error instanceof Refusal) return sentence(409, error.message);
    throw error;
  }
}
