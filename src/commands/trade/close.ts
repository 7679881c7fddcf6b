import { confirmCard } from "../../cards/confirm.ts";
import { counted } from "../../cards/words.ts";
import type { App } from "../../app.ts";
import { type Amount, amountArg, choice, either, pairArg } from "../../chat/grammar/arguments.ts";
import { type Answer, type Call, command, optional, required } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import type { Quote } from "../../domain/candle.ts";
import { Refusal } from "../../domain/errors.ts";
import type { AlertId, Pair } from "../../domain/ids.ts";
import { roundAmount } from "../../domain/market.ts";
import { isZero, min, text } from "../../domain/money.ts";
import { gatewayOf, quoteOf } from "../../market/gateways.ts";
import { marketOf } from "../../market/rules.ts";
import { Position } from "../../models/position.ts";
import { sellable } from "../../trading/account.ts";
import { type Outlook, outlookOf, propose } from "../../trading/propose.ts";
import { wishOf } from "../../trading/wish.ts";

export const close = command({
  name: "close",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "sell a position at market, all of it or a part",
  examples: ["/close BTC/USDT", "/close BTC/USDT 50%", "/close all"],
  args: {
    what: required(either(choice("all"), pairArg), "a pair, or all positions"),
    part: optional(either(choice("yes"), amountArg), "how much of it; without it, all"),
  },
  stale: "refuse",
  async run(app: App, call, { what, part }) {
    const positions = await openPositions(app, what === "all" ? null : what);
    if (what === "all" && part !== "yes") return { reply: askAll(positions.length) };
    const closings = await Promise.all(positions.map((position) => lookAt(app, position)));
    const amount: Amount =
      part === undefined || part === "yes" ? { kind: "percent", percent: { mantissa: 100, places: 0 } } : part;
    return act(app, call, (tx) => closeAll(tx, closings, amount, call, app.clock.now()));
  },
});

interface Closing {
  readonly position: Position;
  readonly quote: Quote;
  readonly outlook: Outlook;
}

async function openPositions(app: App, pair: Pair | null): Promise<Position[]> {
  const open = Position.query(app.db.reader).where({ closed_time: null }).orderBy("id");
  const positions = await (pair === null ? open : open.where({ trading_pair: pair }));
  if (positions.length > 0) return positions;
  const what = pair === null ? "There is no open position." : `There is no open position on ${pair}.`;
  throw new Refusal("position", `${what} /positions lists them, /sell sells what else is held.`, ["/positions"]);
}

function askAll(count: number) {
  return confirmCard({
    question: [`Close ${counted(count, "position", "all positions")} at market?`],
    label: "Close all",
    run: "close all yes",
  });
}

async function lookAt(app: App, position: Position): Promise<Closing> {
  const gateway = gatewayOf(app, position.exchange);
  return { position, quote: await quoteOf(gateway, position.tradingPair), outlook: await outlookOf(app, gateway) };
}

/** Each closing is an order with a card of its own; the answer is the last one's. */
async function closeAll(tx: Tx, closings: readonly Closing[], amount: Amount, call: Call, at: number): Promise<Answer> {
  let card: AlertId | null = null;
  for (const closing of closings) card = await closeOne(tx, closing, amount, call, at);
  return card === null ? { nothing: true } : { card };
}

async function closeOne(
  tx: Tx,
  { position, quote, outlook }: Closing,
  amount: Amount,
  call: Call,
  at: number,
): Promise<AlertId> {
  const { quantity: held } = await Position.query(tx).findById(position.id).throwIfNotFound();
  const market = await marketOf(tx, position.exchange, position.tradingPair);
  const free = await sellable(tx, market, position.strategyId);
  if (isZero(roundAmount(market, min(free, held)))) {
    throw new Refusal(
      "balance",
      `Nothing of ${text(held)} ${market.base} is free to sell: an order already sells it (/orders).`,
      ["/orders"],
    );
  }
  const available = min(free, held);
  const wish = wishOf({
    market,
    side: "SELL",
    strategy: position.strategyId,
    quote,
    amount,
    price: undefined,
    available,
    held,
  });
  return propose(tx, { ...wish, quantity: min(wish.quantity, roundAmount(market, available)) }, outlook, call, at);
}
