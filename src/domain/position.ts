/**
 * A position as a fold over its fills. It keeps cost, not an average: entry price = cost / quantity, and an exit takes
 * cost × q / Q with it. Realised profit = Σ (exit − entry) × q × side − fees, and funding, in quote (EXECUTION §5).
 */
import { openingSide, type PositionSide, type Side } from "./market.ts";
import { add, compare, type Decimal, div, isZero, min, mul, sub, ZERO } from "./money.ts";

/** Decimal places of what a division gives before it meets a market's step: entry price, a share, a typed percent. */
export const RATIO_PLACES = 18;

export interface PositionBook {
  readonly side: PositionSide;
  /** Base currency held, or owed by a short: filled less the fees taken in the base coin. */
  readonly quantity: Decimal;
  /** Quote currency paid for it, or got for a short, without fees. */
  readonly cost: Decimal;
  /** Quote currency, net of all fees so far. */
  readonly realizedPnl: Decimal;
  /** Quote currency. */
  readonly fees: Decimal;
}

export interface PositionFill {
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly cost: Decimal;
  /** What it realised before its fee by the exchange's own figure; null where that tells none. */
  readonly pnl: Decimal | null;
  /** The part of the fee that was taken in the base coin. */
  readonly feeBase: Decimal;
  /** The whole fee in quote currency at the price of the fill. */
  readonly feeQuote: Decimal;
}

export function flat(side: PositionSide): PositionBook {
  return { side, quantity: ZERO, cost: ZERO, realizedPnl: ZERO, fees: ZERO };
}

export function opens(book: Pick<PositionBook, "side">, fill: Pick<PositionFill, "side">): boolean {
  return fill.side === openingSide(book.side);
}

export function applyFill(book: PositionBook, fill: PositionFill): PositionBook {
  return opens(book, fill) ? grow(book, fill) : shrink(book, fill);
}

/** Cost / quantity; zero while flat. */
export function entryPrice(book: Pick<PositionBook, "cost" | "quantity">): Decimal {
  return isZero(book.quantity) ? ZERO : div(book.cost, book.quantity, RATIO_PLACES);
}

/** (mark − entry) × quantity × side, in quote. */
export function unrealizedPnl(book: Pick<PositionBook, "side" | "cost" | "quantity">, mark: Decimal): Decimal {
  return gainOf(book.side, book.cost, mul(mark, book.quantity));
}

/** What it is worth: its quantity at the mark that made this open profit. */
export function worthAt({ side, cost }: Pick<PositionBook, "side" | "cost">, unrealized: Decimal): Decimal {
  return side === "LONG" ? add(cost, unrealized) : sub(cost, unrealized);
}

/** Between what opened it and what closes it. */
function gainOf(side: PositionSide, opened: Decimal, closed: Decimal): Decimal {
  return side === "LONG" ? sub(closed, opened) : sub(opened, closed);
}

/** A remainder that cannot be sold goes at cost: the profit stays as it is. */
export function dropDust(book: PositionBook): PositionBook {
  return { ...book, quantity: ZERO, cost: ZERO };
}

/** So do coins that are gone by another hand. `quantity`: at most what is held. */
export function takeOut(book: PositionBook, quantity: Decimal): PositionBook {
  return { ...book, quantity: sub(book.quantity, quantity), cost: sub(book.cost, costOf(book, quantity)) };
}

/**
 * The part of an exit that belongs to the position; what it sells beyond that is inventory. Fees are shared by quantity.
 * Null where nothing is held.
 */
export function positionPart(book: PositionBook, fill: PositionFill): PositionFill | null {
  if (opens(book, fill)) return fill;
  const quantity = min(book.quantity, fill.quantity);
  if (isZero(quantity)) return null;
  if (compare(quantity, fill.quantity) === 0) return fill;
  const share = (amount: Decimal): Decimal => div(mul(amount, quantity), fill.quantity, RATIO_PLACES);
  return { ...fill, quantity, cost: share(fill.cost), feeBase: share(fill.feeBase), feeQuote: share(fill.feeQuote) };
}

function grow(book: PositionBook, fill: PositionFill): PositionBook {
  // Coins kept back as a fee were paid for, but are a fee and not part of the position's cost.
  const paidAsFee = mul(fill.feeBase, fill.price);
  return {
    ...book,
    quantity: add(book.quantity, sub(fill.quantity, fill.feeBase)),
    cost: add(book.cost, sub(fill.cost, paidAsFee)),
    realizedPnl: sub(book.realizedPnl, fill.feeQuote),
    fees: add(book.fees, fill.feeQuote),
  };
}

function shrink(book: PositionBook, fill: PositionFill): PositionBook {
  // A fee in the base coin leaves the position too: as if it had been sold at this price to pay the fee.
  const gone = min(book.quantity, add(fill.quantity, fill.feeBase));
  const proceeds = add(fill.cost, mul(sub(gone, fill.quantity), fill.price));
  const costGone = costOf(book, gone);
  const gain = fill.pnl ?? gainOf(book.side, costGone, proceeds);
  return {
    ...book,
    quantity: sub(book.quantity, gone),
    cost: sub(book.cost, costGone),
    realizedPnl: add(book.realizedPnl, sub(gain, fill.feeQuote)),
    fees: add(book.fees, fill.feeQuote),
  };
}

/** What that part of it has cost. */
function costOf({ quantity, cost }: PositionBook, part: Decimal): Decimal {
  return compare(part, quantity) === 0 ? cost : div(mul(cost, part), quantity, RATIO_PLACES);
}
