import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Candle, type Timeframe, TIMEFRAMES } from "../../../src/domain/candle.ts";
import { from } from "../../../src/domain/money.ts";
import type { QuotesEvent } from "../../../src/exchange/market-source.ts";
import {
  type ClosedCandle,
  EMPTY_TAPE,
  recorded,
  type Tape,
  tapeFromText,
  tapeToText,
} from "../../../src/exchange/paper/tape.ts";
import { candleText, expectCandles, foldedPlain } from "../../support/candle-check.ts";
import { BTC, MINUTE, plain, START } from "../../support/paper-venue.ts";

interface Tick {
  readonly at: number;
  readonly price: string;
  readonly volume: string;
}

function eventOf({ at, price, volume }: Tick): QuotesEvent {
  const last = from(price);
  const quote = { pair: BTC, at, bid: last, ask: last, last, book: { bids: [], asks: [] } };
  return { kind: "quotes", at, quotes: [quote], volumes: new Map([[BTC, from(volume)]]) };
}

const play = (ticks: readonly Tick[], tape: Tape = EMPTY_TAPE): Tape =>
  ticks.reduce((before, tick) => recorded(before, eventOf(tick)), tape);

const closedOf = ({ closed }: { closed: readonly ClosedCandle[] }, timeframe: Timeframe): Candle[] =>
  closed.filter((one) => one.timeframe === timeframe).map(({ candle }) => candle);

const cents = (most: number) => fc.integer({ min: 1, max: most }).map((n) => (n / 100).toFixed(2));
/** Ticks from the start of a day on, some close together and some hours apart. */
const ticksFrom = (start: number): fc.Arbitrary<Tick[]> =>
  fc
    .array(
      fc.record({
        waitMs: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: 1, max: 90_000 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 * 60 * MINUTE }) },
        ),
        price: cents(50_000),
        volume: cents(900),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((steps) => {
      let at = start;
      return steps.map(({ waitMs, price, volume }, i) => ({ at: i === 0 ? at : (at += waitMs), price, volume }));
    });

describe("the tape of a market of quotes", () => {
  it("makes a candle of a minute's prices, and closes it when the market is past it", () => {
    const ticks = ["100", "103", "99", "101"].map((price, i) => ({ at: START + i * 15_000, price, volume: "2" }));
    const running = play(ticks);
    expect(running.closed).toEqual([]);
    const tape = play([{ at: START + MINUTE, price: "500", volume: "7" }], running);
    expect(closedOf(tape, "1m").map(candleText)).toEqual([
      { at: START, open: "100", high: "103", low: "99", close: "101", volume: "8" },
    ]);
  });

  it("closes a larger candle with its last minute, though later minutes are missing", () => {
    const tape = play([
      { at: START, price: "100", volume: "1" },
      { at: START + MINUTE, price: "90", volume: "1" },
      { at: START + 7 * MINUTE, price: "300", volume: "1" },
    ]);
    expect(closedOf(tape, "5m").map(candleText)).toEqual([
      { at: START, open: "100", high: "100", low: "90", close: "90", volume: "2" },
    ]);
  });

  it("gives no candle whose beginning it has not seen", () => {
    const late = START + 7 * MINUTE + 20_000;
    const ticks = Array.from({ length: 20 }, (_, i) => ({ at: late + i * MINUTE, price: "100", volume: "1" }));
    const tape = play(ticks);
    expect(closedOf(tape, "1m")[0]?.at).toBe(START + 8 * MINUTE);
    expect(closedOf(tape, "5m")[0]?.at).toBe(START + 10 * MINUTE);
    expect(closedOf(tape, "15m")).toEqual([]);
  });

  it("folds its minutes into every larger timeframe, exactly", () => {
    fc.assert(
      fc.property(ticksFrom(START), (ticks) => {
        const [tape, now] = [play(ticks), ticks.at(-1)?.at ?? 0];
        const minutes = closedOf(tape, "1m");
        const ofTicks = foldedPlain(ticks.map(tickCandle), "1m", now);
        expect(minutes.map(candleText)).toEqual(ofTicks);
        for (const timeframe of TIMEFRAMES) {
          expectCandles(closedOf(tape, timeframe), timeframe, now);
          expect(closedOf(tape, timeframe).map(candleText)).toEqual(foldedPlain(minutes, timeframe, now));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("goes on from its text as if nothing had happened, wherever it is cut", () => {
    fc.assert(
      fc.property(ticksFrom(START + 123), fc.nat({ max: 60 }), (ticks, cut) => {
        const first = play(ticks.slice(0, cut));
        const second = play(ticks.slice(cut), tapeFromText(tapeToText(first)));
        expect(plain([...first.closed, ...second.closed])).toEqual(plain(play(ticks).closed));
      }),
      { numRuns: 100 },
    );
  });
});

function tickCandle({ at, price, volume }: Tick): Candle {
  return { at, open: from(price), high: from(price), low: from(price), close: from(price), volume: from(volume) };
}
