import type { App } from "../../app.ts";
import { whyCard } from "../../cards/order/why.ts";
import { command, required } from "../../chat/command.ts";
import { orderArg } from "../../chat/grammar/arguments.ts";
import { recentOrders } from "../../chat/grammar/known.ts";
import { whyFacts } from "../../reports/why.ts";
import { findOrder } from "../../trading/orders.ts";

export const why = command({
  name: "why",
  family: "approvals",
  kind: "reads",
  role: "viewer",
  help: "where an order comes from: who asked, on which price, who said yes",
  examples: ["/why 42"],
  args: { id: required({ ...orderArg, complete: recentOrders }, "its number") },
  stale: "run",
  run: async (app: App, _call, { id }) => ({
    reply: whyCard(await whyFacts(app, await findOrder(app.db.reader, id))),
  }),
});
