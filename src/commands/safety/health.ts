import type { App } from "../../app.ts";
import { type HealthCheck, healthCard } from "../../cards/health.ts";
import { ago, platformName } from "../../cards/words.ts";
import { command } from "../../chat/command.ts";
import { deliveryLag } from "../../models/delivery.ts";
import { formatLine, formatQuantity } from "../../domain/format.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { Exchange } from "../../models/exchange.ts";
import { Order } from "../../models/order.ts";
import { Position } from "../../models/position.ts";
import { Drift } from "../../models/drift.ts";
import { standingHalts } from "../../models/halt.ts";
import { restOf } from "../../market/gateways.ts";
import { accountsInUse } from "../../trading/in-use.ts";
import { protectionOf } from "../../trading/protection/standing.ts";

const LATE_DELIVERY_MS = 30_000;
/** Accounts are compared every minute. */
const LATE_COMPARISON_MS = 150_000;

export const health = command({
  name: "health",
  family: "safety",
  kind: "reads",
  role: "viewer",
  help: "whether all is well: accounts, orders, drift, deliveries, halts",
  examples: ["/health"],
  args: {},
  stale: "run",
  async run(app: App) {
    const used = new Set((await accountsInUse(app)).map(({ exchange }) => exchange));
    const checks = await Promise.all([...app.gateways.keys()].map((exchange) => accountCheck(app, exchange)));
    const accounts = checks.filter(({ name, ok }) => !ok || used.has(name));
    const book = await Promise.all([orderCheck(app), driftCheck(app), protectionCheck(app)]);
    const others = await Promise.all([deliveryCheck(app), haltCheck(app)]);
    return { reply: healthCard([...accounts, ...book, ...platformChecks(app), ...others]) };
  },
});

async function accountCheck(app: App, exchange: ExchangeName): Promise<HealthCheck & { readonly name: ExchangeName }> {
  const { reconciledAt } = await Exchange.query(app.db.reader).findById(exchange).throwIfNotFound();
  const isRecent = reconciledAt !== null && app.clock.now() - reconciledAt < LATE_COMPARISON_MS;
  const ok = app.compared.has(exchange) && isRecent;
  if (app.endedFeeds.has(exchange))
    return { name: exchange, ok: false, sentence: "its feed has ended: nothing fills any more" };
  const age = reconciledAt === null ? "never" : `${Math.round((app.clock.now() - reconciledAt) / 1000)} s ago`;
  const rest = restOf(app, exchange);
  const sentence = ok
    ? `compared with the exchange ${age}${rest === null ? "" : `; ${rest}`}`
    : `last compared: ${age}; look at the log, and whether the exchange answers`;
  return { name: exchange, ok, sentence };
}

async function orderCheck(app: App): Promise<HealthCheck> {
  const odd = await Order.query(app.db.reader).whereIn("state", ["unknown", "quarantined"]).orderBy("id");
  const numbers = odd.map((order) => `#${order.id} ${order.state}`).join(", ");
  return {
    name: "Orders",
    ok: odd.length === 0,
    sentence: odd.length === 0 ? "none unknown, none quarantined" : `${numbers}: see /order`,
  };
}

/** What was found in the last rounds; somebody who ignores one has heard of it. */
async function driftCheck(app: App): Promise<HealthCheck> {
  const open = await Drift.query(app.db.reader).where({ ignored_at: null }).orderBy("id");
  const told = open.map(({ difference, asset, exchange }) => `${formatQuantity(difference, asset)} on ${exchange}`);
  const ok = open.length === 0;
  return { name: "Drift", ok, sentence: ok ? "none that waits for a word" : `${told.join(", ")}: see /drift` };
}

async function protectionCheck(app: App): Promise<HealthCheck> {
  const { reader } = app.db;
  const open = await Position.query(reader).where({ closed_time: null }).orderBy("id");
  const words = new Map<string, number>();
  for (const position of open) {
    const said = formatLine(await protectionOf(reader, position), { zone: app.settings.zone, now: app.clock.now() });
    words.set(said, (words.get(said) ?? 0) + 1);
  }
  const counts = Array.from(words, ([said, count]) => `${count} ${said}`).join(", ");
  return {
    name: "Positions",
    ok: open.every(({ unprotectedSince, closingReason }) => unprotectedSince === null && closingReason === null),
    sentence: open.length === 0 ? "none open" : `${open.length} open, protection: ${counts}`,
  };
}

async function deliveryCheck(app: App): Promise<HealthCheck> {
  const lag = await deliveryLag(app.db.reader, app.clock.now());
  return {
    name: "Delivery",
    ok: lag < LATE_DELIVERY_MS,
    sentence: lag === 0 ? "nothing waits" : `${(lag / 1000).toFixed(1)} s behind`,
  };
}

function platformChecks({ reach, clock }: App): HealthCheck[] {
  return Array.from(reach, ([platform, { since, trouble }]) => ({
    ...{ name: platformName(platform), ok: false },
    sentence: `unreachable for ${ago(clock.now() - since)}: ${trouble}`,
  }));
}

async function haltCheck(app: App): Promise<HealthCheck> {
  const halts = await standingHalts(app.db.reader);
  return {
    name: "Halts",
    ok: halts.length === 0,
    sentence: halts.length === 0 ? "none" : `${halts.length} standing: /status names them, /resume ends them`,
  };
}
