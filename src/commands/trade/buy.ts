import type { App } from "../../app.ts";
import { type Answer, type Call, command, named, required } from "../../chat/command.ts";
import { type Amount, amountArg, pairArg, type Price, priceArg } from "../../chat/grammar/arguments.ts";
import { act } from "../../chat/inbox.ts";
import type { Side } from "../../domain/market.ts";
import { ZERO } from "../../domain/money.ts";
import { proposalChart } from "../../market/candles.ts";
import { checkFeed, gatewayOf } from "../../market/gateways.ts";
import { quoteOf } from "../../market/quotes.ts";
import { findMarket } from "../../market/rules.ts";
import { freeBalance, MANUAL, openPosition, sellable } from "../../trading/funds.ts";
import { outlookOf } from "../../trading/outlook.ts";
import { propose } from "../../trading/propose.ts";
import { wishOf } from "../../trading/wish.ts";
import { accountArg } from "../account-arg.ts";

const args = {
  pair: required(pairArg, "the market"),
  amount: required(amountArg, "0.1 (base), $500 (quote) or 25% of what is available"),
  price: named(priceArg, "a limit: 46250, or -1% off the market; without it, at market"),
  exchange: named(accountArg, "the account; without it, the first one"),
};

export const buy = command({
  name: "buy",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "propose to buy; nothing is sent before a yes",
  examples: ["/buy BTC/USDT 0.01", "/buy BTC/USDT $500 price=-1%"],
  args,
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "BUY", values),
});

export const sell = command({
  name: "sell",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "sell what is held; an exit is sent at once",
  examples: ["/sell BTC/USDT 0.01", "/sell BTC/USDT 50% price=+1%"],
  args,
  stale: "refuse",
  run: (app: App, call, values) => trade(app, call, "SELL", values),
});

interface Typed {
  readonly pair: string;
  readonly amount: Amount;
  readonly price: Price | undefined;
  readonly exchange: string | undefined;
}

async function trade(app: App, call: Call, side: Side, typed: Typed): Promise<Answer> {
  const gateway = gatewayOf(app, typed.exchange);
  checkFeed(app, gateway);
  const market = await findMarket(app.db.reader, gateway.exchange, typed.pair, call.line);
  const chart = side === "BUY" ? await proposalChart(app, market) : null;
  const quote = await quoteOf(gateway, market.pair);
  const outlook = await outlookOf(app, gateway);
  return act(app, call, async (tx) => {
    const available =
      side === "BUY" ? await freeBalance(tx, market.exchange, market.quote) : await sellable(tx, market, MANUAL);
    const held = (await openPosition(tx, market.exchange, market.pair, MANUAL))?.quantity ?? ZERO;
    const { amount, price } = typed;
    const wish = wishOf({ market, side, strategy: MANUAL, quote, chart, amount, price, available, held });
    return { card: await propose(tx, wish, outlook, call, app.clock.now()) };
  });
}
