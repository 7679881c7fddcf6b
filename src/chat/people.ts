/** Who is who. Deny by default: whom the desk does not know is nobody. */
import { createHash, randomBytes } from "node:crypto";

import type { Knex } from "knex";

import { ring, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { checkPersonName, shapeOf } from "../domain/person-name.ts";
import { appendAudit } from "../models/audit.ts";
import type { PersonId } from "../domain/ids.ts";
import { Chat } from "../models/chat.ts";
import { Person, personByAccount, personById } from "../models/person.ts";
import { Token } from "../models/token.ts";
import type { Platform } from "../domain/platform.ts";
import type { Role } from "./command.ts";

/** On the local chat a person is known by their own id, elsewhere by an identity. Null: nobody, or no longer let in. */
export async function personOf(db: Knex, platform: Platform, userRef: string): Promise<Person | null> {
  if (platform !== "local") return active(await personByAccount(db, platform, userRef));
  return /^\d{1,15}$/.test(userRef) ? active(await personById(db, Number(userRef))) : null;
}

export async function personByToken(db: Knex, token: string): Promise<Person | null> {
  const row = await Token.query(db).findOne({ hash: hashOf(token) });
  return row === undefined ? null : active(await personById(db, row.personId));
}

function active(person: Person | null): Person | null {
  return person?.isActive === true ? person : null;
}

export interface NewPerson {
  readonly name: string;
  readonly role: Role;
  /** Of their local chat. */
  readonly zone: string;
  readonly at: number;
}

/** A person with a local chat, and no key to it yet: nothing is told there until they have one. Throws a Refusal where the name is odd, or taken. */
export async function insertPerson(tx: Tx, { name, role, zone, at }: NewPerson): Promise<Person> {
  await checkName(tx, name);
  const person = await Person.query(tx).insertAndFetch({ name, role, isActive: true, createdAt: at });
  await Chat.query(tx).insert({ platform: "local", chatRef: String(person.id), zone, isActive: false, createdAt: at });
  return person;
}

/** The same with the token that opens the chat: what is given back is kept nowhere. */
export async function addPerson(tx: Tx, person: NewPerson): Promise<string> {
  return newToken(tx, await insertPerson(tx, person), person.at);
}

async function checkName(tx: Tx, name: string): Promise<void> {
  checkPersonName(name);
  const shape = shapeOf(name);
  const taken = (await Person.query(tx)).find((person) => shapeOf(person.name) === shape);
  if (taken === undefined) return;
  const how = taken.name === name ? "is taken" : `is too like the name ${taken.name}`;
  throw new Refusal("name", `The name ${name} ${how}: choose another one, /people lists them.`, ["/people"]);
}

/** At the first start the desk has one person, who may do everything. Gives their token, null where people are known. */
export async function ensureOwner(tx: Tx, zone: string, at: number): Promise<string | null> {
  const known = await Person.query(tx).first();
  return known === undefined ? addPerson(tx, { name: "owner", role: "admin", zone, at }) : null;
}

/** Whom the address that the start prints lets in. */
export async function ownerOf(db: Knex): Promise<Person> {
  return Person.query(db).where({ role: "admin", is_active: true }).orderBy("id").first().throwIfNotFound();
}

/** A new token for the owner, in place of the one whose file was lost: who reads the data folder is the owner. */
export async function ownerToken(tx: Tx, at: number): Promise<string> {
  const owner = await ownerOf(tx);
  await appendAudit(tx, {
    at,
    personId: null,
    actor: "desk",
    action: "token.made",
    entity: `person ${owner.id}`,
    details: { name: owner.name, why: "its file was lost" },
  });
  return newToken(tx, owner, at);
}

/** In place of the one they may have. */
export async function newToken(tx: Tx, { id, name }: Person, at: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await dropToken(tx, id);
  await localChatOf(tx, id).patch({ isActive: true });
  await Token.query(tx).insert({ personId: id, name, hash: hashOf(token), createdAt: at });
  return token;
}

/** Closes the person's local chat. False where they had no key to it. */
export async function dropToken(tx: Tx, person: PersonId): Promise<boolean> {
  await localChatOf(tx, person).patch({ isActive: false });
  ring(tx, "people");
  return (await Token.query(tx).where({ person_id: person }).delete()) > 0;
}

function localChatOf(tx: Tx, person: PersonId) {
  return Chat.query(tx).where({ platform: "local", chat_ref: String(person) });
}

// Looking a hash up tells by its timing nothing about the token: only who knows a token can make its hash.
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
