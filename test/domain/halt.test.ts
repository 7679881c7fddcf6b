import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  covers,
  EVERYTHING,
  guessOf,
  type HaltScope,
  isMeantBy,
  type Known,
  scopeOf,
  whereOf,
} from "../../src/domain/halt.ts";
import type { ExchangeName, Pair, StrategyId } from "../../src/domain/ids.ts";

const known: Known = {
  exchanges: ["paper", "paper2"] as ExchangeName[],
  pairs: ["BTC/USDT", "ETH/USDT"] as Pair[],
  strategies: ["manual", "trend"] as StrategyId[],
};
const read = (word: string): HaltScope | null => scopeOf({ word, pair: word.toUpperCase() as Pair }, known);
const of = (changes: Partial<HaltScope>): HaltScope => ({ ...EVERYTHING, ...changes });
const [paper, paper2] = known.exchanges as [ExchangeName, ExchangeName];
const [btc, eth] = known.pairs as [Pair, Pair];
const [manual, trend] = known.strategies as [StrategyId, StrategyId];

const scopes: readonly (readonly [name: string, scope: HaltScope])[] = [
  ["everything", EVERYTHING],
  ["paper", of({ scope: "exchange", exchange: paper })],
  ["BTC/USDT", of({ scope: "pair", tradingPair: btc })],
  ["BTC/USDT on paper", of({ scope: "pair", tradingPair: btc, exchange: paper })],
  ["the strategy trend", of({ scope: "strategy", strategyId: trend })],
];

describe("a halt", () => {
  it.each([
    // an entry of              everything, paper, BTC/USDT, BTC/USDT on paper, trend
    [{ exchange: paper, tradingPair: btc, strategyId: manual }, [true, true, true, true, false]],
    [{ exchange: paper, tradingPair: eth, strategyId: manual }, [true, true, false, false, false]],
    [{ exchange: paper2, tradingPair: btc, strategyId: manual }, [true, false, true, false, false]],
    [{ exchange: paper2, tradingPair: eth, strategyId: manual }, [true, false, false, false, false]],
    [{ exchange: paper, tradingPair: btc, strategyId: trend }, [true, true, true, true, true]],
    [{ exchange: paper2, tradingPair: eth, strategyId: trend }, [true, false, false, false, true]],
  ])("covers what is in its scope: %j", (place, covered) => {
    expect(scopes.map(([, scope]) => covers(scope, place))).toEqual(covered);
  });

  it.each(scopes)("is called %s", (name, scope) => expect(whereOf(scope) ?? "everything").toBe(name));

  it("of a pair on one account is meant by the pair, and not the other way round", () => {
    const [everywhere, there] = [
      of({ scope: "pair", tradingPair: btc }),
      of({ scope: "pair", tradingPair: btc, exchange: paper }),
    ];
    expect(isMeantBy(there, everywhere)).toBe(true);
    expect(isMeantBy(everywhere, there)).toBe(false);
    expect(isMeantBy(EVERYTHING, everywhere)).toBe(false);
  });

  it("of a strategy on one pair covers that pair there alone, and is meant by the strategy's name", () => {
    const there = of({ scope: "strategy", strategyId: trend, tradingPair: btc, exchange: paper });
    expect(whereOf(there)).toBe("the strategy trend on BTC/USDT on paper");
    const places = [
      { exchange: paper, tradingPair: btc, strategyId: trend },
      { exchange: paper, tradingPair: eth, strategyId: trend },
      { exchange: paper2, tradingPair: btc, strategyId: trend },
      { exchange: paper, tradingPair: btc, strategyId: manual },
    ];
    expect(places.map((place) => covers(there, place))).toEqual([true, false, false, false]);
    expect(isMeantBy(there, of({ scope: "strategy", strategyId: trend }))).toBe(true);
    expect(isMeantBy(there, of({ scope: "strategy", strategyId: manual }))).toBe(false);
    expect(isMeantBy(there, of({ scope: "pair", tradingPair: btc }))).toBe(false);
  });
});

describe("a scope as typed", () => {
  it.each([
    ["all", EVERYTHING],
    ["ALL", EVERYTHING],
    ["Paper2", of({ scope: "exchange", exchange: paper2 })],
    ["btc/usdt", of({ scope: "pair", tradingPair: btc })],
    ["trend", of({ scope: "strategy", strategyId: trend })],
    ["exchange", null],
    ["BTC/USTD", null],
    ["BTC", null],
  ])("%s", (word, scope) => expect(read(word)).toEqual(scope));

  it.each([
    ["BTC/USTD", "BTC/USDT"],
    ["ETH", "ETH/USDT"],
    ["papre", "paper"],
    ["exchange", null],
    ["looks", null],
  ])("%s may have meant %s", (word, guess) => expect(guessOf(word, known)).toBe(guess));

  it("is the wider of two things of one name", () => {
    const twice = { ...known, strategies: ["paper" as StrategyId] };
    expect(scopeOf({ word: "paper", pair: null }, twice)?.scope).toBe("exchange");
  });

  it("is never less than a name that stands there exactly: any other word names nothing", () => {
    const names = new Set([
      "all",
      ...known.exchanges,
      ...known.strategies,
      ...known.pairs.map((pair) => pair.toLowerCase()),
    ]);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (word) => {
        expect(read(word) === null).toBe(!names.has(word.toLowerCase()));
      }),
    );
  });
});
