import type { App } from "../../app.ts";
import { command, required } from "../../chat/command.ts";
import { pairArg, shareArg } from "../../chat/grammar/arguments.ts";
import { heldPairs } from "../../chat/grammar/known.ts";
import { terms, trade } from "./typed-order.ts";

export const sell = command({
  name: "sell",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "sell what is held, at once; of a perpetual also short it, which asks",
  examples: ["/sell BTC/USDT 0.01", "/sell BTC/USDT 50% price=+1%", "/sell BTC/USDT:USDT 0.01 sl=+2%"],
  args: {
    pair: required({ ...pairArg, complete: heldPairs }, "the market"),
    amount: required(shareArg, "0.1 (base), $500 (quote) or 25% of what is held"),
    ...terms,
  },
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "SELL", values),
});
