/** Decimals, times and ids into the values of a reply. */
import { fewestPlaces } from "../domain/format.ts";
import { type Decimal, text } from "../domain/money.ts";
import type { Value } from "../domain/reply.ts";

interface How {
  readonly change?: true;
  readonly estimate?: true;
}

export const CHANGE: How = { change: true };
export const ESTIMATE: How = { estimate: true };

export function money(amount: Decimal, asset: string, how: How = {}): Value {
  return { type: "money", amount: text(amount), asset, ...how };
}

export function price(value: Decimal, places: number): Value {
  return { type: "price", price: text(value), places };
}

/** Without an asset where a pair follows at once. */
export function quantity(amount: Decimal, asset?: string): Value {
  return { type: "quantity", quantity: text(amount), ...(asset === undefined ? {} : { asset }) };
}

export function percent(value: Decimal, how: How & { readonly places?: number } = {}): Value {
  return { type: "percent", percent: text(value), ...how };
}

/** A bare number: its unit is said once beside it or at the head of its column. */
export function number(value: Decimal, places: number, how: { readonly change?: true } = {}): Value {
  return { type: "number", number: text(value), places, ...how };
}

/** Every digit there is: a balance that was rounded up could not be spent. */
export function exact(amount: Decimal, asset: string): Value {
  return number(amount, Math.max(fewestPlaces(asset), placesOf(amount)));
}

function placesOf(amount: Decimal): number {
  const [, digits = ""] = text(amount).split(".");
  return digits.length;
}

export const clock = (at: number): Value => ({ type: "time", at, style: "clock" });
export const moment = (at: number): Value => ({ type: "time", at, style: "moment" });
export const left = (until: number): Value => ({ type: "left", until });
export const orderNumber = (id: number): Value => ({ type: "order", id });
export const pairName = (pair: string): Value => ({ type: "pair", pair });
/** The line as it is typed, with its slash. */
export const command = (line: string): Value => ({ type: "command", line });
