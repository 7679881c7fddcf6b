/** An order at an exchange with an Outcry's tag that no row here has sent, and whether a person has looked at it. */
import { z } from "zod";

import type { ExchangeName } from "../domain/ids.ts";
import { table } from "./base.ts";
import { generated, name, nullable, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  clientOrderId: word(),
  foundAt: time(),
  /** When somebody resumed after it was told; until then nothing is sent there. */
  acceptedAt: nullable(time()),
});

export class Orphan extends table("orphans", schema) {}
