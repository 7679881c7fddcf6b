import type { Knex } from "knex";
import { Model, type RelationMappings } from "objection";
import { z } from "zod";

import { prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { Asset } from "./asset.ts";
import { table } from "./base.ts";
import { Exchange } from "./exchange.ts";
import { generated, money, name, oneOf, time, word } from "./schema.ts";

const schema = z.strictObject({
  id: generated(),
  exchange: name<ExchangeName>(),
  account: oneOf(["spot", "swap", "unified"]),
  asset: word(),
  totalBalance: money(),
  /** Not in orders. */
  availableBalance: money(),
  lockedBalance: money(),
  lastUpdateTime: time(),
});

export class Wallet extends table("wallets", schema) {
  declare atExchange?: Exchange;
  declare ofAsset?: Asset;

  static override relationMappings = (): RelationMappings => ({
    atExchange: {
      relation: Model.BelongsToOneRelation,
      modelClass: Exchange,
      join: { from: "wallets.exchange", to: "exchanges.name" },
    },
    ofAsset: {
      relation: Model.BelongsToOneRelation,
      modelClass: Asset,
      join: { from: "wallets.asset", to: "assets.symbol" },
    },
  });
}

const OF_EXCHANGE = prepared("select * from wallets where exchange = ? order by asset");

/** By asset. */
export async function walletsOf(db: Knex | Tx, exchange: ExchangeName): Promise<Wallet[]> {
  return (await OF_EXCHANGE.rows<object>(db, [exchange])).map((row) => Wallet.fromDatabaseJson(row));
}
