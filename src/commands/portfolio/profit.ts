import type { App } from "../../app.ts";
import { noFigures, PROFIT_PERIODS, profitCard } from "../../cards/performance/profit.ts";
import { command, named, optional } from "../../chat/command.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { profitFacts } from "../../reports/performance.ts";
import { accountArg } from "../account-arg.ts";

export const profit = command({
  name: "profit",
  family: "portfolio",
  kind: "reads",
  role: "viewer",
  help: "what an account has gained today, or in a longer period",
  examples: ["/profit", "/profit month"],
  args: {
    period: optional({ ...choice(...PROFIT_PERIODS), placeholder: "PERIOD" }, "without it, today; days are the chat's"),
    exchange: named(accountArg, "the account; without it, the first one"),
  },
  stale: "run",
  async run(app: App, call, { period = "today", exchange }) {
    const gateway = gatewayOf(app, exchange);
    const facts = await profitFacts(app, gateway, { period, zone: call.chat.zone });
    if (facts === null) return { reply: noFigures(gateway) };
    return { reply: profitCard({ ...facts, isNamed: exchange !== undefined }) };
  },
});
