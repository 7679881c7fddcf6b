/** The end of halts: places nothing, strategies decide anew at the next closed candle. Two admins where there are two. */
import { resumedCard, resumeRequestCard } from "../../cards/resume.ts";
import { post, revise } from "../../chat/outbox.ts";
import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import type { AlertId, PersonId } from "../../domain/ids.ts";
import type { Reply } from "../../domain/reply.ts";
import { auditHalt, type Halt } from "../../models/halt.ts";
import { Person } from "../../models/person.ts";
import { requestsSince, ResumeRequest } from "../../models/resume-request.ts";
import { causeOf } from "../cause.ts";
import { haltFactsOf, nameOf, showHalt, standingHaltFacts } from "./card.ts";
import { acceptOrphans } from "../orphans.ts";

/** A request waits so long for the second person, as a proposal does. */
const REQUEST_MS = 5 * 60_000;

/** Who may confirm what this person asks for. */
export async function otherAdmins(tx: Tx, person: PersonId): Promise<Person[]> {
  return Person.query(tx).where({ role: "admin", is_active: true }).whereNot({ id: person }).orderBy("id");
}

export interface Requested {
  /** Another admin has asked for these. */
  readonly byOthers: readonly Halt[];
  /** This person has asked for these; null where not for all of them. */
  readonly byOneself: ResumeRequest | null;
}

/** What waits for a second person among these halts. `others`: who may ask besides this person, now. */
export async function requested(
  tx: Tx,
  halts: readonly Halt[],
  person: PersonId,
  others: readonly Person[],
  at: number,
): Promise<Requested> {
  const requests = await requestsSince(
    tx,
    halts.map(({ id }) => id),
    at - REQUEST_MS,
  );
  const byOthers = new Set(
    requests.filter(({ personId }) => others.some(({ id }) => id === personId)).map(({ haltId }) => haltId),
  );
  const own = requests.filter(({ personId }) => personId === person);
  const isAll = halts.every(({ id }) => own.some(({ haltId }) => haltId === id));
  return { byOthers: halts.filter(({ id }) => byOthers.has(id)), byOneself: isAll ? (own.at(-1) ?? null) : null };
}

export function requestEnds({ askedAt }: ResumeRequest): number {
  return askedAt + REQUEST_MS;
}

/** Asks the other admins, in every chat. */
export async function askToResume(
  tx: Tx,
  halts: readonly Halt[],
  run: string,
  call: Call,
  at: number,
): Promise<AlertId> {
  const ending = await haltFactsOf(tx, halts);
  const reply = resumeRequestCard({ ending, run, until: at + REQUEST_MS, by: call.person.name });
  const card = await post(tx, { type: "WARNING", source: "risk", severity: 4, reply, about: aboutOf(halts), at }, call);
  for (const halt of halts) {
    await ResumeRequest.query(tx).insert({ haltId: halt.id, personId: call.person.id, askedAt: at, alertId: card });
    await auditHalt(tx, "resume.asked", halt, causeOf(call, at));
  }
  return card;
}

/** Ends them: their cards say so, and so does one of its own in every chat. */
export async function release(tx: Tx, halts: readonly Halt[], call: Call, at: number): Promise<AlertId> {
  const requests = await requestsSince(
    tx,
    halts.map(({ id }) => id),
    at - REQUEST_MS,
  );
  const first = requests.find(({ personId }) => personId !== call.person.id);
  const ended = await haltFactsOf(tx, halts);
  for (const halt of halts) {
    const released = await halt.$query(tx).patchAndFetch({ releasedAt: at, releasedBy: call.person.id });
    await auditHalt(tx, "resume", halt, causeOf(call, at), { askedBy: first?.personId ?? null });
    await showHalt(tx, released, at);
  }
  await acceptOrphans(tx, halts, at);
  const standing = await standingHaltFacts(tx);
  const askedBy = first === undefined ? null : await nameOf(tx, first.personId);
  const reply = resumedCard({ by: call.person.name, at, askedBy, ended, standing });
  await closeRequests(tx, requests, reply, at);
  return post(tx, { type: "INFO", source: "risk", severity: 3, reply, about: aboutOf(halts), at }, call);
}

const aboutOf = (halts: readonly Halt[]) => {
  const [first] = halts;
  return first === undefined ? null : ({ kind: "halt", id: first.id } as const);
};

/** The cards that asked say what came of it. */
async function closeRequests(tx: Tx, requests: readonly ResumeRequest[], reply: Reply, at: number): Promise<void> {
  for (const card of new Set(requests.flatMap(({ alertId }) => alertId ?? []))) await revise(tx, card, reply, at);
}
