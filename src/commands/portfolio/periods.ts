/** /daily, /weekly and /monthly: one list, by days, weeks or months. */
import type { App } from "../../app.ts";
import { pageOf } from "../../cards/pages.ts";
import { periodsCard, type PeriodsFacts } from "../../cards/performance/periods.ts";
import { noFigures } from "../../cards/performance/profit.ts";
import { type Command, command, named } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { periodRows } from "../../reports/performance.ts";
import { accountArg } from "../account-arg.ts";

export const daily = periods("daily", "day");
export const weekly = periods("weekly", "week");
export const monthly = periods("monthly", "month");

function periods(name: string, unit: PeriodsFacts["unit"]): Command<App> {
  return command({
    name,
    family: "portfolio",
    kind: "reads",
    role: "viewer",
    help: `what each ${unit} gave, by the chat's zone`,
    examples: [`/${name}`],
    args: { exchange: named(accountArg, "the account; without it, the first one"), page },
    stale: "run",
    async run(app: App, call, { exchange: account, page: asked }) {
      const gateway = gatewayOf(app, account);
      const { zone } = call.chat;
      const told = await periodRows(app, gateway, { unit, zone });
      if (told === null) return { reply: noFigures(gateway) };
      const { exchange, mode } = gateway;
      const line = account === undefined ? name : `${name} exchange=${exchange}`;
      const shown = { page: pageOf(told.rows.length, asked), line };
      return { reply: periodsCard({ exchange, mode, currency: app.settings.currency, unit, zone, ...told, ...shown }) };
    },
  });
}
