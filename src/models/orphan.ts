/** An order at an exchange with an Outcry's tag that no row here has sent, and whether a person has looked at it. */
import { z } from "zod";

import type { ExchangeName, Pair } from "../domain/ids.ts";
import { table } from "./base.ts";
import { generated, name, nullable, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  clientOrderId: word(),
  foundAt: time(),
  /** When somebody decided about it, or resumed after it was told; until then nothing is sent there. */
  acceptedAt: nullable(time()),
  /** Null where a desk of before has found it. */
  tradingPair: nullable(name<Pair>()),
  /** Of the first that the exchange told of it; market time, ms UTC. */
  seenAt: nullable(time()),
});

export class Orphan extends table("orphans", schema) {}
