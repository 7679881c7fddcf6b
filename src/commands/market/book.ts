import type { App } from "../../app.ts";
import { bookCard } from "../../cards/book.ts";
import { command, named, required } from "../../chat/command.ts";
import { pairArg } from "../../chat/grammar/arguments.ts";
import { depthOf } from "../../domain/book.ts";
import { from } from "../../domain/money.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { quoteOf } from "../../market/quotes.ts";
import { findMarket } from "../../market/rules.ts";
import { accountArg } from "../account-arg.ts";

const NEAR_PERCENT = from("0.5");

export const book = command({
  name: "book",
  family: "market",
  kind: "reads",
  role: "viewer",
  help: "the order book of a pair: ten levels a side, spread and depth",
  examples: ["/book BTC/USDT"],
  args: {
    pair: required(pairArg, "the market"),
    exchange: named(accountArg, "the account; without it, the first one"),
  },
  stale: "run",
  async run(app: App, call, { pair, exchange }) {
    const gateway = gatewayOf(app, exchange);
    const market = await findMarket(app.db.reader, gateway.exchange, pair, call.line);
    const quote = await quoteOf(gateway, market.pair);
    return {
      reply: bookCard({
        ...{ exchange: gateway.exchange, mode: gateway.mode },
        ...{ pair: market.pair, base: market.base, quote: market.quote },
        ...{ pricePlaces: market.tick.places, quantityPlaces: market.step.places },
        ...{ bid: quote.bid, ask: quote.ask, bids: quote.book.bids, asks: quote.book.asks },
        near: { percent: NEAR_PERCENT, depth: depthOf(quote, NEAR_PERCENT) },
        at: quote.at,
        line: exchange === undefined ? `book ${market.pair}` : `book ${market.pair} exchange=${gateway.exchange}`,
      }),
    };
  },
});
