/** The origin of an order, from its row, its approvals and the market's candles. */
import type { App } from "../app.ts";
import type { WhyFacts } from "../cards/order/why.ts";
import { proposalChart } from "../market/candles.ts";
import { Approval } from "../models/approval.ts";
import type { Order } from "../models/order.ts";
import { Person } from "../models/person.ts";
import { factsOf } from "../trading/order-card.ts";

export async function whyFacts(app: App, order: Order): Promise<WhyFacts> {
  const { reader } = app.db;
  const approvals = await Approval.query(reader).where({ order_id: order.id }).orderBy("id");
  const names = new Map((await Person.query(reader)).map(({ id, name }) => [id, name]));
  return {
    order: await factsOf(reader, order),
    asked: order.asked,
    proposedAt: order.createdAt,
    proposedOn: order.proposedOn,
    quoteAt: order.quoteAt,
    approvals: approvals.map(({ personId, createdAt }) => ({ by: names.get(personId) ?? "", at: createdAt })),
    chart: await proposalChart(app, { exchange: order.exchange, pair: order.tradingPair }),
  };
}
