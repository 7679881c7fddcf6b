import { z } from "zod";

import { table } from "./base.ts";
import { count, flag, money, nullable, word } from "./schema.ts";

const schema = z.strictObject({
  symbol: word(),
  name: word(),
  /** For display, and the paper venue's smallest unit. */
  decimalPlaces: count(),
  minOrderSize: money(),
  maxOrderSize: nullable(money()),
  /** Percent: 0.1 = 0.1 %. */
  tradingFee: money(),
  isActive: flag().default(true),
});

export class Asset extends table("assets", schema, "symbol") {}
