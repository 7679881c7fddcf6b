/** Who may be here, and as what. Each change is in the audit with what was before, and told to the other admins. */
import type { Knex } from "knex";

import { type MembershipFacts, membershipCard } from "../cards/people.ts";
import { ring, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { ChatId, PersonId } from "../domain/ids.ts";
import { nearest } from "../domain/nearest.ts";
import { appendAudit, type NewAuditRow } from "../models/audit.ts";
import { Button } from "../models/button.ts";
import { Chat } from "../models/chat.ts";
import { Identity } from "../models/identity.ts";
import { InboxRow } from "../models/inbox.ts";
import { PairingCode } from "../models/pairing-code.ts";
import { Person } from "../models/person.ts";
import type { Platform } from "../domain/platform.ts";
import type { Role } from "./command.ts";
import { post } from "./outbox.ts";
import { dropToken, insertPerson, type NewPerson, ownerOf } from "./people.ts";

/** A name, or an account on a platform; `local:3` is the person of that number. */
export type Who = { readonly kind: "name"; readonly name: string } | ({ readonly kind: "account" } & Account);

/** Who changes it, and when (people's time, ms). */
export type By = Pick<NewAuditRow, "at" | "personId" | "actor">;

interface Account {
  readonly platform: Platform;
  readonly userRef: string;
}

export type Standing = Role | "nobody";

/** Null for whom the desk has never known. */
export async function findPerson(db: Knex, who: Who): Promise<Person | null> {
  if (who.kind === "name") return (await Person.query(db).findOne({ name: who.name })) ?? null;
  if (who.platform === "local") return (await Person.query(db).findById(Number(who.userRef))) ?? null;
  const identity = await Identity.query(db).findOne({ platform: who.platform, user_ref: who.userRef });
  return identity === undefined ? null : Person.query(db).findById(identity.personId).throwIfNotFound();
}

/** What a person is now: nobody, too, once they were put out. */
export function standingOf(person: Person | null): Standing {
  return person?.isActive === true ? person.role : "nobody";
}

export interface Grant {
  readonly who: Who;
  readonly role: Role;
  /** For an account that the desk does not know: whose it is. */
  readonly name: string | undefined;
  /** Of a new person's chat. */
  readonly zone: string;
}

/** Lets somebody in, or gives them another role. Gives what has changed. */
export async function grant(tx: Tx, { who, role, name, zone }: Grant, by: By): Promise<MembershipFacts> {
  const known = await findPerson(tx, who);
  if (known !== null) {
    checkNameOf(known, name);
    if (standingOf(known) === role) throw new Refusal("people", `${known.name} has the role ${role} already.`);
    return changeRole(tx, known, role, by);
  }
  if (who.kind === "name" || who.platform === "local") throw await unknownPerson(tx, who);
  if (name === undefined) throw namelessAccount(accountOf(who), role);
  const { platform, userRef } = who;
  const owner = await Person.query(tx).findOne({ name });
  const person = owner ?? (await insertPerson(tx, { name, role, zone, at: by.at }));
  await Identity.query(tx).insert({ personId: person.id, platform, userRef });
  return changeRole(tx, person, role, by, { before: standingOf(owner ?? null), account: accountOf(who) });
}

/** Somebody new, without an account yet. */
export async function admit(tx: Tx, person: Pick<NewPerson, "name" | "role" | "zone">, by: By): Promise<Person> {
  const admitted = await insertPerson(tx, { ...person, at: by.at });
  await told(tx, admitted, { before: "nobody", after: person.role, account: null }, by);
  return admitted;
}

function checkNameOf(person: Person, name: string | undefined): void {
  if (name === undefined || name === person.name) return;
  throw new Refusal("people", `That is ${person.name} already: leave name= out.`);
}

export async function unknownPerson(db: Knex, who: Who): Promise<Refusal> {
  const asked = who.kind === "name" ? who.name : accountOf(who);
  const guess = nearest(
    asked,
    (await Person.query(db)).map((person) => person.name),
  );
  const hint = guess === null ? "/people lists everybody" : `did you mean ${guess}?`;
  return new Refusal(
    "people",
    `I don't know ${asked}: ${hint}${guess === null ? "" : " /people lists everybody"}; to let somebody in, type /grant telegram:1001 trader name=Ann.`,
    ["/people"],
  );
}

function namelessAccount(account: string, role: Role): Refusal {
  return new Refusal(
    "people",
    `I don't know ${account} yet: say whose it is, for example /grant ${account} ${role} name=Ann.`,
  );
}

interface Circumstances {
  readonly before?: Standing;
  /** That was added. */
  readonly account?: string;
}

async function changeRole(
  tx: Tx,
  person: Person,
  role: Role,
  by: By,
  { before = standingOf(person), account }: Circumstances = {},
): Promise<MembershipFacts> {
  if (role !== "admin") await checkOtherAdmin(tx, person);
  await Person.query(tx).findById(person.id).patch({ role, isActive: true });
  return told(tx, person, { before, after: role, account: account ?? null }, by);
}

/** Puts a person out: nothing of theirs opens, runs or answers any more. */
export async function revokePerson(tx: Tx, who: Who, by: By): Promise<MembershipFacts> {
  const person = await findPerson(tx, who);
  if (person === null) throw await unknownPerson(tx, who);
  const before = standingOf(person);
  if (before === "nobody") throw new Refusal("people", `${person.name} is out already: /people shows who is in.`);
  await checkOtherAdmin(tx, person);
  await Person.query(tx).findById(person.id).patch({ isActive: false });
  await dropToken(tx, person.id);
  await PairingCode.query(tx).where({ person_id: person.id }).delete();
  await silence(tx, await privateChats(tx, [person.id]), by.at);
  await dropWaiting(tx, { person_id: person.id }, by.at);
  return told(tx, person, { before, after: "nobody", account: null }, by);
}

/** Takes one account from a person, who stays. */
export async function revokeAccount(tx: Tx, platform: Platform, userRef: string, by: By): Promise<MembershipFacts> {
  const who: Who = { kind: "account", platform, userRef };
  const person = await findPerson(tx, who);
  if (person === null) throw await unknownPerson(tx, who);
  await Identity.query(tx).where({ platform, user_ref: userRef }).delete();
  const chats = await Chat.query(tx).where({ platform, chat_ref: userRef });
  await silence(
    tx,
    chats.map(({ id }) => id),
    by.at,
  );
  await dropWaiting(tx, { person_id: person.id, platform }, by.at);
  const standing = standingOf(person);
  return told(tx, person, { before: standing, after: standing, account: accountOf(who), isTaken: true }, by);
}

/**
 * What OUTCRY_ADMINS names becomes the owner's. Gives a sentence for each account that is somebody else's: it stays theirs.
 * An account that is no longer named stays too, until an admin takes it.
 */
export async function admitOwner(tx: Tx, accounts: readonly Account[], at: number): Promise<string[]> {
  const owner = await ownerOf(tx);
  const refused: string[] = [];
  for (const { platform, userRef } of accounts) {
    const account = accountOf({ platform, userRef });
    const known = await findPerson(tx, { kind: "account", platform, userRef });
    if (known !== null && known.id !== owner.id)
      refused.push(
        `OUTCRY_ADMINS names ${account}, which is ${known.name}: /revoke ${account} first, then restart, or leave it out.`,
      );
    if (known !== null) continue;
    await Identity.query(tx).insert({ personId: owner.id, platform, userRef });
    const by = { at, personId: null, actor: "OUTCRY_ADMINS" };
    await told(tx, owner, { before: "nobody", after: owner.role, account }, by);
  }
  return refused;
}

/** The chats in which a person is alone with the desk. */
export async function privateChats(tx: Tx, people: readonly PersonId[]): Promise<ChatId[]> {
  const identities = await Identity.query(tx).whereIn("person_id", [...people]);
  const theirs = new Set([
    ...people.map((id) => `local:${id}`),
    ...identities.map(({ platform, userRef }) => `${platform}:${userRef}`),
  ]);
  const chats = await Chat.query(tx).orderBy("id");
  return chats.filter(({ platform, chatRef }) => theirs.has(`${platform}:${chatRef}`)).map(({ id }) => id);
}

/** Those of all admins, or of all but one, who knows. */
export async function adminChats(tx: Tx, except: PersonId | null = null): Promise<ChatId[]> {
  const admins = await Person.query(tx).where({ role: "admin", is_active: true });
  return privateChats(
    tx,
    admins.map(({ id }) => id).filter((id) => id !== except),
  );
}

/** No alert goes there, and no button works there any more. */
async function silence(tx: Tx, chats: readonly ChatId[], at: number): Promise<void> {
  await Chat.query(tx)
    .whereIn("id", [...chats])
    .patch({ isActive: false });
  await Button.query(tx)
    .whereIn("chat_id", [...chats])
    .where("expires_at", ">", at)
    .patch({ expiresAt: at });
}

/** What they sent and nobody got to is not done, not even when they are let in again. */
export async function dropWaiting(
  tx: Tx,
  whose: { person_id: PersonId; platform?: Platform },
  at: number,
): Promise<void> {
  await InboxRow.query(tx)
    .where(whose)
    .whereNull("claimed_at")
    .patch({ claimedAt: at, answer: { nothing: true }, answeredAt: at });
}

/** Of two who would go at once, the second finds the first gone: writers come one after the other. */
async function checkOtherAdmin(tx: Tx, person: Person): Promise<void> {
  if (standingOf(person) !== "admin") return;
  const others = await Person.query(tx).where({ role: "admin", is_active: true }).whereNot({ id: person.id });
  if (others.length > 0) return;
  throw new Refusal("last-admin", `${person.name} is the last admin: make another one first, /grant NAME admin.`);
}

type Told = Pick<MembershipFacts, "before" | "after" | "account"> & { readonly isTaken?: true };

async function told(tx: Tx, person: Person, change: Told, by: By): Promise<MembershipFacts> {
  const { before, after, account, isTaken = false } = change;
  const facts: MembershipFacts = { name: person.name, by: by.actor, before, after, account, isTaken };
  await appendAudit(tx, {
    ...by,
    action: account === null ? "person.role" : isTaken ? "account.taken" : "account.added",
    entity: account ?? `person ${person.id}`,
    details: { name: person.name, before, after },
  });
  ring(tx, "people");
  await tellAbout(tx, facts, await adminChats(tx, by.personId), by.at);
  return facts;
}

export async function tellAbout(tx: Tx, facts: MembershipFacts, to: readonly ChatId[], at: number): Promise<void> {
  await post(tx, {
    type: "WARNING",
    source: "health",
    severity: 4,
    reply: membershipCard(facts),
    about: null,
    at,
    to,
  });
}

export function accountOf({ platform, userRef }: { readonly platform: string; readonly userRef: string }): string {
  return `${platform}:${userRef}`;
}
