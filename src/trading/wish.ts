/** What a person typed becomes a wish on the market's steps: rounded on the safe side, and every rounding is said. */
import type { Amount, Price } from "../chat/grammar/arguments.ts";
import { Refusal } from "../domain/errors.ts";
import { dearestPrice, edgeOf } from "../domain/band.ts";
import type { CandleChart } from "../domain/chart.ts";
import { checkExitSizes, NO_EXITS } from "../domain/exits.ts";
import type { Quote } from "../domain/quote.ts";
import type { StrategyId } from "../domain/ids.ts";
import { isClosable, type Market, roundAmount, roundLimit, type Side } from "../domain/market.ts";
import { add, compare, type Decimal, div, equal, HUNDRED, mul, ONE, sub, text as plain } from "../domain/money.ts";
import { RATIO_PLACES } from "../domain/position.ts";
import { positionSideOf, type Purpose } from "../domain/order.ts";
import type { Line } from "../domain/reply.ts";
import { takerPrice } from "../domain/quote.ts";
import { type Wish } from "./propose.ts";
import { type AskedExits, exitsOf } from "./bracket.ts";
import type { StandIn } from "./sight.ts";

export interface Typed {
  readonly market: Market;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly strategy: StrategyId;
  /** How far the market may move from the quote, in percent. */
  readonly validPercent: Decimal;
  readonly quote: Quote;
  /** What the quote was made of, where the market tells no price. */
  readonly standIn: StandIn | null;
  readonly chart: CandleChart | null;
  readonly amount: Amount;
  readonly price: Price | undefined;
  readonly exits: AskedExits;
  readonly timeInForce: TifWord | undefined;
  /** Money for an entry, base currency for an exit. */
  readonly available: Decimal;
  /** Base currency of the position that an exit takes from. */
  readonly held: Decimal;
}

/** post: rests or is refused. */
export const TIF_WORDS = ["gtc", "ioc", "fok", "post"] as const;
export type TifWord = (typeof TIF_WORDS)[number];

export function wishOf(typed: Typed): Wish {
  const { market, side, purpose, strategy } = typed;
  const asked = typed.price === undefined ? null : limitOf(typed.price, typed);
  const price = asked === null ? takerPrice(side, typed.quote) : roundLimit(market, side, asked);
  const worst = asked === null ? edgeOf(market, side, price, typed.validPercent) : price;
  const quotePrice = takerPrice(side, typed.quote);
  const banded = { side, price: asked === null ? null : price, quotePrice, validPercent: typed.validPercent };
  const dearest = dearestPrice(market, banded);
  const wanted = amountOf(typed, price, dearest);
  const quantity = withoutDust(typed, roundAmount(market, wanted), price);
  const isEntry = purpose === "entry";
  if (!isEntry) refuseExits(typed.exits);
  const exits = isEntry ? exitsOf(market, positionSideOf(typed), typed.exits, price) : NO_EXITS;
  if (isEntry) checkExitSizes(market, quantity, exits);
  const isTypedExactly = typed.amount.kind === "base" && (typed.price === undefined || typed.price.kind === "at");
  return {
    market,
    side,
    strategy,
    purpose,
    type: asked === null ? "MARKET" : "LIMIT",
    quantity,
    price,
    worst,
    dearest,
    limit: asked === null ? null : price,
    validPercent: typed.validPercent,
    quotePrice,
    quoteAt: typed.quote.at,
    asked: spelling(typed),
    chart: typed.chart,
    exits,
    ...forceOf(typed),
    notes: [
      ...percentNote(typed),
      ...standInNote(typed),
      ...(asked === null ? [] : beyondNote(typed, price)),
      ...(isTypedExactly || compare(quantity, wanted) > 0 ? amountNote(market, wanted, quantity) : []),
      ...(isTypedExactly ? priceNote(market, asked, price) : []),
    ],
  };
}

/** Throws a Refusal: they would be left out without a word. */
function refuseExits({ sl, tp, trail }: AskedExits): void {
  if (sl === undefined && tp === undefined && trail === undefined) return;
  throw new Refusal(
    "grammar",
    "sl=, tp= and trail= go with what opens a position, and this closes one: /protect sets those of one that is open.",
  );
}

