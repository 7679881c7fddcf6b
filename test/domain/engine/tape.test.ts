import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Candle, folded, openOf, TIMEFRAME_MS } from "../../../src/domain/candle.ts";
import { columnsOf, largerColumns } from "../../../src/domain/candle-columns.ts";
import { barAt, tapeOf } from "../../../src/domain/engine/tape.ts";
import { middlesOf } from "../../../src/domain/engine/middles.ts";
import { quoteOfBar } from "../../../src/domain/matching/price.ts";
import { type Decimal, from, fromFloat, text, toNumber } from "../../../src/domain/money.ts";
import { middle } from "../../../src/domain/quote.ts";
import { setupOf, wanderingMinutes } from "../../support/engine.ts";
import { BTC, START } from "../../support/paper-venue.ts";

const texts = ({ open, high, low, close, volume }: Candle): string[] => [open, high, low, close, volume].map(text);

const decimals = (places: number) =>
  fc.integer({ min: 1, max: 2 ** 45 }).map((mantissa): Decimal => ({ mantissa, places }));

describe("a tape", () => {
  it("gives each minute back as it was told, whatever its decimal places", () => {
    const candles = fc
      .tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }))
      .chain(([prices, volumes]) => {
        const candle = fc.tuple(decimals(prices), decimals(prices), decimals(volumes));
        return fc.array(candle, { minLength: 1, maxLength: 40 });
      });
    fc.assert(
      fc.property(candles, (told) => {
        const minutes = told.map(([open, close, volume], i): Candle => {
          return { at: START + i * 60_000, open, high: close, low: open, close, volume };
        });
        const tape = tapeOf(columnsOf(minutes));
        minutes.forEach((minute, i) => expect(texts(barAt(tape, i))).toEqual(texts(minute)));
      }),
    );
  });

  it("refuses figures that are no decimals", () => {
    const columns = columnsOf(wanderingMinutes(3, 1, 5));
    columns.close[1] = Math.PI;
    expect(() => tapeOf(columns)).toThrow(RangeError);
  });
});

it("of volumes with many digits a tape keeps what an integer holds", () => {
  const columns = columnsOf(wanderingMinutes(3, 1, 5));
  columns.volume.set([96_061_479.346_781_94, 232_118.955_512_57, 1]);
  const tape = tapeOf(columns);
  expect(toNumber(barAt(tape, 1).volume)).toBeCloseTo(232_118.955_512_57, 6);
});

describe("larger candles", () => {
  it("are those of the exact minutes, to the last digit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom("5m", "15m", "1h"), (seed, timeframe) => {
        const minutes = wanderingMinutes(600, seed, 5);
        const larger = largerColumns(tapeOf(columnsOf(minutes)), timeframe);
        const exact = folded(
          { candles: minutes, timeframe: "1m" },
          { from: openOf(START, timeframe), to: START + 600 * 60_000, timeframe },
        );
        expect(larger).toEqual(columnsOf(exact ?? []));
      }),
      { numRuns: 30 },
    );
  });

  it("begin with what there is of the first, and end with the last that has closed", () => {
    const minutes = wanderingMinutes(140, 3, 5).slice(7);
    const { at } = largerColumns(tapeOf(columnsOf(minutes)), "1h");
    expect([...at]).toEqual([START, START + TIMEFRAME_MS["1h"]]);
  });
});

describe("the middles of the best prices", () => {
  it.each([
    ["0", "0.1"],
    ["0.0001", "0.1"],
    ["0.00015", "0.05"],
    ["0.0025", "5"],
  ])("are those of the exact quote: half a spread of %s on a tick of %s", (halfSpread, tick) => {
    const { rules } = setupOf();
    const own = { rules: { ...rules, halfSpread: from(halfSpread), tick: from(tick) } };
    const minutes = wanderingMinutes(2_000, 5, 5);
    const middles = middlesOf(own, tapeOf(columnsOf(minutes)));
    const off = minutes.filter((minute, i) => {
      const exact = toNumber(middle(quoteOfBar(BTC, minute.at, minute, own.rules)));
      return Math.abs(Number(middles[i]) / exact - 1) > 1e-15;
    });
    expect(off).toEqual([]);
    expect(fromFloat(Number(middles[0]), 4)).not.toEqual(from("0"));
  });
});
