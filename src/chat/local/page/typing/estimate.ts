/** What an order would cost, worked out while it is typed. An estimate: the card of the desk is what counts. Pure. */
import { add, type Decimal, div, from, HUNDRED, isZero, less, mul, sign } from "../../../../domain/money.ts";
import type { AccountView, PositionView, PriceView } from "../../protocol.ts";

export interface Market {
  readonly price: PriceView;
  readonly account: AccountView;
  readonly positions: readonly PositionView[];
}

export interface Estimate {
  readonly quantity: Decimal;
  /** Quote currency. */
  readonly cost: Decimal;
  /** Null where the account cannot be counted. */
  readonly equityPercent: Decimal | null;
  readonly isAboveLimit: boolean;
}

const PLACES = 8;
const AMOUNT = /^(\$?)(\d{1,20}(?:\.\d{1,20})?)(%?)$/;

/** Null for what is no amount, or needs what is not known. `limit` is a price that was typed. */
export function estimate(side: "BUY" | "SELL", amount: string, limit: string, market: Market): Estimate | null {
  const [, dollar, digits, percent] = AMOUNT.exec(amount) ?? [];
  const at = priceOf(side, limit, market.price);
  if (digits === undefined || at === null || isZero(at)) return null;
  const quantity = quantityOf(side, { dollar, digits, percent }, at, market);
  if (quantity === null || sign(quantity) <= 0) return null;
  const cost = mul(quantity, at);
  return { quantity, cost, equityPercent: shareOf(cost, market.account), isAboveLimit: isAbove(cost, market.account) };
}

interface Typed {
  readonly dollar: string | undefined;
  readonly digits: string;
  readonly percent: string | undefined;
}

function quantityOf(side: "BUY" | "SELL", { dollar, digits, percent }: Typed, at: Decimal, market: Market) {
  const number = from(digits);
  if (dollar !== "" && percent !== "") return null;
  if (dollar !== "") return div(number, at, PLACES);
  if (percent === "") return number;
  // Whether an order of a perpetual opens or closes, the page does not know.
  if (market.price.pair.includes(":")) return null;
  const whole = side === "BUY" ? div(from(market.account.free), at, PLACES) : held(market);
  return whole === null ? null : div(mul(whole, number), HUNDRED, PLACES);
}

/** `-1%` off the market, a price, or nothing: at market. */
function priceOf(side: "BUY" | "SELL", limit: string, { bid, ask }: PriceView): Decimal | null {
  const market = from(side === "BUY" ? ask : bid);
  const [, sign, digits, percent] = /^([+-]?)(\d{1,20}(?:\.\d{1,20})?)(%?)$/.exec(limit) ?? [];
  if (limit === "") return market;
  if (digits === undefined) return null;
  // A percentage has a sign, and a price has none.
  if ((percent === "") !== (sign === "")) return null;
  if (percent === "") return from(digits);
  const off = from(sign === "-" ? `-${digits}` : digits);
  return div(mul(market, add(HUNDRED, off)), HUNDRED, PLACES);
}

/** What `/sell` without a strategy can sell. */
function held({ price, positions }: Market): Decimal | null {
  const position = positions.find(({ pair, strategy }) => pair === price.pair && strategy === "manual");
  return position === undefined ? null : from(position.quantity);
}

function shareOf(cost: Decimal, { equity }: AccountView): Decimal | null {
  if (equity === null || sign(from(equity)) <= 0) return null;
  return div(mul(cost, HUNDRED), from(equity), PLACES);
}

function isAbove(cost: Decimal, { orderLimit }: AccountView): boolean {
  return orderLimit !== null && less(from(orderLimit), cost);
}
