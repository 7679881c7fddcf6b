/**
 * One-time codes: `/pair 493-204` from an account that the desk does not know makes it the account of the person for whom
 * the code was made. It is the one line that is read from a stranger; wrong ones are counted and not answered.
 */
import { randomInt } from "node:crypto";

import type { Knex } from "knex";

import { spoiledCodesCard } from "../cards/pairing.ts";
import type { Desk } from "../db/desk.ts";
import { ring, sealKeyOf, transact, type Tx } from "../db/transact.ts";
import type { PersonId } from "../domain/ids.ts";
import { appendAudit, type AuditDetails } from "../models/audit.ts";
import { Identity } from "../models/identity.ts";
import { PairingCode } from "../models/pairing-code.ts";
import { Person } from "../models/person.ts";
import { sealOf } from "../runtime/seal.ts";
import type { Platform } from "../domain/platform.ts";
import type { Incoming } from "./adapter.ts";
import { accountOf, adminChats, type By, privateChats, standingOf, tellAbout } from "./membership.ts";
import { post } from "./outbox.ts";

const HOUR_MS = 60 * 60_000;
const CODES = 1_000_000;
/** Of all together, while a code is good: then it dies. One in a million is hit by twenty at most that often. */
const MOST_WRONG = 20;
/** Of one sender: whoever is alone cannot spoil the code of others. */
const MOST_WRONG_OF_ONE = 5;
/** Senders remembered; then the one that was wrong first is forgotten. */
const MOST_SENDERS = 1_000;

export interface NewCode {
  /** `493-204` */
  readonly code: string;
  /** People's time, ms UTC. */
  readonly until: number;
}

/** In place of the one that the person may have. */
export async function makeCode(tx: Tx, person: PersonId, at: number): Promise<NewCode> {
  await PairingCode.query(tx).where({ person_id: person }).orWhere("expires_at", "<=", at).delete();
  const taken = new Set((await PairingCode.query(tx)).map(({ seal }) => seal));
  for (;;) {
    const digits = String(randomInt(CODES)).padStart(6, "0");
    const seal = sealOf(sealKeyOf(tx), "pairing", digits);
    if (taken.has(seal)) continue;
    const until = at + HOUR_MS;
    await PairingCode.query(tx).insert({ personId: person, seal, createdAt: at, expiresAt: until });
    return { code: `${digits.slice(0, 3)}-${digits.slice(3)}`, until };
  }
}

/** In groups the bot is named: `/pair@our_bot 493-204`. */
const PAIR = /^(\s*\/?pair)(?:@\w+)?(\s+)\S/i;
const TRY = /^\s*\/?pair(?:@\w+)?\s+(\d{3})[- ]?(\d{3})\s*$/i;

/** What stands in place of a code that was typed: from here on nobody reads it again. */
const MASKED_CODE = "***";

export function withoutCode(line: string): string {
  const [, command, space] = PAIR.exec(line) ?? [];
  return command === undefined ? line : `${command}${space}${MASKED_CODE}`;
}

export interface Pairing {
  /** The person that a stranger's line has made of its sender; null for any other line, and for a wrong code. */
  take(platform: Platform, update: Incoming): Promise<Person | null>;
}

export function createPairing(desk: Desk): Pairing {
  /** By sender: when they were wrong, also where no code was good. */
  const wrong = new Map<string, number[]>();

  const isBlocked = (who: string, now: number): boolean => {
    const recent = (wrong.get(who) ?? []).filter((at) => at > now - HOUR_MS);
    if (recent.length === 0) wrong.delete(who);
    else wrong.set(who, recent);
    return recent.length >= MOST_WRONG_OF_ONE;
  };

  const count = (who: string, now: number): void => {
    const [first] = wrong.keys();
    if (first !== undefined && wrong.size >= MOST_SENDERS && !wrong.has(who)) wrong.delete(first);
    wrong.set(who, [...(wrong.get(who) ?? []), now]);
  };

  return {
    async take(platform, { userRef, content }) {
      if (platform === "local" || !("line" in content)) return null;
      const [, first, second] = TRY.exec(content.line) ?? [];
      const who = accountOf({ platform, userRef });
      const now = desk.clock.now();
      if (first === undefined || second === undefined || isBlocked(who, now)) return null;
      const person = await tryCode(desk, `${first}${second}`, { platform, userRef }, now);
      if (person === null) count(who, now);
      return person;
    },
  };
}

type Account = Pick<Identity, "platform" | "userRef">;

/** Strangers open no write transaction while no code is good. */
async function tryCode(desk: Desk, digits: string, account: Account, now: number): Promise<Person | null> {
  const good = await goodCodes(desk.db.reader, now);
  return good.length === 0 ? null : transact(desk, (tx) => use(tx, digits, account, now));
}

async function goodCodes(db: Knex, now: number): Promise<PairingCode[]> {
  return PairingCode.query(db).where("expires_at", ">", now);
}

async function use(tx: Tx, digits: string, account: Account, now: number): Promise<Person | null> {
  const codes = await goodCodes(tx, now);
  if (codes.length === 0) return null;
  const seal = sealOf(sealKeyOf(tx), "pairing", digits);
  const code = codes.find((each) => each.seal === seal);
  const owned = await Identity.query(tx).findOne({ platform: account.platform, user_ref: account.userRef });
  // An account of somebody who was put out stays theirs until an admin takes it from them.
  if (code === undefined || owned !== undefined) {
    await spoil(tx, codes, account, now);
    return null;
  }
  await PairingCode.query(tx).findById(code.id).delete();
  await Identity.query(tx).insert({ ...account, personId: code.personId });
  const person = await Person.query(tx).findById(code.personId).throwIfNotFound();
  await tellPaired(tx, person, accountOf(account), now);
  return person;
}

async function tellPaired(tx: Tx, person: Person, account: string, at: number): Promise<void> {
  const standing = standingOf(person);
  const by: By = { at, personId: person.id, actor: person.name };
  await appendAudit(tx, {
    ...by,
    action: "account.paired",
    entity: account,
    details: { name: person.name, before: "nobody", after: standing },
  });
  const facts = { name: person.name, by: "a pairing code", before: standing, after: standing, account, isTaken: false };
  const chats = [...(await privateChats(tx, [person.id])), ...(await adminChats(tx))];
  ring(tx, "people");
  await tellAbout(tx, facts, chats, at);
}

/** Counts a wrong code against all that are good. */
async function spoil(tx: Tx, codes: readonly PairingCode[], account: Account, at: number): Promise<void> {
  const tries = Math.max(...codes.map((code) => code.wrongTries)) + 1;
  await noteStranger(tx, "pairing.wrong", accountOf(account), { tries }, at);
  await PairingCode.query(tx).increment("wrong_tries", 1);
  const spoiled = await PairingCode.query(tx).where("wrong_tries", ">=", MOST_WRONG);
  if (spoiled.length === 0) return;
  await PairingCode.query(tx).where("wrong_tries", ">=", MOST_WRONG).delete();
  await noteStranger(tx, "pairing.spoiled", accountOf(account), { tries: MOST_WRONG }, at);
  const theirs = await privateChats(
    tx,
    spoiled.map(({ personId }) => personId),
  );
  const to = [...theirs, ...(await adminChats(tx))];
  const reply = spoiledCodesCard(MOST_WRONG);
  await post(tx, { type: "WARNING", source: "health", severity: 4, reply, about: null, at, to });
}

async function noteStranger(tx: Tx, action: string, entity: string, details: AuditDetails, at: number): Promise<void> {
  await appendAudit(tx, { at, personId: null, actor: "stranger", action, entity, details });
}
