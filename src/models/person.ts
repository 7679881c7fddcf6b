import { z } from "zod";

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
