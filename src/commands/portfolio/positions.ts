import type { App } from "../../app.ts";
import { pageOf } from "../../cards/pages.ts";
import { type PositionRow, positionsCard } from "../../cards/positions.ts";
import { command } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { assetsOf } from "../../domain/market.ts";
import { unrealizedPnl } from "../../domain/position.ts";
import { latestQuote } from "../../market/quotes.ts";
import { Position } from "../../models/position.ts";
import { protectionOf } from "../../trading/protection/standing.ts";
import { markOf } from "../../domain/quote.ts";
import { precisions } from "../precision.ts";

export const positions = command({
  name: "positions",
  family: "portfolio",
  kind: "reads",
  role: "viewer",
  help: "what is open, what it is worth, who guards it",
  examples: ["/positions"],
  args: { page },
  stale: "run",
  async run(app: App, _call, { page: asked }) {
    const open = await Position.query(app.db.reader).where({ closed_time: null }).orderBy("id");
    const places = await precisions(app);
    const rows = await Promise.all(open.map((position) => rowOf(app, position, places(position))));
    return { reply: positionsCard(rows, pageOf(rows.length, asked)) };
  },
});

async function rowOf(app: App, position: Position, pricePlaces: number): Promise<PositionRow> {
  // Of an account that is not open there is no price, and the others are shown all the same.
  const gateway = app.gateways.get(position.exchange);
  const quote = gateway === undefined ? null : await latestQuote(gateway, position.tradingPair);
  const mark = quote === null ? null : markOf(quote);
  return {
    pair: position.tradingPair,
    quote: assetsOf(position.tradingPair).quote,
    exchange: position.exchange,
    mode: gateway?.mode ?? "paper",
    strategy: position.strategyId,
    side: position.side,
    liquidation: position.liquidationPrice,
    quantity: position.quantity,
    entry: position.entryPrice,
    mark,
    pricePlaces,
    unrealized: mark === null ? null : unrealizedPnl(position, mark),
    protection: await protectionOf(app.db.reader, position),
  };
}
