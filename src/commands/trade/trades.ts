import type { App } from "../../app.ts";
import { pageOf } from "../../cards/pages.ts";
import { tradesCard } from "../../cards/trades.ts";
import { pairArg } from "../../chat/grammar/arguments.ts";
import { page } from "../../chat/grammar/page.ts";
import { command, optional } from "../../chat/command.ts";
import { assetsOf } from "../../domain/market.ts";
import { type Decimal, neg, ZERO } from "../../domain/money.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Trade } from "../../models/trade.ts";
import { precisions } from "../precision.ts";

/** Their fees are added up each time: older trades are in the orders that made them. */
const MOST = 500;

export const trades = command({
  name: "trades",
  family: "trade",
  kind: "reads",
  role: "viewer",
  help: "the last fills",
  examples: ["/trades", "/trades BTC/USDT"],
  args: { pair: optional(pairArg, "of this market alone"), page },
  stale: "run",
  async run(app: App, _call, { pair, page: asked }) {
    const newest = Trade.query(app.db.reader)
      .orderBy("id", "desc")
      .limit(MOST + 1);
    const rows = await (pair === undefined ? newest : newest.where({ trading_pair: pair }));
    const places = await precisions(app);
    const facts = rows.slice(0, MOST).map((trade) => ({
      order: trade.orderId,
      side: trade.side,
      exchange: trade.exchange,
      pair: trade.tradingPair,
      quote: assetsOf(trade.tradingPair).quote,
      quantity: trade.quantity,
      price: trade.price,
      pricePlaces: places(trade),
      feeQuote: trade.feeQuote,
      realized: realizedBy(trade),
      isExit: trade.realizedPnl !== null,
      at: trade.timestamp,
    }));
    const line = pair === undefined ? "trades" : `trades ${pair}`;
    const shown = pageOf(facts.length, asked);
    const first = gatewayOf(app).exchange;
    return { reply: tradesCard({ rows: facts, first, page: shown, hasOlder: rows.length > MOST, line }) };
  },
});

/** What a fill gave of coins that belong to no position is no profit of the desk's. */
function realizedBy({ realizedPnl, positionId, feeQuote }: Trade): Decimal {
  if (realizedPnl !== null) return realizedPnl;
  return positionId === null ? ZERO : neg(feeQuote);
}
