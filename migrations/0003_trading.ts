/**
 * Orders and what they cause. One deviation from the seed models: `id` is our own short number (#42), and what the exchange
 * calls the same order or trade is `exchange_order_id` and `exchange_trade_id`.
 */
import type { Knex } from "knex";

import { createTable, dropTables } from "../src/db/columns.ts";

// prettier-ignore
const STATES = [
  "proposed", "approved", "armed", "sending", "unknown", "open", "partial", "filled", "canceling", "canceled",
  "expired", "refused", "not_placed", "quarantined", "rejected", "lapsed", "denied",
];
// prettier-ignore
const STATUSES = [
  "PROPOSED", "PENDING", "ARMED", "UNKNOWN", "OPEN", "PARTIALLY_FILLED", "FILLED", "CANCELED",
  "EXPIRED", "REJECTED", "NOT_PLACED", "QUARANTINED", "DECLINED", "LAPSED", "DENIED",
];

export async function up(knex: Knex): Promise<void> {
  await strategies(knex);
  await positionsAndOrders(knex);
  await booking(knex);
}

export async function down(knex: Knex): Promise<void> {
  await dropTables(knex, [
    "performance_metrics",
    "ledger_lines",
    "trades",
    "approvals",
    "orders",
    "positions",
    "halts",
  ]);
  await dropTables(knex, ["strategy_market", "strategies"]);
}

async function strategies(knex: Knex): Promise<void> {
  await createTable(knex, "strategies", (c, table) => {
    c.word("id");
    c.word("name");
    c.word("type");
    c.oneOf("status", ["ACTIVE", "PAUSED", "BACKTEST"]);
    c.json("parameters");
    c.json("risk_parameters");
    c.json("target_exchanges");
    c.json("target_pairs");
    c.time("created_at");
    c.time("updated_at");
    table.primary(["id"]);
  });

  await createTable(knex, "strategy_market", (c, table) => {
    c.key("strategy_id", "strategies", "id");
    c.key("exchange", "exchanges", "name");
    c.word("trading_pair");
    c.oneOf("timeframe", ["1m", "5m", "15m", "1h", "4h", "1d"]);
    table.primary(["strategy_id", "exchange", "trading_pair", "timeframe"]);
  });

  await createTable(knex, "halts", (c) => {
    c.generated();
    c.oneOf("scope", ["all", "exchange", "pair", "strategy"]);
    c.key("exchange", "exchanges", "name").nullable();
    c.word("trading_pair").nullable();
    c.key("strategy_id", "strategies", "id").nullable();
    c.word("reason").nullable();
    c.reference("person_id", "persons").nullable();
    c.flag("keeps_orders");
    c.time("created_at");
    c.time("released_at").nullable();
    c.reference("released_by", "persons").nullable();
    c.reference("alert_id", "alerts").nullable();
  });
}

