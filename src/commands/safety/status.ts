import type { App } from "../../app.ts";
import { type StatusFacts, statusCard } from "../../cards/status.ts";
import { command } from "../../chat/command.ts";
import { deliveryLag } from "../../models/delivery.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { sourceOf, speedOf } from "../../market/feed-end.ts";
import { restOf, standstillOf } from "../../market/gateways.ts";
import { openCounts } from "../../models/open-counts.ts";
import { accountsInUse } from "../../trading/in-use.ts";
import { standingHaltFacts } from "../../trading/halts/card.ts";

export const status = command({
  name: "status",
  family: "safety",
  kind: "reads",
  role: "viewer",
  help: "what the desk is doing: accounts, market time, halts, what waits and works",
  examples: ["/status"],
  args: {},
  stale: "run",
  async run(app: App) {
    const db = app.db.reader;
    const used = new Set(await accountsInUse(app));
    const shown = [...app.gateways.values()].filter((gateway) => used.has(gateway) || needsLook(app, gateway));
    const facts: StatusFacts = {
      accounts: shown.map((gateway) => accountOf(app, gateway)),
      halts: await standingHaltFacts(db),
      haltFile: app.haltFile.isThere() ? app.haltFile.path : null,
      ...(await openCounts(db)),
      deliveryLagMs: await deliveryLag(db, app.clock.now()),
    };
    return { reply: statusCard(facts) };
  },
});

function accountOf(app: App, gateway: Gateway): StatusFacts["accounts"][number] {
  const { exchange, mode } = gateway;
  return {
    exchange,
    mode,
    feed: sourceOf(app, gateway),
    speed: speedOf(app, exchange),
    marketTime: gateway.now(),
    note: standstillOf(app, exchange),
  };
}

/** One that nobody uses is told of only where something is wrong with it. */
function needsLook(app: App, { exchange }: Gateway): boolean {
  return standstillOf(app, exchange) !== null && restOf(app, exchange) === null;
}
