/** A stop of entries that a person, or the desk, has set; it stands until somebody resumes. */
import { z } from "zod";

import type { AlertId, ExchangeName, Pair, PersonId, StrategyId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { flag, generated, id, name, nullable, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  scope: oneOf(["all", "exchange", "pair", "strategy"]),
  exchange: nullable(name<ExchangeName>()),
  tradingPair: nullable(name<Pair>()),
  strategyId: nullable(name<StrategyId>()),
  reason: nullable(word()),
  personId: nullable(id<PersonId>()),
  /** Resting entries stay at the exchange. */
  keepsOrders: flag().default(false),
  createdAt: time(),
  /** Null while it stands. */
  releasedAt: nullable(time()),
  releasedBy: nullable(id<PersonId>()),
  /** Its card. */
  alertId: nullable(id<AlertId>()),
});

export class Halt extends table("halts", schema) {}
