/** Who a person is on a platform. */
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import type { PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { Person } from "./person.ts";
import { generated, id, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  personId: id<PersonId>(),
  platform: word(),
  /** The platform's stable id of the person, never a name. */
  userRef: word(),
});

export class Identity extends table("identities", schema) {
  declare person?: Person;

  static override relationMappings = (): RelationMappings => ({
    person: {
      relation: Model.BelongsToOneRelation,
      modelClass: Person,
      join: { from: "identities.person_id", to: "persons.id" },
    },
  });
}
