import type { Knex } from "knex";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { flag, generated, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated<PersonId>(),
  name: word(),
  role: oneOf(["viewer", "trader", "approver", "admin"]),
  isActive: flag().default(true),
  createdAt: time(),
});

export class Person extends table("persons", schema) {}

const BY_ID = prepared("select * from persons where id = ?");
const BY_ACCOUNT = prepared(
  "select persons.* from identities join persons on persons.id = identities.person_id where platform = ? and user_ref = ?",
);

/** As every message asks for it; null where there is none. */
export async function personById(db: Knex, id: number): Promise<Person | null> {
  return first(await BY_ID.rows(db, [id]));
}

/** Whose account that is. */
export async function personByAccount(db: Knex, platform: string, userRef: string): Promise<Person | null> {
  return first(await BY_ACCOUNT.rows(db, [platform, userRef]));
}

function first([row]: readonly object[]): Person | null {
  return row === undefined ? null : Person.fromDatabaseJson(row);
}
