/** Whether the market can be trusted with an entry: how old its price is, how far a limit lies from it, what its book gives. */
import { Refusal } from "../errors.ts";
import { roundLimit, type Side } from "../market.ts";
import {
  add,
  compare,
  type Decimal,
  div,
  from,
  HUNDRED,
  less,
  min,
  mul,
  ONE,
  sign,
  sub,
  sum,
  text,
  ZERO,
} from "../money.ts";
import { RATIO_PLACES } from "../position.ts";
import { type Level, middle, type Quote, takerPrice } from "../quote.ts";
import { type Limits, numberOf } from "./limits.ts";
import { offers, passing, passingWords, type Terms } from "./terms.ts";

/** The market as it was looked at, before the rules are asked. */
export interface Sight {
  readonly quote: Quote;
  /** Market time of the look, ms UTC. */
  readonly now: number;
}

export interface PriceFacts {
  readonly terms: Terms;
  readonly sight: Sight;
  readonly limits: Limits;
}

const SECOND = from(1_000);

export function checkQuote({ terms, sight: { quote, now }, limits }: PriceFacts): void {
  const { pair, exchange } = terms.market;
  if (sign(quote.bid) <= 0 || sign(quote.ask) <= 0)
    throw new Refusal(
      "book",
      `Refused: the book of ${pair} on ${exchange} is empty on one side. Try again in a moment.`,
    );
  if (less(quote.ask, quote.bid)) {
    const prices = `bid ${text(quote.bid)}, ask ${text(quote.ask)}`;
    throw new Refusal(
      "book",
      `Refused: the book of ${pair} on ${exchange} is crossed (${prices}): no price of it can be trusted. Try again in a moment.`,
    );
  }
  const most = numberOf(limits, "quote-age");
  const ageMs = from(Math.max(0, now - quote.at));
  if (most === null || compare(ageMs, mul(most, SECOND)) <= 0) return;
  const age = text(div(ageMs, SECOND, 1, "up"));
  throw new Refusal(
    "quote-age",
    `Refused: the price of ${pair} on ${exchange} is ${age} s old, above the limit of ${text(most)} s (/limits). Try again when it moves.`,
    [`/price ${pair}`, "/limits"],
  );
}

/** On the aggressive side alone: a limit that rests far away is the exchange's business. */
export function checkCollar({ terms, sight, limits }: PriceFacts): void {
  const percent = numberOf(limits, "collar");
  if (percent === null || terms.limit === null) return;
  const { side, market, limit } = terms;
  const edge = roundLimit(market, side, away(side, middle(sight.quote), percent));
  const isWithin = side === "BUY" ? compare(limit, edge) <= 0 : compare(limit, edge) >= 0;
  if (isWithin) return;
  const [beyond, extreme] = side === "BUY" ? ["above", "highest"] : ["below", "lowest"];
  throw new Refusal(
    "collar",
    `Refused: a limit of ${text(limit)} is more than ${text(percent)} % ${beyond} the market (/limits). The ${extreme} that passes is ${text(edge)}.`,
    ["/limits"],
  );
}

/** What the order takes at once must not move the price too far by itself. Silent where there is no book. */
export function checkSlippage({ terms, sight, limits }: PriceFacts): void {
  const percent = numberOf(limits, "slippage");
  const levels = reachable(terms, sight.quote);
  if (percent === null || levels === null) return;
  const worst = away(terms.side, takerPrice(terms.side, sight.quote), percent);
  const most = mostWithin(terms.side, levels, worst);
  const shown = sum(levels.map(({ quantity }) => quantity));
  // What a limit order finds no offer for rests: it moves nothing.
  const taken = terms.limit === null ? terms.quantity : min(terms.quantity, shown);
  if (compare(taken, most) <= 0) return;
  const size = passing(terms, most);
  const what =
    compare(taken, shown) > 0 ? "the book shows less than that" : "it would move the price too far by itself";
  throw new Refusal(
    "slippage",
    `Refused: ${what} for the limit of ${text(percent)} % slippage (/limits).${passingWords(terms, size)}`,
    offers(terms, size),
  );
}

/** The price so many percent against the taker: above for a buy, below for a sale. */
function away(side: Side, price: Decimal, percent: Decimal): Decimal {
  const part = div(percent, HUNDRED, percent.places + 2);
  return mul(price, side === "BUY" ? add(ONE, part) : sub(ONE, part));
}

/** The levels that the order may take, the best first; null where there is no book. */
function reachable({ side, limit }: Terms, { book }: Quote): readonly Level[] | null {
  const levels = side === "BUY" ? book.asks : book.bids;
  if (levels.length === 0) return null;
  if (limit === null) return levels;
  return levels.filter(({ price }) => (side === "BUY" ? compare(price, limit) <= 0 : compare(price, limit) >= 0));
}

/** The most of these levels whose average price is no worse than that. */
function mostWithin(side: Side, levels: readonly Level[], worst: Decimal): Decimal {
  let taken = ZERO;
  /** By how much the part that is taken was better than the worst price, in quote currency. */
  let spare = ZERO;
  for (const { price, quantity } of levels) {
    const beyond = side === "BUY" ? sub(price, worst) : sub(worst, price);
    const needed = mul(quantity, beyond);
    if (compare(needed, spare) > 0) return add(taken, div(spare, beyond, RATIO_PLACES, "down"));
    spare = sub(spare, needed);
    taken = add(taken, quantity);
  }
  return taken;
}
