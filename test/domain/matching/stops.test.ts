/** Orders that wait for a price: touched, followed, filled. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Candle } from "../../../src/domain/candle.ts";
import { matchBar } from "../../../src/domain/matching/bar.ts";
import type { MatchRules, WorkingOrder } from "../../../src/domain/matching/order.ts";
import { isBetter } from "../../../src/domain/matching/price.ts";
import { matchQuote } from "../../../src/domain/matching/quote.ts";
import { isTouched } from "../../../src/domain/matching/stop.ts";
import { abs, compare, type Decimal, from, less, mul, sub, text, ZERO } from "../../../src/domain/money.ts";
import { bar, COSTLY, FREE, order, quote, shown } from "../../support/matching.ts";

type Row = readonly [what: string, order: string, event: string, rules: MatchRules, result: string];

describe("a stop against a bar", () => {
  const rows: readonly Row[] = [
    ["is left alone by a price above it", "sell 1 market - stop 98", "100 101 98.1 99", FREE, "waits at 98"],
    ["is touched by a price at it", "sell 1 market - stop 98", "100 101 98 99", FREE, "1 at 98 taker, filled"],
    ["fills at its trigger, not at the low", "sell 1 market - stop 98", "100 101 93 94", FREE, "1 at 98 taker, filled"],
    [
      "worsened by half the spread and the slippage",
      "sell 1 market - stop 98",
      "100 101 93 94",
      COSTLY,
      "1 at 97.7 taker, filled",
    ],
    [
      "fills at the open where the bar opens beyond it",
      "sell 1 market - stop 98",
      "96 96.5 93 94",
      FREE,
      "1 at 96 taker, filled",
    ],
    ["a gap is worsened, too", "sell 1 market - stop 98", "96 96.5 93 94", COSTLY, "1 at 95.7 taker, filled"],
    ["an open at the trigger is a touch", "sell 1 market - stop 98", "98 99 97 99", FREE, "1 at 98 taker, filled"],
    ["of a buyer waits for the high", "buy 1 market 107.1 stop 102", "100 101.9 99 101", FREE, "waits at 102"],
    ["and is touched by it", "buy 1 market 107.1 stop 102", "100 102 99 101", COSTLY, "1 at 102.4 taker, filled"],
    [
      "a gap up fills a buyer at the open",
      "buy 1 market 107.1 stop 102",
      "104 105 103 104",
      FREE,
      "1 at 104 taker, filled",
    ],
    ["a gap beyond its collar expires a buyer", "buy 1 market 107.1 stop 102", "108 109 107 108", FREE, "expired"],
    [
      "gets 5 % of the volume, and its rest goes on at market",
      "sell 1 market - stop 98",
      "100 101 93 94 10",
      FREE,
      "0.5 at 98 taker, goes on",
    ],
    ["that is IOC expires its rest", "sell 1 ioc - stop 98", "100 101 93 94 10", FREE, "0.5 at 98 taker, expired"],
    ["waits before it is IOC", "sell 1 ioc - stop 98", "100 101 99 100", FREE, "waits at 98"],
    ["in a bar without trades is touched and goes on", "sell 1 market - stop 98", "97 97 97 97 0", FREE, "goes on"],
  ];
  it.each(rows)("%s", (_what, given, event, rules, result) => {
    expect(shown(matchBar(order(given), bar(event), rules))).toBe(result);
  });
});

describe("a stop-limit against a bar", () => {
  const rows: readonly Row[] = [
    ["waits", "sell 1 gtc 97 stop 98", "100 101 98.1 99", FREE, "waits at 98"],
    [
      "takes at its trigger what its limit allows",
      "sell 1 gtc 97 stop 98",
      "100 101 93 94",
      COSTLY,
      "1 at 97.7 taker, filled",
    ],
    ["takes at the open after a gap", "sell 1 gtc 95 stop 98", "96 96.5 93 94", FREE, "1 at 96 taker, filled"],
    ["after a gap beyond its limit it rests", "sell 1 gtc 97 stop 98", "96 96.5 93 94", FREE, "goes on"],
    [
      "and fills where the bar came back through it: all of the bar was still to come",
      "sell 1 gtc 97 stop 98",
      "96 97.1 93 94",
      FREE,
      "1 at 97 maker, filled",
    ],
    ["a touch of its limit is not enough", "sell 1 gtc 97 stop 98", "96 97 93 94", FREE, "goes on"],
    [
      "touched within the bar with its limit above, the high may have come before: it rests",
      "sell 1 gtc 99 stop 98",
      "100 101 97 98.5",
      FREE,
      "goes on",
    ],
    [
      "but a close beyond the limit came after for certain",
      "sell 1 gtc 99 stop 98",
      "100 101 97 99.1",
      FREE,
      "1 at 99 maker, filled",
    ],
    ["a close at the limit did not trade through it", "sell 1 gtc 99 stop 98", "100 101 97 99", FREE, "goes on"],
    ["its costs may push it beyond its limit", "sell 1 gtc 98 stop 98", "100 101 97 97.5", COSTLY, "goes on"],
    ["of a buyer takes at its trigger", "buy 1 gtc 103 stop 102", "100 105 99 104", COSTLY, "1 at 102.4 taker, filled"],
    ["of a buyer rests after a gap beyond its limit", "buy 1 gtc 103 stop 102", "104 105 103 104", FREE, "goes on"],
    [
      "and fills where the bar came back",
      "buy 1 gtc 103 stop 102",
      "104 105 102.9 104",
      FREE,
      "1 at 103 maker, filled",
    ],
    ["its rest rests", "sell 1 gtc 97 stop 98", "100 101 93 94 10", FREE, "0.5 at 98 taker, goes on"],
    ["that is IOC expires after a gap beyond its limit", "sell 1 ioc 97 stop 98", "96 99 93 94", FREE, "expired"],
    ["that is FOK fills whole", "sell 1 fok 97 stop 98", "100 101 93 94 20", FREE, "1 at 98 taker, filled"],
    ["or not at all", "sell 1 fok 97 stop 98", "100 101 93 94 19", FREE, "expired"],
  ];
  it.each(rows)("%s", (_what, given, event, rules, result) => {
    expect(shown(matchBar(order(given), bar(event), rules))).toBe(result);
  });
});

describe("a trailing stop against a bar", () => {
  const rows: readonly Row[] = [
    ["follows the high", "sell 1 market - trail 98 2", "100 103 99 102", FREE, "waits at 101, 2 behind"],
    [
      "is held against the low where it stood before the bar",
      "sell 1 market - trail 98 2",
      "100 110 98 109",
      FREE,
      "1 at 98 taker, filled",
    ],
    [
      "where it stands after the bar is held against the next one",
      "sell 1 market - trail 98 2",
      "100 110 98.1 99",
      FREE,
      "waits at 108, 2 behind",
    ],
    ["which opens beyond it", "sell 1 market - trail 108 2", "99 100 98 99", FREE, "1 at 99 taker, filled"],
    ["stays where no new high comes", "sell 1 market - trail 98 2", "99 99.9 98.1 99", FREE, "waits at 98, 2 behind"],
    [
      "is rounded away from a price off the tick",
      "sell 1 market - trail 98 2",
      "100 103.17 99 102",
      FREE,
      "waits at 101.1, 2 behind",
    ],
    ["of a buyer follows the low", "buy 1 market 107.1 trail 102 2", "100 101 97 98", FREE, "waits at 99, 2 behind"],
    ["rounded up", "buy 1 market 107.1 trail 102 2", "100 101 96.83 98", FREE, "waits at 98.9, 2 behind"],
    [
      "and is touched by the high",
      "buy 1 market 107.1 trail 102 2",
      "100 102 95 96",
      COSTLY,
      "1 at 102.4 taker, filled",
    ],
    ["a gap fills at the open", "sell 1 market - trail 98 2", "96 105 95 100", FREE, "1 at 96 taker, filled"],
  ];
  it.each(rows)("%s", (_what, given, event, rules, result) => {
    expect(shown(matchBar(order(given), bar(event), rules))).toBe(result);
  });
});

describe("stops against a quote", () => {
  const rows: readonly Row[] = [
    ["wait for the last price, whatever is bid", "sell 1 market - stop 98", "98.1 97×9 | 98.2×9", FREE, "waits at 98"],
    [
      "are touched by a last price at the trigger",
      "sell 1 market - stop 98",
      "98 97.9×9 | 98.1×9",
      FREE,
      "1 at 97.9 taker, filled",
    ],
    [
      "take what the book holds, with the slippage",
      "sell 2 market - stop 98",
      "98 97.9×1 97×9 | 98.1×9",
      COSTLY,
      "1 at 97.7 taker, 1 at 96.8 taker, filled",
    ],
    [
      "go on at market with their rest",
      "sell 2 market - stop 98",
      "98 97.9×1 | 98.1×9",
      FREE,
      "1 at 97.9 taker, goes on",
    ],
    ["that are IOC expire it", "sell 2 ioc - stop 98", "98 97.9×1 | 98.1×9", FREE, "1 at 97.9 taker, expired"],
    ["of a buyer wait for the last price", "buy 1 market 107.1 stop 102", "101.9 101×9 | 103×9", FREE, "waits at 102"],
    ["and are touched at it", "buy 1 market 107.1 stop 102", "102 101×9 | 103×9", FREE, "1 at 103 taker, filled"],
    [
      "with a limit take within it and rest",
      "sell 2 gtc 97 stop 98",
      "98 97.9×1 96.9×9 | 98.1×9",
      FREE,
      "1 at 97.9 taker, goes on",
    ],
    ["with a limit rest where nothing lies within it", "sell 2 gtc 97 stop 98", "95 94.9×9 | 95.1×9", FREE, "goes on"],
    [
      "with a limit and FOK fill whole or expire",
      "sell 2 fok 97 stop 98",
      "98 97.9×1 96.9×9 | 98.1×9",
      FREE,
      "expired",
    ],
    [
      "that trail follow the last price",
      "sell 1 market - trail 98 2",
      "103 102.9×9 | 103.1×9",
      FREE,
      "waits at 101, 2 behind",
    ],
    ["and stay when it falls", "sell 1 market - trail 98 2", "99 98.9×9 | 99.1×9", FREE, "waits at 98, 2 behind"],
    [
      "of a buyer follow it down",
      "buy 1 market 107.1 trail 102 2",
      "97.05 97×9 | 97.1×9",
      FREE,
      "waits at 99.1, 2 behind",
    ],
    [
      "and are touched where they stand",
      "sell 1 market - trail 98 2",
      "98 97.9×9 | 98.1×9",
      FREE,
      "1 at 97.9 taker, filled",
    ],
  ];
  it.each(rows)("%s", (_what, given, event, rules, result) => {
    expect(shown(matchQuote(order(given), quote(event), rules))).toBe(result);
  });
});

describe("whatever comes", () => {
  const tick = (n: number): Decimal => mul(from(n), FREE.tick);
  const sides = fc.constantFrom("BUY" as const, "SELL" as const);
  const bars: fc.Arbitrary<Candle> = fc
    .tuple(fc.array(fc.integer({ min: 80_000, max: 120_000 }), { minLength: 4, maxLength: 4 }), fc.nat(1))
    .map(([prices, isDown]) => {
      const [low = 0, one = 0, other = 0, high = 0] = prices.toSorted((a, b) => a - b);
      const [open, close] = isDown === 1 ? [other, one] : [one, other];
      const price = (n: number): Decimal => mul(from(n), from("0.001"));
      return { at: 0, open: price(open), high: price(high), low: price(low), close: price(close), volume: from(1_000) };
    });

  it("a trailing trigger never loosens, never lies closer than its trail to the best price since, and stays on the tick", () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 1, max: 100 }), fc.array(bars, { maxLength: 20 }), (side, trail, events) => {
        const far = side === "SELL" ? tick(1) : tick(2_000);
        let working = trailing(side, far, tick(trail));
        let best: Decimal | null = null;
        for (const event of events) {
          const { stop, fills } = matchBar(working, event, FREE);
          if (stop === null || working.stop === null) {
            expect(fills).toHaveLength(1);
            return;
          }
          const extreme = side === "SELL" ? event.high : event.low;
          best = best === null || isBetter(side, extreme, best) ? extreme : best;
          expect(isBetter(side, working.stop.trigger, stop.trigger)).toBe(false);
          expect(less(abs(sub(best, stop.trigger)), tick(trail))).toBe(false);
          expect(less(sub(abs(sub(best, stop.trigger)), tick(trail)), FREE.tick)).toBe(true);
          expect(text(stop.trigger)).toMatch(/^\d+(?:\.\d)?$/);
          working = { ...working, stop };
        }
      }),
    );
  });

  it("a stop fills only where its trigger was touched, as a taker, never better than at it", () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 800, max: 1_200 }), bars, (side, at, event) => {
        const trigger = tick(at);
        const { fills, stop } = matchBar(
          { ...trailing(side, trigger, ZERO), stop: { trigger, trail: null } },
          event,
          COSTLY,
        );
        const bad = side === "SELL" ? event.low : event.high;
        expect(stop === null).toBe(isTouched(side, trigger, bad));
        for (const { price, liquidity } of fills) {
          expect(liquidity).toBe("taker");
          expect(isBetter(side, price, trigger)).toBe(false);
        }
      }),
    );
  });

  it("a stop-limit never fills beyond its limit, and never before its trigger was touched", () => {
    fc.assert(
      fc.property(
        sides,
        fc.integer({ min: 800, max: 1_200 }),
        fc.integer({ min: -50, max: 50 }),
        bars,
        (side, at, by, event) => {
          const [trigger, limit] = [tick(at), tick(at + by)];
          const given: WorkingOrder = {
            ...trailing(side, trigger, ZERO),
            kind: "gtc",
            limit,
            stop: { trigger, trail: null },
          };
          const { fills } = matchBar(given, event, COSTLY);
          for (const { price } of fills) {
            expect(isBetter(side, limit, price)).toBe(false);
            expect(compare(price, event.low) >= 0 || side === "SELL").toBe(true);
          }
          if (fills.length > 0) expect(isTouched(side, trigger, side === "SELL" ? event.low : event.high)).toBe(true);
        },
      ),
    );
  });

  function trailing(side: "BUY" | "SELL", trigger: Decimal, trail: Decimal): WorkingOrder {
    return { side, remaining: from(1), kind: "market", limit: null, stop: { trigger, trail }, isResting: false };
  }
});
