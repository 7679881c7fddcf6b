/** What a panic does about one position: the exit that closes it, or why there is none. */
import { z } from "zod";

import type { OrderId, PositionId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { generated, id, nullable, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  haltId: id(),
  positionId: id<PositionId>(),
  orderId: nullable(id<OrderId>()),
  /** A rule's sentence, with what to do. */
  reason: nullable(word()),
});

export class Flattening extends table("flattenings", schema) {}
