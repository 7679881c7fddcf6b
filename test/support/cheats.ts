/** Strategies that cheat, each in one way, beside an honest one that they are made of. */
import { openOf } from "../../src/domain/candle.ts";
import type { CandleColumns } from "../../src/domain/candle-columns.ts";
import { ema } from "../../src/domain/indicators/averages.ts";
import type { PositionSide } from "../../src/domain/market.ts";
import { higherOf } from "../../src/domain/strategy/higher.ts";
import {
  defineStrategy,
  type Enter,
  type Held,
  type Intent,
  type Strategy,
} from "../../src/domain/strategy/strategy.ts";

const PERIOD = 10;
type Decide = (index: number, held: Held | null) => Intent | null;

export function testStrategy(on: (candles: CandleColumns) => Decide, period = PERIOD): Strategy {
  return defineStrategy({
    ...{ id: "test", name: "Test", type: "TEST", about: "For tests.", parameters: {} },
    period: () => period,
    shows: () => [],
    on: (candles) => ({ decide: on(candles) }),
  });
}

export function entry(close: number, changes: Partial<Enter> = {}): Enter {
  return { kind: "enter", side: "LONG", stop: close * 0.98, target: null, rule: "above", values: [], ...changes };
}

const at = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;
/** Every so many minutes: by the time, for the index is another one where less history is given. */
const isTurn = (candles: CandleColumns, index: number, every: number): boolean =>
  (at(candles.at, index) / 60_000) % every === 0;
const leave: Intent = { kind: "leave", rule: "below", values: [] };

/** In above its average, out below: what the cheats are measured by. */
function crosses({ close }: CandleColumns, average: Float64Array, index: number): PositionSide | null {
  const side = (i: number): number => Math.sign(at(close, i) - at(average, i));
  if (!(side(index) * side(index - 1) <= 0) || side(index) === 0) return null;
  return side(index) > 0 ? "LONG" : "SHORT";
}

function onAverage(candles: CandleColumns, average: Float64Array): Decide {
  return (index, held) => {
    const crossed = crosses(candles, average, index);
    if (held !== null) return crossed === "SHORT" ? leave : null;
    return crossed === "LONG" ? entry(at(candles.close, index)) : null;
  };
}

export const honest = testStrategy((candles) => onAverage(candles, ema(candles.close, PERIOD)));

/** Honest as well: in only above the last higher candle that has closed. */
export const aboveHigher = testStrategy((candles) => {
  const { candles: higher, seen } = higherOf(candles, "1m", "5m");
  return onlyAbove(candles, seen(higher.close));
});

/** The same with the higher candle that is still open, as it will close. */
export const unfinishedHigher = testStrategy((candles) => {
  const { candles: higher } = higherOf(candles, "1m", "5m");
  const closes = new Map(Array.from(higher.at, (open, i) => [open, at(higher.close, i)]));
  return onlyAbove(
    candles,
    candles.at.map((open) => closes.get(openOf(open, "5m")) ?? Number.NaN),
  );
});

function onlyAbove(candles: CandleColumns, line: Float64Array): Decide {
  const decide = onAverage(candles, ema(candles.close, PERIOD));
  return (index, held) => (held !== null || at(candles.close, index) > at(line, index) ? decide(index, held) : null);
}

export const nextClose = testStrategy((candles) => {
  const decide = onAverage(candles, ema(candles.close, PERIOD));
  return (index, held) => (at(candles.close, index + 1) > at(candles.close, index) ? decide(index, held) : null);
});

export const scaledByAll = testStrategy((candles) => {
  const { close } = candles;
  const highest = close.reduce((max, each) => Math.max(max, each), 0);
  return (index) => {
    const scaled = { label: "scaled", value: at(close, index) / highest };
    return isTurn(candles, index, 7) ? entry(at(close, index), { values: [scaled] }) : null;
  };
});

/** Its decisions are rare, and look ten candles ahead. */
export const later = testStrategy((candles) => (index) => {
  const close = at(candles.close, index);
  return isTurn(candles, index, 40) && at(candles.close, index + 10) > close ? entry(close) : null;
});

export const countsTheCandles = testStrategy((candles) => (index) => {
  const isNearTheEnd = candles.close.length - index < 5;
  return isTurn(candles, index, 7) && !isNearTheEnd ? entry(at(candles.close, index)) : null;
});

export const dicing = testStrategy(
  ({ close }) =>
    (index) =>
      Math.random() < 0.5 ? entry(at(close, index)) : null,
);

let calls = 0;
/** Of three calls for each candle it is the same one each time. */
export const countsItsCalls = testStrategy(({ close }) => (index) => {
  calls += 1;
  return calls % 3 === 0 ? entry(at(close, index)) : null;
});

/** Waits after an entry, and knows of it by what it has said alone. */
export const remembers = testStrategy((candles) => {
  let last = -1;
  return (index, held) => {
    if (held !== null || !isTurn(candles, index, 7) || Math.abs(index - last) < 10) return null;
    last = index;
    return entry(at(candles.close, index));
  };
});

export const countsFromTheFirst = testStrategy(
  ({ close }) =>
    (index) =>
      index % 7 === 0 ? entry(at(close, index)) : null,
);

export const tooShort = testStrategy((candles) => onAverage(candles, ema(candles.close, 20 * PERIOD)), 1);

export const spoils = testStrategy((candles) => {
  const average = ema(candles.close, PERIOD);
  candles.volume.fill(0);
  return onAverage(candles, average);
});

export const entersWith = (changes: (close: number) => Partial<Enter>): Strategy =>
  testStrategy((candles) => (index) => {
    const close = at(candles.close, index);
    return isTurn(candles, index, 7) ? entry(close, changes(close)) : null;
  });
