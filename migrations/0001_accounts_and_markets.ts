/** What is traded and where. References keep the names of the things: `exchange` is exchanges.name, `asset` a symbol. */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

export async function up(knex: Knex): Promise<void> {
  await createTable(knex, "assets", (c, table) => {
    c.word("symbol");
    c.word("name");
    c.count("decimal_places");
    c.money("min_order_size");
    c.money("max_order_size").nullable();
    c.money("trading_fee");
    c.flag("is_active");
    table.primary(["symbol"]);
  });

  await createTable(knex, "exchanges", (c, table) => {
    c.word("name");
    c.word("venue");
    c.oneOf("mode", ["paper", "live"]);
    c.oneOf("exchange_type", ["CEX", "DEX"]);
    c.word("base_url").nullable();
    c.word("websocket_url").nullable();
    c.word("api_key").nullable();
    c.word("api_secret").nullable();
    c.word("api_password").nullable();
    c.json("rate_limits");
    c.json("supported_assets");
    c.json("trading_pairs");
    c.flag("is_active");
    c.word("source").nullable();
    c.json("settings");
    c.time("fills_cursor").defaultTo(0);
    c.time("reconciled_at").nullable();
    table.primary(["name"]);
  });

  await createTable(knex, "markets", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.word("pair");
    c.oneOf("type", ["spot", "swap"]);
    c.key("base", "assets", "symbol");
    c.key("quote", "assets", "symbol");
    c.word("settle").nullable();
    c.money("tick");
    c.money("step");
    c.money("min_amount");
    c.money("max_amount").nullable();
    c.money("min_cost");
    c.money("contract_size").nullable();
    c.money("maker");
    c.money("taker");
    c.flag("is_active");
    c.time("fetched_at");
    table.unique(["exchange", "pair"]);
  });

  await createTable(knex, "market_data", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.word("trading_pair");
    c.oneOf("timeframe", ["1m", "5m", "15m", "1h", "4h", "1d"]);
    c.time("timestamp");
    c.money("open_price");
    c.money("high_price");
    c.money("low_price");
    c.money("close_price");
    c.money("volume");
    c.count("num_trades").nullable();
    c.money("bid_price").nullable();
    c.money("ask_price").nullable();
    c.money("bid_volume").nullable();
    c.money("ask_volume").nullable();
    table.unique(["exchange", "trading_pair", "timeframe"]);
  });

  await createTable(knex, "wallets", (c, table) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.oneOf("account", ["spot", "swap", "unified"]);
    c.key("asset", "assets", "symbol");
    c.money("total_balance");
    c.money("available_balance");
    c.money("locked_balance");
    c.time("last_update_time");
    table.unique(["exchange", "account", "asset"]);
  });
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, ["wallets", "market_data", "markets", "exchanges", "assets"]);
}
