/** Who is who. Deny by default: whom the desk does not know is nobody. */
import { createHash, randomBytes } from "node:crypto";

import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { Chat } from "../models/chat.ts";
import { Identity } from "../models/identity.ts";
import { Person } from "../models/person.ts";
import { Token } from "../models/token.ts";
import type { Platform } from "./adapter.ts";
import type { Role } from "./command.ts";

/** On the local chat a person is known by their own id, elsewhere by an identity. Null: nobody, or no longer let in. */
export async function personOf(db: Knex, platform: Platform, userRef: string): Promise<Person | null> {
  if (platform === "local") return active(await Person.query(db).findById(Number(userRef)));
  const identity = await Identity.query(db).findOne({ platform, user_ref: userRef });
  return identity === undefined ? null : active(await Person.query(db).findById(identity.personId));
}

export async function personByToken(db: Knex, token: string): Promise<Person | null> {
  const row = await Token.query(db).findOne({ hash: hashOf(token) });
  return row === undefined ? null : active(await Person.query(db).findById(row.personId));
}

function active(person: Person | undefined): Person | null {
  return person?.isActive === true ? person : null;
}

export interface NewPerson {
  readonly name: string;
  readonly role: Role;
  /** Of their local chat. */
  readonly zone: string;
  readonly at: number;
}

/** A person with a local chat and the token that opens it: what is given back is kept nowhere. */
export async function addPerson(tx: Tx, { name, role, zone, at }: NewPerson): Promise<string> {
  checkName(name);
  const person = await Person.query(tx).insertAndFetch({ name, role, isActive: true, createdAt: at });
  await Chat.query(tx).insert({ platform: "local", chatRef: String(person.id), zone, isActive: true, createdAt: at });
  return newToken(tx, person, at);
}

/** At the first start the desk has one person, who may do everything. Gives their token, null where people are known. */
export async function ensureOwner(tx: Tx, zone: string, at: number): Promise<string | null> {
  const known = await Person.query(tx).first();
  return known === undefined ? addPerson(tx, { name: "owner", role: "admin", zone, at }) : null;
}

/** A new token for the first admin, in place of the one whose file was lost: who reads the data folder is the owner. */
export async function ownerToken(tx: Tx, at: number): Promise<string> {
  const owner = await Person.query(tx)
    .where({ role: "admin", is_active: true })
    .orderBy("id")
    .first()
    .throwIfNotFound();
  await Token.query(tx).where({ person_id: owner.id, name: owner.name }).delete();
  return newToken(tx, owner, at);
}

async function newToken(tx: Tx, { id, name }: Person, at: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await Token.query(tx).insert({ personId: id, name, hash: hashOf(token), createdAt: at });
  return token;
}

const LONGEST_NAME = 60;
const UNREADABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

function checkName(name: string): void {
  if (name.trim() !== "" && name.length <= LONGEST_NAME && !UNREADABLE.test(name)) return;
  throw new Refusal("name", `A name has 1 to ${LONGEST_NAME} readable characters, for example Ann.`);
}

// Looking a hash up tells by its timing nothing about the token: only who knows a token can make its hash.
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
