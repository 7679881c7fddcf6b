/** Ids of different things do not mix: a number from the database gets its kind where its row is read. */
type Branded<T, Kind extends string> = T & { readonly __kind: Kind };

export type OrderId = Branded<number, "order">;
export type TradeId = Branded<number, "trade">;
export type PositionId = Branded<number, "position">;
export type AlertId = Branded<number, "alert">;
export type DeliveryId = Branded<number, "delivery">;
export type ChatId = Branded<number, "chat">;
export type PersonId = Branded<number, "person">;
export type OptimisationId = Branded<number, "optimisation">;
export type InboxId = Branded<number, "inbox">;
/** What people type for an account at a venue: `paper`, `bybit`. */
export type ExchangeName = Branded<string, "exchange">;
/** `BTC/USDT`, or `BTC/USDT:USDT` for a perpetual. */
export type Pair = Branded<string, "pair">;
export type StrategyId = Branded<string, "strategy">;
/** 17 letters and digits, see EXECUTION: what finds our order again at the exchange. */
export type ClientOrderId = Branded<string, "client order">;
/** A time of each day, in two digits each: `08:00`. */
export type TimeOfDay = Branded<string, "time of day">;
