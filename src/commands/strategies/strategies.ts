import type { App } from "../../app.ts";
import { pageOf } from "../../cards/pages.ts";
import { strategiesCard } from "../../cards/strategies/strategies.ts";
import { command } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { strategyRows } from "../../reports/strategies.ts";

export const strategies = command({
  name: "strategies",
  family: "strategies",
  kind: "reads",
  role: "viewer",
  help: "what trades by itself, how, and what it has made",
  examples: ["/strategies"],
  args: { page },
  stale: "run",
  async run(app: App, _call, { page: asked }) {
    const list = await strategyRows(app);
    return { reply: strategiesCard(list, app.settings.currency, pageOf(list.rows.length, asked)) };
  },
});
