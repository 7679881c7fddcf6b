/** Keys to the local chat, one a person. What is made here is shown once and kept as a hash. */
import type { Knex } from "knex";

import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { appendAudit } from "../../models/audit.ts";
import type { Person } from "../../models/person.ts";
import { Token } from "../../models/token.ts";
import type { Role } from "../command.ts";
import { admit, type By, dropWaiting, findPerson } from "../membership.ts";
import { dropToken, newToken } from "../people.ts";

interface NewToken {
  readonly person: Person;
  readonly token: string;
}

interface NewKey {
  readonly name: string;
  /** Of somebody new; left out: viewer. */
  readonly role?: Role | undefined;
  readonly zone: string;
}

/** For somebody new, or for a person who has none. */
export async function addToken(tx: Tx, { name, role, zone }: NewKey, by: By): Promise<NewToken> {
  const known = await findPerson(tx, { kind: "name", name });
  const person = known ?? (await admit(tx, { name, role: role ?? "viewer", zone }, by));
  checkIsIn(person);
  if (role !== undefined && role !== person.role)
    throw new Refusal("token", `${name} has the role ${person.role}: /grant ${name} ${role} changes it.`);
  if (await hasToken(tx, person))
    throw new Refusal("token", `${name} has a token: npx outcry token rotate gives a new one in its place.`);
  return make(tx, person, "nothing", by);
}

/** The old one opens nothing from now on, and what came by it and waits is not done. */
export async function rotateToken(tx: Tx, name: string, by: By): Promise<NewToken> {
  const person = await knownPerson(tx, name);
  checkIsIn(person);
  if (!(await hasToken(tx, person))) throw tokenless(name);
  await dropWaiting(tx, { person_id: person.id, platform: "local" }, by.at);
  return make(tx, person, "a token", by);
}

/** Ends the person's local chat; what else they are let in by stays. */
export async function removeToken(tx: Tx, name: string, by: By): Promise<Person> {
  const person = await knownPerson(tx, name);
  if (person.id === by.personId)
    throw new Refusal("token", "That is the token that this very command uses: rotate it instead.");
  if (!(await dropToken(tx, person.id))) throw tokenless(name);
  await dropWaiting(tx, { person_id: person.id, platform: "local" }, by.at);
  await note(tx, "token.removed", person, { before: "a token", after: "nothing" }, by);
  return person;
}

interface TokenRow {
  readonly name: string;
  readonly role: Role;
  /** People's time, ms UTC. */
  readonly createdAt: number;
}

export async function listTokens(db: Knex): Promise<TokenRow[]> {
  const rows = await Token.query(db).withGraphFetched("person").orderBy("id");
  return rows.flatMap(({ name, person, createdAt }) =>
    person === undefined ? [] : [{ name, role: person.role, createdAt }],
  );
}

async function make(tx: Tx, person: Person, before: string, by: By): Promise<NewToken> {
  await note(tx, "token.made", person, { before, after: "a new token" }, by);
  return { person, token: await newToken(tx, person, by.at) };
}

async function knownPerson(tx: Tx, name: string): Promise<Person> {
  const person = await findPerson(tx, { kind: "name", name });
  if (person !== null) return person;
  throw new Refusal("token", `I don't know ${name}: npx outcry token list shows who has a token.`);
}

function checkIsIn({ isActive, name, role }: Person): void {
  if (isActive) return;
  throw new Refusal("token", `${name} is out: /grant ${name} ${role} lets them in again.`);
}

async function hasToken(tx: Tx, { id }: Person): Promise<boolean> {
  return (await Token.query(tx).findOne({ person_id: id })) !== undefined;
}

function tokenless(name: string): Refusal {
  return new Refusal("token", `${name} has no token: npx outcry token add makes one.`);
}

async function note(
  tx: Tx,
  action: string,
  person: Person,
  change: { before: string; after: string },
  by: By,
): Promise<void> {
  await appendAudit(tx, { ...by, action, entity: `person ${person.id}`, details: { name: person.name, ...change } });
}
