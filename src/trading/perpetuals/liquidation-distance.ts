/** Where the exchange would end a perpetual, and that its stop comes well before (EXECUTION §7). */
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Exits } from "../../domain/exits.ts";
import { formatPrice } from "../../domain/format.ts";
import { isPerpetual, type Market, type PositionSide } from "../../domain/market.ts";
import { abs, add, compare, type Decimal, div, from, mul, roundTo, sub, text, ZERO } from "../../domain/money.ts";
import { positionSideOf } from "../../domain/order.ts";
import { initialMargin, liquidationPrice } from "../../domain/perpetual.ts";
import { RATIO_PLACES } from "../../domain/position.ts";
import type { Line } from "../../domain/reply.ts";
import { leverageOf } from "../../domain/risk/limits.ts";
import type { Position } from "../../models/position.ts";
import type { Intent } from "../guards/guard.ts";
import { limitsOf } from "../guards/limits.ts";
import { heldOn } from "../order-purpose.ts";

/** How much of the way to the liquidation a stop may take. */
const NEAREST = from("0.8");

type Entry = Pick<Intent, "market" | "side" | "quantity" | "price" | "purpose">;

/**
 * For an entry, with what is held already. Throws a Refusal where the liquidation could come before the stop, or too near
 * behind it.
 */
export async function checkLiquidation(tx: Tx, entry: Entry, { stop }: Exits): Promise<void> {
  const { market, quantity, price } = entry;
  if (!isPerpetual(market) || entry.purpose === "exit") return;
  const held = await heldOn(tx, market);
  const leverage = leverageOf(await limitsOf(tx, market.exchange));
  const side = positionSideOf(entry);
  const whole = add(held?.quantity ?? ZERO, quantity);
  const cost = add(held?.cost ?? ZERO, mul(quantity, price));
  const entered = div(cost, whole, RATIO_PLACES);
  checkDistance(market, side, entered, endOf(market, side, whole, cost, leverage), stop ?? held?.stopLoss ?? null);
}

/** For the stop of a position as the exchange has it. Throws likewise. */
export function checkStopOf(
  { side, entryPrice, liquidationPrice: end }: Position,
  market: Market,
  stop: Decimal | null,
): void {
  if (isPerpetual(market)) checkDistance(market, side, entryPrice, end, stop);
}

function checkDistance(
  market: Market,
  side: PositionSide,
  entered: Decimal,
  end: Decimal | null,
  stop: Decimal | null,
): void {
  if (stop === null || end === null) return;
  const most = mul(abs(sub(entered, end)), NEAREST);
  const way = side === "LONG" ? sub(entered, stop) : sub(stop, entered);
  if (compare(way, most) < 0) return;
  const shown = (value: Decimal): string => formatPrice(value, market.tick.places);
  const edge = side === "LONG" ? sub(entered, most) : add(entered, most);
  throw new Refusal(
    "liquidation",
    `Refused: this is liquidated near ${shown(end)}, too near to a stop at ${shown(stop)}. A stop nearer than ${shown(edge)} passes (80 % of the way; /limits leverage).`,
    ["/limits"],
  );
}

/** `margin ≈ 154.17 USDT at 3×, liquidated near 30,987.9` */
export function marginNote({ market, quantity, price, ...entry }: Entry, leverage: Decimal): Line {
  const cost = mul(quantity, price);
  const margin = text(roundTo(initialMargin(cost, leverage), from("0.01"), "up"));
  const end = endOf(market, positionSideOf(entry), quantity, cost, leverage);
  return [
    "margin ",
    { type: "money", amount: margin, asset: market.settle ?? market.quote, estimate: true },
    ` at ${text(leverage)}×`,
    ...(end === null
      ? []
      : [", liquidated near ", { type: "price", price: text(end), places: market.tick.places } as const]),
  ];
}

/** On the tick, towards the market; null where no price ends it. */
function endOf(
  { tick }: Market,
  side: PositionSide,
  quantity: Decimal,
  cost: Decimal,
  leverage: Decimal,
): Decimal | null {
  const end = liquidationPrice({ side, quantity, cost, margin: initialMargin(cost, leverage) });
  return end === null ? null : roundTo(end, tick, side === "LONG" ? "ceil" : "floor");
}