/** Throws a Refusal for what goes with a limit alone. */
function forceOf({ purpose, price, timeInForce }: Typed): Pick<Wish, "timeInForce" | "postOnly"> {
  if (price === undefined && (timeInForce === "gtc" || timeInForce === "post"))
    throw new Refusal(
      "grammar",
      `tif=${timeInForce} lets an order rest, which needs a price: add price=, or leave tif= out.`,
    );
  // An exit at market goes on until all of it is closed.
  const word = timeInForce ?? (price === undefined && purpose === "entry" ? "ioc" : "gtc");
  const postOnly = word === "post";
  return { timeInForce: word === "ioc" ? "IOC" : word === "fok" ? "FOK" : "GTC", postOnly };
}

/** The terms as they were typed, in one spelling: the same words mean the same wish, wherever the market is by now. */
function spelling({ market, side, amount, price }: Typed): string {
  return [side, market.pair, amountWord(amount), ...(price === undefined ? [] : [priceWord(price)])].join(" ");
}

function amountWord(amount: Amount): string {
  switch (amount.kind) {
    case "base":
      return plain(amount.quantity);
    case "quote":
      return `$${plain(amount.cost)}`;
    case "percent":
      return `${plain(amount.percent)}%`;
  }
}

function priceWord(price: Price): string {
  return price.kind === "at" ? plain(price.price) : `${plain(price.percent)}%`;
}

function limitOf(price: Price, { side, quote }: Typed): Decimal {
  if (price.kind === "at") return price.price;
  return div(mul(takerPrice(side, quote), add(HUNDRED, price.percent)), HUNDRED, RATIO_PLACES);
}

function amountOf({ amount, available, market, purpose }: Typed, price: Decimal, dearest: Decimal): Decimal {
  switch (amount.kind) {
    case "base":
      return amount.quantity;
    case "quote":
      return div(amount.cost, price, RATIO_PLACES, "down");
    case "percent": {
      const part = div(mul(available, amount.percent), HUNDRED, RATIO_PLACES, "down");
      return purpose === "exit" ? part : div(part, mul(dearest, add(ONE, market.taker)), RATIO_PLACES, "down");
    }
  }
}

/** An exit that would leave a remainder too small to close takes all. */
function withoutDust({ market, purpose, held }: Typed, quantity: Decimal, price: Decimal): Decimal {
  if (purpose === "entry" || compare(quantity, held) >= 0) return quantity;
  return isClosable(market, sub(held, quantity), price) ? quantity : roundAmount(market, held);
}

function amountNote(market: Market, wanted: Decimal, quantity: Decimal): Line[] {
  if (equal(wanted, quantity)) return [];
  const shown = (amount: Decimal) => ({ type: "quantity", quantity: plain(amount), asset: market.base }) as const;
  const way = compare(quantity, wanted) < 0 ? "rounded down" : "raised, so that no dust is left,";
  return [[`amount ${way} from `, shown(wanted), " to ", shown(quantity)]];
}

/** An exit goes without a price, and what its card counts with is named. */
function standInNote({ market, standIn }: Typed): Line[] {
  if (standIn === null) return [];
  const about = { type: "price", price: plain(standIn.price), places: market.tick.places, estimate: true } as const;
  return [["⚠️ the market tells no price now: ", about, ` is ${standIn.words}`]];
}

/** A limit that the market already meets does not rest: that may be a slip of the finger. */
function beyondNote({ market, side, quote, standIn }: Typed, limit: Decimal): Line[] {
  if (standIn !== null) return [];
  const taker = takerPrice(side, quote);
  const isBeyond = side === "BUY" ? compare(limit, taker) >= 0 : compare(limit, taker) <= 0;
  if (!isBeyond) return [];
  const about = { type: "price", price: plain(taker), places: market.tick.places, estimate: true } as const;
  return [["⚠️ beyond the market: it fills at once, at ", about]];
}

/** A part of the money leaves room for what the band and the fee may take: it is said, for the cost is a little less. */
function percentNote({ amount, purpose, available, market, price, validPercent }: Typed): Line[] {
  if (amount.kind !== "percent" || purpose === "exit") return [];
  const free = { type: "money", amount: plain(available), asset: market.quote } as const;
  const percent = { type: "percent", percent: plain(amount.percent), places: amount.percent.places } as const;
  const move = price === undefined ? ` and a move of ${plain(validPercent)} %` : "";
  return [[percent, " of the free ", free, `, with room for the fee${move}`]];
}

function priceNote(market: Market, asked: Decimal | null, price: Decimal): Line[] {
  if (asked === null || equal(asked, price)) return [];
  const shown = (value: Decimal, places: number) => ({ type: "price", price: plain(value), places }) as const;
  return [
    [
      "price rounded from ",
      shown(asked, asked.places),
      " to ",
      shown(price, market.tick.places),
      `, the tick is ${plain(market.tick)}`,
    ],
  ];
}
