/** The optimisation that is at work, from its beginning to its end: one at a time, and none of an earlier process. */
import { z } from "zod";

import type { AlertId, OptimisationId } from "../domain/ids.ts";
import type { Plan } from "../domain/sweep/plan.ts";
import { table } from "./base.ts";
import { generated, id, json } from "./schema.ts";

const schema = z.strictObject({
  id: generated<OptimisationId>(),
  /** Its card. */
  alertId: id<AlertId>(),
  plan: json<Plan>(),
});

export class Optimisation extends table("optimisations", schema) {}
