import type { App } from "../../app.ts";
import { type ExchangeRow, exchangesCard } from "../../cards/exchanges.ts";
import { pageOf } from "../../cards/pages.ts";
import { command } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { WORKING_STATES } from "../../domain/order.ts";
import { sourceOf, speedOf } from "../../market/feed-end.ts";
import { standstillOf } from "../../market/gateways.ts";
import { Exchange } from "../../models/exchange.ts";
import { type Halt, standingHalts } from "../../models/halt.ts";
import { MarketRow } from "../../models/market.ts";
import { Order } from "../../models/order.ts";

export const exchanges = command({
  name: "exchanges",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "the accounts: what each runs on, its time, its state, its pairs and open orders",
  examples: ["/exchanges"],
  args: { page },
  stale: "run",
  async run(app: App, _call, { page: asked }) {
    const { reader } = app.db;
    const accounts = await Exchange.query(reader).orderBy("name");
    const halts = await standingHalts(reader);
    const rows = await Promise.all(accounts.map((account) => rowOf(app, account, halts)));
    return { reply: exchangesCard(rows, pageOf(rows.length, asked)) };
  },
});

async function rowOf(app: App, { name, mode }: Exchange, halts: readonly Halt[]): Promise<ExchangeRow> {
  const { reader } = app.db;
  return {
    ...{ exchange: name, mode, market: marketOf(app, name) },
    isHalted: halts.some(({ scope, exchange }) => scope === "all" || (scope === "exchange" && exchange === name)),
    standstill: standstillOf(app, name),
    pairs: await MarketRow.query(reader).where({ exchange: name, is_active: true }).resultSize(),
    orders: await Order.query(reader)
      .where({ exchange: name })
      .whereIn("state", [...WORKING_STATES])
      .resultSize(),
  };
}

function marketOf(app: App, exchange: ExchangeName): ExchangeRow["market"] {
  const gateway = app.gateways.get(exchange);
  if (gateway === undefined) return null;
  return { source: sourceOf(app, gateway), speed: speedOf(app, exchange), now: gateway.now() };
}
