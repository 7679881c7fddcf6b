/** One person's yes to one version of an order. */
import { z } from "zod";

import type { OrderId, PersonId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { count, generated, id, time } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  orderId: id<OrderId>(),
  version: count(),
  personId: id<PersonId>(),
  createdAt: time(),
});

export class Approval extends table("approvals", schema) {}
