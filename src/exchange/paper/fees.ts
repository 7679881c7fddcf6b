/** In which coin a fill of the paper venue is paid for. */
import type { Pair } from "../../domain/ids.ts";
import { isPerpetual, type Market, type Side } from "../../domain/market.ts";
import { feeOf, UNIT_PLACES } from "../../domain/matching/fee.ts";
import type { MatchedFill } from "../../domain/matching/order.ts";
import { div, isZero, less, mul, sub } from "../../domain/money.ts";
import type { Balance, BookFill } from "./entries.ts";
import type { Moment } from "./rulebook.ts";
import type { Tariff } from "./settings.ts";

export type Fee = Pick<BookFill, "fee" | "feeAsset" | "feeQuote">;

/** `balanceOf`: what the account has of a coin after the fill. */
export function feeOfFill(
  { maker, taker, feeAsset }: Tariff,
  market: Market,
  side: Side,
  { quantity, price, liquidity }: MatchedFill,
  { quotes }: Moment,
  balanceOf: (asset: string) => Balance,
): Fee {
  const { base, quote } = market;
  const rate = liquidity === "maker" ? maker : taker;
  const cost = mul(quantity, price);
  const inQuote = feeOf(cost, rate);
  const usual: Fee = { fee: inQuote, feeAsset: quote, feeQuote: inQuote };
  if (feeAsset === "quote" || feeAsset === quote) return usual;
  if (feeAsset === "base") {
    if (side === "SELL" || isPerpetual(market)) return usual; // nobody receives the base of a contract
    const fee = feeOf(quantity, rate);
    return { fee, feeAsset: base, feeQuote: mul(fee, price) };
  }
  const coinPrice = quotes.get(`${feeAsset}/${quote}` as Pair)?.last;
  if (coinPrice === undefined || isZero(coinPrice)) return usual;
  const fee = div(mul(cost, rate), coinPrice, UNIT_PLACES, "down");
  const { total, locked } = balanceOf(feeAsset);
  return less(sub(total, locked), fee) ? usual : { fee, feeAsset, feeQuote: mul(fee, coinPrice) };
}
