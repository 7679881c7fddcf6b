/** A key to the local chat; only its hash is kept. */
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { Person } from "./person.ts";
import { generated, id, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  personId: id<PersonId>(),
  name: word(),
  hash: word(),
  createdAt: time(),
});

export class Token extends table("tokens", schema) {
  declare person?: Person;

  static override relationMappings = (): RelationMappings => ({
    person: {
      relation: Model.BelongsToOneRelation,
      modelClass: Person,
      join: { from: "tokens.person_id", to: "persons.id" },
    },
  });
}
