/** The origin of an order, from its row, its approvals and the market's candles. */
import type { App } from "../app.ts";
import type { WhyFacts } from "../cards/order/why.ts";
import { TIMEFRAME_MS } from "../domain/candle.ts";
import { orRefusal, Refusal } from "../domain/errors.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { StrategyId } from "../domain/ids.ts";
import type { ChosenIndicator } from "../domain/indicators/chosen.ts";
import { candleChart, proposalChart } from "../market/candles.ts";
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
    chart: await chartOf(app, order),
  };
}

/** What came of it is seen beside what it was decided on. */
const CANDLES_AFTER = 24;

/** The candles that a strategy decided on, with the deciding one marked: as long as they are kept, whenever that was. */
async function chartOf(
  app: App,
  { exchange, tradingPair: pair, strategyId, evidence }: Order,
): Promise<WhyFacts["chart"]> {
  if (evidence === null) return proposalChart(app, { exchange, pair });
  const { timeframe, parameters, candle, rule } = evidence;
  const indicators = await shownThen(app, strategyId, parameters);
  const closedBy = candle + (1 + CANDLES_AFTER) * TIMEFRAME_MS[timeframe];
  const isPast = closedBy < (app.gateways.get(exchange)?.now() ?? closedBy);
  const chart = await candleChart(app, { exchange, pair, timeframe, indicators, ...(isPast ? { closedBy } : {}) });
  if (chart === null || !chart.candles.some(([at]) => at === candle)) return chart;
  return { ...chart, marks: [{ at: candle, role: "entry", label: rule }] };
}

/** Nothing where the code of the strategy is no longer here, or takes those parameters no longer. */
async function shownThen(
  { strategies }: App,
  id: StrategyId,
  parameters: Evidence["parameters"],
): Promise<readonly ChosenIndicator[]> {
  const configured = await orRefusal(strategies.find(id).then((idea) => idea.configure(parameters)));
  return configured instanceof Refusal ? [] : configured.shows;
}
