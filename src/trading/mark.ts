/** Keeps the open positions marked: unrealised profit at the mid of the latest quote, null without a price. */
import type { App } from "../app.ts";
import { transact } from "../db/transact.ts";
import type { Decimal } from "../domain/money.ts";
import { unrealizedPnl } from "../domain/position.ts";
import { middle } from "../domain/quote.ts";
import { latestQuote } from "../market/quotes.ts";
import { Position } from "../models/position.ts";

export async function markPositions(app: App): Promise<void> {
  const open = await Position.query(app.db.reader).where({ closed_time: null });
  if (open.length === 0) return;
  const marks = new Map<number, Decimal | null>();
  for (const { id, exchange, tradingPair } of open) {
    const gateway = app.gateways.get(exchange);
    const quote = gateway === undefined ? null : await latestQuote(gateway, tradingPair);
    marks.set(id, quote === null ? null : middle(quote));
  }
  await transact(app, async (tx) => {
    for (const position of await Position.query(tx).where({ closed_time: null })) {
      const mark = marks.get(position.id);
      if (mark === undefined) continue; // opened since
      await Position.query(tx)
        .findById(position.id)
        .patch({
          unrealizedPnl: mark === null ? null : unrealizedPnl(position, mark),
          lastUpdateTime: app.clock.now(),
        });
    }
  });
}
