/** Holds a strategy to selling short as it buys: on a market upside down it must do the same the other way round. */
import { expect } from "vitest";

import { type CandleColumns, newColumns } from "../../src/domain/candle-columns.ts";
import type { Held, Intent, Strategy } from "../../src/domain/strategy/strategy.ts";

/** What rises from there falls in the mirror; far above the prices, so that those stay above 0. */
const AXIS = 50_000;

/** With its defaults, short too, on candles on which it goes both ways. */
export function expectMirrored(strategy: Strategy, candles: CandleColumns): void {
  const told = decisionsOn(strategy, candles);
  const mirrored = decisionsOn(strategy, upsideDown(candles)).map(([flat, long, short]) =>
    [flat, short, long].map((intent) => otherWay(intent ?? null)),
  );
  const sides = new Set(told.map(([flat]) => (flat?.kind === "enter" ? flat.side : null)));
  expect(sides).toEqual(new Set([null, "LONG", "SHORT"]));
  expect(mirrored).toEqual(told.map((choice) => choice.map(asTold)));
}

function decisionsOn(strategy: Strategy, candles: CandleColumns) {
  const reading = strategy.configure({ short: true }).on(candles);
  const held: readonly (Held | null)[] = [null, { side: "LONG", entry: 1 }, { side: "SHORT", entry: 1 }];
  return Array.from(candles.at, (_, index) => held.map((each) => reading.decide(index, each)));
}

function upsideDown({ at, open, high, low, close, volume }: CandleColumns): CandleColumns {
  const columns = newColumns(at.length);
  const mirror = (prices: Float64Array): Float64Array => prices.map((price) => 2 * AXIS - price);
  columns.at.set(at);
  columns.open.set(mirror(open));
  columns.high.set(mirror(low));
  columns.low.set(mirror(high));
  columns.close.set(mirror(close));
  columns.volume.set(volume);
  return columns;
}

/** Without its words, and its stop to the digits that rounding leaves. */
function asTold(intent: Intent | null) {
  if (intent?.kind !== "enter") return intent?.kind ?? null;
  return { side: intent.side, stop: expect.closeTo(intent.stop, 5) as number };
}

function otherWay(intent: Intent | null) {
  if (intent?.kind !== "enter") return intent?.kind ?? null;
  return { side: intent.side === "LONG" ? "SHORT" : "LONG", stop: 2 * AXIS - intent.stop };
}
