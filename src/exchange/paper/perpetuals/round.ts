/**
 * An event of a perpetual, in the order in which things can have happened: what works at its first price; the stops that lie
 * before the liquidation price, for the price passed them on its way there; the liquidation, which cancels the rest; the
 * rest; and a liquidation of what that has opened.
 */
import { isTouched } from "../../../domain/matching/stop.ts";
import { type BookOrder, type BookPosition, reduces } from "../entries.ts";
import { isLiquidated, liquidate } from "./liquidation.ts";
import type { Round } from "../round.ts";
import { workingOn } from "../working.ts";

export function playPerpetual(round: Round): void {
  const { book, look, listing } = round;
  round.play((order) => {
    const working = workingOn(book, listing.market, order);
    const worksAtOnce = order.stop === null && working.kind !== "gtc";
    return worksAtOnce || look.meetsFirst(working, listing.rules);
  });
  const held = book.margin.position(look.pair);
  if (held !== null) round.play((order) => liesBefore(order, held));
  end(round);
  round.play(() => true);
  end(round);
}

/** A stop that closes the position before the venue does. */
function liesBefore(order: BookOrder, position: BookPosition): boolean {
  if (order.stop === null || !reduces(order, position)) return false;
  const { liquidationPrice } = position;
  return liquidationPrice === null || !isTouched(order.side, liquidationPrice, order.stop.trigger);
}

function end({ book, rulebook, look, listing, moment }: Round): void {
  const position = book.margin.position(look.pair);
  if (position === null || !isLiquidated(position, look.worstMark(position.side))) return;
  liquidate(book, rulebook, listing.market, position, moment);
}
