import type { App } from "../../app.ts";
import { noFigures } from "../../cards/performance/profit.ts";
import { recordCard } from "../../cards/performance/record.ts";
import { say } from "../../cards/words.ts";
import { command, named, optional } from "../../chat/command.ts";
import { Refusal } from "../../domain/errors.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Strategy } from "../../models/strategy.ts";
import { accountRecord, strategyRecords } from "../../reports/performance.ts";
import { accountArg } from "../account-arg.ts";
import { strategyArg } from "../strategy-arg.ts";

export const performance = command({
  name: "performance",
  family: "portfolio",
  kind: "reads",
  role: "viewer",
  help: "returns, falls, ratios and round trips of an account or a strategy, by UTC days",
  examples: ["/performance", "/performance manual"],
  args: {
    strategy: optional(strategyArg, "one strategy; without it, the account as a whole"),
    exchange: named(accountArg, "the account; without it, the first one"),
  },
  stale: "run",
  async run(app: App, _call, { strategy, exchange }) {
    if (strategy !== undefined) return { reply: await ofStrategy(app, strategy) };
    const gateway = gatewayOf(app, exchange);
    const record = await accountRecord(app, gateway);
    return { reply: record === null ? noFigures(gateway) : recordCard([record]) };
  },
});

async function ofStrategy(app: App, id: string) {
  const strategy = await Strategy.query(app.db.reader).findOne({ id });
  if (strategy === undefined) throw await unknown(app, id);
  const records = await strategyRecords(app, strategy);
  if (records.length === 0)
    return say("done", [`${strategy.name} has not been started yet: there are no figures of it.`]);
  return recordCard(records);
}

async function unknown({ db }: App, id: string): Promise<Refusal> {
  const known = (await Strategy.query(db.reader).orderBy("id")).map((each) => each.id);
  const lines = known.slice(0, 5).map((each) => `/performance ${each}`);
  return new Refusal("strategy", `I don't know the strategy ${id}. There is ${known.join(", ")}.`, lines);
}
