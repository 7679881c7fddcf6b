/** Amounts and prices as they are typed. Pure, and of the pure alone: the page reads them too, while they are typed. */
import { Refusal } from "../../domain/errors.ts";
import { compare, type Decimal, from, HUNDRED, isZero, neg } from "../../domain/money.ts";
import { misspelt, Misspelt, NUMBER, short } from "./spelling.ts";

/** `0.1` of the base currency · `$500` of the quote currency · `25%` of what is available or held. All above zero. */
export type Amount =
  | { readonly kind: "base"; readonly quantity: Decimal }
  | { readonly kind: "quote"; readonly cost: Decimal }
  | { readonly kind: "percent"; readonly percent: Decimal };

/** A price above zero, or a distance from the market with its sign: `+1%`, `-1%`. */
export type Price =
  | { readonly kind: "at"; readonly price: Decimal }
  | { readonly kind: "off"; readonly percent: Decimal };

/** How far a stop follows behind: `2%` of the price, or `500` in quote currency. */
export type Trail =
  | { readonly kind: "percent"; readonly percent: Decimal }
  | { readonly kind: "distance"; readonly distance: Decimal };

const TRAIL = new RegExp(`^(${NUMBER})(%?)$`);
const AMOUNT = new RegExp(`^(\\$?)(${NUMBER})(%?)$`);
const PRICE = new RegExp(`^([+-]?)(${NUMBER})(%?)$`);

export function readAmount(word: string): Amount {
  if (/^-\d/.test(word))
    throw new Refusal("grammar", `"${short(word)}" is below zero: an amount must be above it, for example 0.1.`);
  const [, dollar, digits, percent] = AMOUNT.exec(word) ?? [];
  if (digits === undefined) throw misspelt(word, AMOUNT, "0.1, $500 or 25%");
  if (dollar !== "" && percent !== "")
    throw new Misspelt(word, "is both an amount of money and a percentage", null, "$500 or 25%");
  const number = from(digits);
  if (isZero(number))
    throw new Refusal("grammar", `"${short(word)}" is nothing: an amount must be above zero, for example 0.1.`);
  if (dollar !== "") return { kind: "quote", cost: number };
  if (percent === "") return { kind: "base", quantity: number };
  if (compare(number, HUNDRED) > 0)
    throw new Refusal("grammar", `"${short(word)}" is more than there is: type 100% at most.`);
  return { kind: "percent", percent: number };
}

export function readPrice(word: string): Price {
  const [, sign, digits, percent] = PRICE.exec(word) ?? [];
  if (digits === undefined) throw misspelt(word, PRICE, "46249.6, +1% or -1%");
  if (sign === "" && percent !== "")
    throw new Misspelt(word, "needs a sign, to say above or below the market", null, `+${word} or -${word}`);
  if (sign !== "" && percent === "")
    throw new Misspelt(word, "has a sign, which goes with a percentage only", null, `${digits} or ${word}%`);
  const number = from(digits);
  if (percent === "") return { kind: "at", price: aboveZero(number, word) };
  if (sign === "+") return { kind: "off", percent: number };
  if (compare(number, HUNDRED) < 0) return { kind: "off", percent: neg(number) };
  throw new Refusal("grammar", `"${short(word)}" leaves no price: stay below 100%, for example -1%.`);
}

export function readTrail(word: string): Trail {
  const [, digits, percent] = TRAIL.exec(word) ?? [];
  if (digits === undefined) throw misspelt(word, TRAIL, "2% or 500");
  const number = aboveZero(from(digits), word);
  if (percent === "") return { kind: "distance", distance: number };
  if (compare(number, HUNDRED) < 0) return { kind: "percent", percent: number };
  throw new Refusal("grammar", `"${short(word)}" leaves no price: stay below 100%, for example 2%.`);
}

function aboveZero(price: Decimal, word: string): Decimal {
  if (isZero(price))
    throw new Refusal("grammar", `"${short(word)}" is no price: it must be above zero, for example 46249.6.`);
  return price;
}
