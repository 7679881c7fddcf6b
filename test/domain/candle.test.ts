import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { folded, openOf, TIMEFRAME_MS, TIMEFRAMES } from "../../src/domain/candle.ts";
import { candleText, foldedPlain } from "../support/candle-check.ts";
import { aRow, START } from "../support/candles.ts";

const MINUTE = TIMEFRAME_MS["1m"];

describe("folding", () => {
  it.each(TIMEFRAMES.slice(1))("minutes makes the candles of %s that another arithmetic makes", (timeframe) => {
    const count = (2 * TIMEFRAME_MS[timeframe]) / MINUTE;
    const span = { from: START, to: START + 2 * TIMEFRAME_MS[timeframe], timeframe };
    const larger = folded({ candles: aRow(count), timeframe: "1m" }, span);
    expect(larger?.map(candleText)).toEqual(foldedPlain(aRow(count), timeframe, span.to));
  });

  it("is refused as soon as one is missing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), (hours, seed) => {
        const span = { from: START, to: START + hours * TIMEFRAME_MS["1h"], timeframe: "1h" } as const;
        const missing = seed % (hours * 60);
        const candles = aRow(hours * 60).filter((_, place) => place !== missing);
        expect(folded({ candles, timeframe: "1m" }, span)).toBeNull();
      }),
    );
  });

  it("of nothing is nothing", () => {
    const span = { from: START, to: START, timeframe: "1h" } as const;
    expect(folded({ candles: [], timeframe: "1m" }, span)).toEqual([]);
    expect(openOf(START + 1, "1h")).toBe(START);
  });
});
