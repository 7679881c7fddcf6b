import type { App } from "../../app.ts";
import { positionCard } from "../../cards/position.ts";
import { command, named, required } from "../../chat/command.ts";
import { pairArg } from "../../chat/grammar/arguments.ts";
import { openPairs } from "../../chat/grammar/known.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { positionsOn } from "../../reports/position.ts";
import { accountArg } from "../account-arg.ts";

export const position = command({
  name: "position",
  family: "portfolio",
  kind: "reads",
  role: "viewer",
  help: "one position whole: worth, profit, fees, who guards it, its fills and legs",
  examples: ["/position BTC/USDT"],
  args: {
    pair: required({ ...pairArg, complete: openPairs }, "what is held"),
    exchange: named(accountArg, "one account; without it, wherever the pair is held"),
  },
  stale: "run",
  async run(app: App, _call, { pair, exchange }) {
    const account = exchange === undefined ? null : gatewayOf(app, exchange).exchange;
    return { reply: positionCard(pair, await positionsOn(app, pair, account)) };
  },
});
