/** Where less of a coin is there than its positions hold: whose coins are gone (EXECUTION §5). Pure. */
import type { PositionId } from "./ids.ts";
import { isClosable, type Market } from "./market.ts";
import { type Decimal, isZero, max, min, sub, sum, ZERO } from "./money.ts";

/** An open position, by the coin that backs it. */
export interface Backed {
  readonly id: PositionId;
  /** A person trades it by hand. */
  readonly isManual: boolean;
  readonly openTime: number;
  /** An order may still add to it, or sell the rest of it: a remainder is no dust yet. */
  readonly isAtWork: boolean;
  /** Base currency. */
  readonly quantity: Decimal;
  readonly market: Market;
  /** What a sale of it is reckoned at. */
  readonly price: Decimal;
}

/** What becomes of it. */
export interface Share {
  readonly id: PositionId;
  /** Base currency, as `left`. */
  readonly gone: Decimal;
  readonly left: Decimal;
  readonly canBeSold: boolean;
  /** What is left cannot be sold: it goes to the inventory. */
  readonly isDust: boolean;
}

/**
 * Coins of no position go first: from the positions goes only what they hold beyond `held`, so that together they hold no
 * more than is there. Those that a person trades go before those of strategies (whoever moved coins by hand moved a
 * person's), and of each the newest first. Gives a share for each, also where nothing goes from it.
 */
export function sharesOf(positions: readonly Backed[], held: Decimal): Share[] {
  let missing = max(sub(sum(positions.map(({ quantity }) => quantity)), held), ZERO);
  return positions.toSorted(byClaim).map((position) => {
    const gone = min(position.quantity, missing);
    const left = sub(position.quantity, gone);
    missing = sub(missing, gone);
    const canBeSold = isClosable(position.market, left, position.price);
    const isDust = !isZero(gone) && !isZero(left) && !canBeSold && !position.isAtWork;
    return { id: position.id, gone, left, canBeSold, isDust };
  });
}

function byClaim(a: Backed, b: Backed): number {
  return Number(b.isManual) - Number(a.isManual) || b.openTime - a.openTime || b.id - a.id;
}
