import type { App } from "../../app.ts";
import { pageOf, rowsOf } from "../../cards/pages.ts";
import { proposalsCard } from "../../cards/proposals.ts";
import { command } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { mul } from "../../domain/money.ts";
import { Order } from "../../models/order.ts";

export const proposals = command({
  name: "proposals",
  family: "approvals",
  kind: "reads",
  role: "viewer",
  help: "what waits for a yes",
  examples: ["/proposals"],
  args: { page },
  stale: "run",
  async run(app: App, _call, { page: asked }) {
    const rows = await Order.query(app.db.reader).where({ state: "proposed", leg: null }).orderBy("id");
    const shown = pageOf(rows.length, asked);
    const facts = rowsOf(rows, shown).map((order) => ({
      id: order.id,
      side: order.side,
      quantity: order.quantity,
      pair: order.tradingPair,
      quote: order.quoteAsset,
      cost: mul(order.quantity, order.price ?? order.quotePrice),
      expiresAt: order.expiresAt,
    }));
    return { reply: proposalsCard(facts, shown) };
  },
});
