/** A paper account on a perpetual alone: what it holds and what it was told, in a few words. */
import type { Pair } from "../../src/domain/ids.ts";
import { from, text } from "../../src/domain/money.ts";
import type { Sendable } from "../../src/domain/order.ts";
import type { VenueFill } from "../../src/exchange/gateway.ts";
import type { PaperVenue } from "../../src/exchange/paper/venue.ts";
import { orderOf } from "./order-table.ts";
import { barsOf, candles, type Floor, type FloorSettings, openFloor } from "./paper-venue.ts";

export const PERPETUAL = "BTC/USDT:USDT" as Pair;

export const perpetual = (words: string): Sendable => orderOf(words, PERPETUAL);

/** On candles; the first one gives the first price. */
export async function perpetualBars(
  lines: readonly string[],
  leverage: number | null,
  settings: FloorSettings = {},
): Promise<Floor> {
  const floor = await openFloor(barsOf(candles(...lines), "replay:perpetual", PERPETUAL), settings);
  if (leverage !== null) await floor.venue.setMargin(PERPETUAL, from(leverage));
  return floor;
}

/** Places each, then lets one event happen. */
export async function afterOrders({ venue, step }: Floor, ...words: readonly string[]): Promise<readonly Sendable[]> {
  const placed = words.map(perpetual);
  for (const made of placed) await venue.place(made);
  await step();
  return placed;
}

/** `LONG 2 at 100, margin 20, ends at 90.45` or `flat`. */
export async function positionOf(venue: PaperVenue): Promise<string> {
  const [position] = await venue.positions();
  if (position === undefined) return "flat";
  const { side, quantity, entryPrice, margin, liquidationPrice } = position;
  const end = liquidationPrice === null ? "never ends" : `ends at ${text(liquidationPrice)}`;
  return `${side} ${text(quantity)} at ${text(entryPrice)}, margin ${text(margin)}, ${end}`;
}

/** `10000, locked 20` */
export async function moneyOf(venue: PaperVenue): Promise<string> {
  const balance = (await venue.balances()).find(({ asset }) => asset === "USDT");
  return balance === undefined ? "nothing" : `${text(balance.total)}, locked ${text(balance.locked)}`;
}

/** `SELL 1 at 110: 10 − 0.11` with what it realised and its fee. */
export async function fillsOf(venue: PaperVenue): Promise<string[]> {
  return (await venue.fills(0)).map(fillText);
}

function fillText({ side, quantity, price, pnl, fee, isForced }: VenueFill): string {
  const realised = pnl === null ? "spot" : text(pnl);
  return `${isForced ? "forced " : ""}${side} ${text(quantity)} at ${text(price)}: ${realised} − ${text(fee)}`;
}
