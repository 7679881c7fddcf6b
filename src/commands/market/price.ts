import type { App } from "../../app.ts";
import { priceCard } from "../../cards/price.ts";
import { pairArg } from "../../chat/grammar/arguments.ts";
import { command, named, required } from "../../chat/command.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { quoteOf } from "../../market/quotes.ts";
import { findMarket } from "../../market/rules.ts";
import { accountArg } from "../account-arg.ts";

export const price = command({
  name: "price",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "the last price of a pair, with bid and ask",
  examples: ["/price BTC/USDT"],
  args: {
    pair: required(pairArg, "the market"),
    exchange: named(accountArg, "the account; without it, the first one"),
  },
  stale: "run",
  async run(app: App, call, { pair, exchange }) {
    const gateway = gatewayOf(app, exchange);
    const market = await findMarket(app.db.reader, gateway.exchange, pair, call.line);
    const { last, bid, ask, at } = await quoteOf(gateway, market.pair);
    const { mode } = gateway;
    return {
      reply: priceCard({
        pair: market.pair,
        exchange: gateway.exchange,
        mode,
        last,
        bid,
        ask,
        pricePlaces: market.tick.places,
        at,
      }),
    };
  },
});
