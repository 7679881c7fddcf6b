/** Where the exchange would end a perpetual, and that its stop comes well before (EXECUTION §7). */
import { Refusal } from "../../domain/errors.ts";
import { formatPrice } from "../../domain/format.ts";
import { abs, add, compare, type Decimal, from, mul, roundTo, sub, text } from "../../domain/money.ts";
import { positionSideOf } from "../../domain/order.ts";
import { initialMargin, liquidationPrice } from "../../domain/perpetual.ts";
import type { Line } from "../../domain/reply.ts";
import type { Intent } from "../guards/guard.ts";
import type { Exits } from "../protection/legs.ts";

/** How much of the way to the liquidation a stop may take. */
const NEAREST = from("0.8");

type Entry = Pick<Intent, "market" | "side" | "quantity" | "price" | "purpose">;

/** Throws a Refusal where the liquidation could come before the stop, or too near behind it. */
export function checkLiquidation(entry: Entry, { stop }: Exits, leverage: Decimal): void {
  const { market, price } = entry;
  const end = endOf(entry, leverage);
  if (stop === null || end === null) return;
  const most = mul(abs(sub(price, end)), NEAREST);
  if (compare(abs(sub(price, stop)), most) < 0) return;
  const shown = (value: Decimal): string => formatPrice(value, market.tick.places);
  const edge = positionSideOf(entry) === "LONG" ? sub(price, most) : add(price, most);
  throw new Refusal(
    "liquidation",
    `Refused: at ${text(leverage)}× this is liquidated near ${shown(end)}, too near to a stop at ${shown(stop)}. A stop nearer than ${shown(edge)} passes (80 % of the way, /limits).`,
    ["/limits"],
  );
}

/** `margin ≈ 154.17 USDT at 3×, liquidated near 30,987.9` */
export function marginNote(entry: Entry, leverage: Decimal): Line {
  const { market, quantity, price } = entry;
  const margin = text(roundTo(initialMargin(mul(quantity, price), leverage), from("0.01"), "up"));
  const end = endOf(entry, leverage);
  return [
    "margin ",
    { type: "money", amount: margin, asset: market.settle ?? market.quote, estimate: true },
    ` at ${text(leverage)}×`,
    ...(end === null
      ? []
      : [", liquidated near ", { type: "price", price: text(end), places: market.tick.places } as const]),
  ];
}

/** On the tick; null where no price ends it. */
function endOf({ market, quantity, price, ...entry }: Entry, leverage: Decimal): Decimal | null {
  const side = positionSideOf(entry);
  const cost = mul(quantity, price);
  const end = liquidationPrice({ side, quantity, cost, margin: initialMargin(cost, leverage) });
  return end === null ? null : roundTo(end, market.tick, side === "LONG" ? "ceil" : "floor");
}