async function positionsAndOrders(knex: Knex): Promise<void> {
  await createTable(knex, "positions", (c) => {
    c.generated();
    c.key("exchange", "exchanges", "name");
    c.word("trading_pair");
    c.oneOf("side", ["LONG", "SHORT"]);
    c.money("entry_price");
    c.money("quantity");
    c.money("cost");
    c.money("unrealized_pnl").nullable();
    c.money("realized_pnl");
    c.money("fees");
    c.time("open_time");
    c.time("last_update_time");
    c.time("closed_time").nullable();
    c.money("stop_loss").nullable();
    c.money("take_profit").nullable();
    c.key("strategy_id", "strategies", "id");
  });
  await knex.raw(
    "create unique index positions_one_open on positions (exchange, trading_pair, strategy_id) where closed_time is null",
  );

  await createTable(knex, "orders", (c, table) => {
    c.generated();
    c.word("uuid");
    c.word("client_order_id");
    c.word("exchange_order_id").nullable();
    c.key("exchange", "exchanges", "name");
    c.word("trading_pair");
    c.key("base_asset", "assets", "symbol");
    c.key("quote_asset", "assets", "symbol");
    c.oneOf("order_type", ["MARKET", "LIMIT"]);
    c.oneOf("side", ["BUY", "SELL"]);
    c.oneOf("purpose", ["entry", "exit"]);
    c.oneOf("time_in_force", ["GTC", "IOC"]);
    c.money("quantity");
    c.money("price").nullable();
    c.oneOf("status", STATUSES);
    c.oneOf("state", STATES);
    c.count("version").defaultTo(1);
    c.count("send_count").defaultTo(0);
    c.time("created_at");
    c.time("updated_at");
    c.money("filled_quantity").defaultTo("0");
    c.money("filled_cost").defaultTo("0");
    c.money("average_fill_price").nullable();
    c.money("fees").defaultTo("0");
    c.key("strategy_id", "strategies", "id");
    c.reference("position_id", "positions").nullable();
    c.reference("person_id", "persons").nullable();
    c.money("quote_price");
    c.time("quote_at");
    c.money("valid_percent");
    c.time("expires_at").nullable();
    c.reference("decided_by", "persons").nullable();
    c.time("decided_at").nullable();
    c.word("decided_on").nullable();
    c.word("reason").nullable();
    c.time("cancel_requested_at").nullable();
    c.reference("halt_id", "halts").nullable();
    c.time("sent_at").nullable();
    c.reference("alert_id", "alerts").nullable();
    table.unique(["uuid"]);
    table.unique(["client_order_id"]);
    table.index(["state"]);
    table.index(["exchange", "exchange_order_id"]);
    table.check("send_count in (0, 1)", undefined, "orders_send_count_check");
  });

  await createTable(knex, "approvals", (c, table) => {
    c.generated();
    c.reference("order_id", "orders");
    c.count("version");
    c.reference("person_id", "persons");
    c.time("created_at");
    table.unique(["order_id", "version", "person_id"]);
  });
}

async function booking(knex: Knex): Promise<void> {
  await createTable(knex, "trades", (c, table) => {
    c.generated();
    c.reference("order_id", "orders");
    c.key("exchange", "exchanges", "name");
    c.word("trading_pair");
    c.oneOf("side", ["BUY", "SELL"]);
    c.money("quantity");
    c.money("price");
    c.money("cost");
    c.money("fee");
    c.key("fee_asset", "assets", "symbol");
    c.money("fee_quote");
    c.money("realized_pnl").nullable();
    c.oneOf("liquidity", ["maker", "taker"]);
    c.word("exchange_trade_id");
    c.time("timestamp");
    c.key("strategy_id", "strategies", "id");
    c.reference("position_id", "positions").nullable();
    table.unique(["exchange", "trading_pair", "exchange_trade_id", "order_id"]);
    table.index(["order_id"]);
    table.index(["exchange", "timestamp"]);
  });

  await createTable(knex, "ledger_lines", (c, table) => {
    c.generated();
    c.word("entry");
    c.oneOf("kind", ["fill", "dust", "opening", "deposit", "withdrawal", "rounding"]);
    c.key("exchange", "exchanges", "name");
    c.oneOf("account", ["wallet", "market", "fees", "external", "position", "inventory"]);
    c.key("asset", "assets", "symbol");
    c.money("amount");
    c.reference("wallet_id", "wallets").nullable();
    c.reference("trade_id", "trades").nullable();
    c.reference("position_id", "positions").nullable();
    c.time("at");
    table.index(["entry"]);
    table.index(["exchange", "account"]);
    table.index(["trade_id"]);
    table.check("(account = 'wallet') = (wallet_id is not null)", undefined, "ledger_lines_wallet_check");
  });

  await createTable(knex, "performance_metrics", (c, table) => {
    c.generated();
    c.key("strategy_id", "strategies", "id");
    c.oneOf("kind", ["backtest", "paper", "live"]);
    c.time("start_time");
    c.time("end_time");
    c.count("total_trades");
    c.count("winning_trades");
    c.count("losing_trades");
    c.money("win_rate").nullable();
    c.money("profit_loss");
    c.money("profit_loss_percent").nullable();
    c.money("max_drawdown");
    c.money("max_drawdown_percent").nullable();
    c.money("sharpe_ratio").nullable();
    c.money("sortino_ratio").nullable();
    c.money("volatility").nullable();
    table.index(["strategy_id", "kind"]);
  });
}
