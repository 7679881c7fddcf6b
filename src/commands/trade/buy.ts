import type { App } from "../../app.ts";
import { command, required } from "../../chat/command.ts";
import { amountArg, pairArg } from "../../chat/grammar/arguments.ts";
import { terms, trade } from "./typed-order.ts";

export const buy = command({
  name: "buy",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "propose to buy; of a perpetual also buy a short back, at once",
  examples: ["/buy BTC/USDT 0.01", "/buy BTC/USDT $500 price=-1%", "/buy BTC/USDT 0.01 sl=-2% tp=+5%"],
  args: {
    pair: required(pairArg, "the market"),
    amount: required(amountArg, "0.1 (base), $500 (quote) or 25% of what is available"),
    ...terms,
  },
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "BUY", values),
});
