import type { App } from "../../app.ts";
import { tradesCard } from "../../cards/trades.ts";
import { pairArg } from "../../chat/grammar/arguments.ts";
import { command, optional } from "../../chat/command.ts";
import { Trade } from "../../models/trade.ts";
import { precisions } from "../precision.ts";

const MOST = 50;

export const trades = command({
  name: "trades",
  family: "trade",
  kind: "reads",
  role: "viewer",
  help: "the last fills",
  examples: ["/trades", "/trades BTC/USDT"],
  args: { pair: optional(pairArg, "of this market alone") },
  stale: "run",
  async run(app: App, _call, { pair }) {
    const newest = Trade.query(app.db.reader).orderBy("id", "desc").limit(MOST);
    const rows = await (pair === undefined ? newest : newest.where({ trading_pair: pair }));
    const places = await precisions(app);
    const facts = rows.map((trade) => ({
      order: trade.orderId,
      side: trade.side,
      pair: trade.tradingPair,
      quote: trade.tradingPair.split("/")[1] ?? "",
      quantity: trade.quantity,
      price: trade.price,
      pricePlaces: places(trade),
      feeQuote: trade.feeQuote,
      at: trade.timestamp,
    }));
    return { reply: tradesCard(facts) };
  },
});
