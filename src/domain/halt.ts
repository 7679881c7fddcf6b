/** What a halt covers: which orders it stops, how people call it, how it is read from what they type. Pure. */
import type { ExchangeName, Pair, StrategyId } from "./ids.ts";
import { nearest, nearestPair } from "./nearest.ts";

/** The widest first. */
export const SCOPES = ["all", "exchange", "pair", "strategy"] as const;

export interface HaltScope {
  readonly scope: (typeof SCOPES)[number];
  /** Of an account, or of a pair there; a pair without one is halted on every account. So is a strategy, and on every pair. */
  readonly exchange: ExchangeName | null;
  readonly tradingPair: Pair | null;
  readonly strategyId: StrategyId | null;
}

export const EVERYTHING: HaltScope = { scope: "all", exchange: null, tradingPair: null, strategyId: null };

/** Where an order or a position is, and whose. */
export interface Place {
  readonly exchange: ExchangeName;
  readonly tradingPair: Pair;
  readonly strategyId: StrategyId;
}

export function covers(halt: HaltScope, place: Place): boolean {
  switch (halt.scope) {
    case "all":
      return true;
    case "exchange":
      return halt.exchange === place.exchange;
    case "pair":
      return isIn(halt, place);
    case "strategy":
      return halt.strategyId === place.strategyId && isIn(halt, place);
  }
}

function isIn({ exchange, tradingPair }: HaltScope, place: Place): boolean {
  const isThere = exchange === null || exchange === place.exchange;
  return isThere && (tradingPair === null || tradingPair === place.tradingPair);
}

export function isSameScope(a: HaltScope, b: HaltScope): boolean {
  return (
    a.scope === b.scope && a.exchange === b.exchange && a.tradingPair === b.tradingPair && a.strategyId === b.strategyId
  );
}

/** Whether a person who names a scope means this halt; a pair without an account is meant on all of them, a strategy wherever it is halted. */
export function isMeantBy(halt: HaltScope, named: HaltScope): boolean {
  if (halt.scope !== named.scope) return false;
  if (named.scope === "strategy") return halt.strategyId === named.strategyId;
  if (named.scope === "pair" && named.exchange === null) return halt.tradingPair === named.tradingPair;
  return isSameScope(halt, named);
}

/** In words; null: everything. */
export function whereOf(halt: HaltScope): string | null {
  switch (halt.scope) {
    case "all":
      return null;
    case "exchange":
      return String(halt.exchange);
    case "pair":
      return pairThere(halt);
    case "strategy":
      return `the strategy ${halt.strategyId}${halt.tradingPair === null ? "" : ` on ${pairThere(halt)}`}`;
  }
}

function pairThere({ tradingPair, exchange }: HaltScope): string {
  return exchange === null ? String(tradingPair) : `${tradingPair} on ${exchange}`;
}

/** What can be halted by its name. */
export interface Known {
  readonly exchanges: readonly ExchangeName[];
  readonly pairs: readonly Pair[];
  readonly strategies: readonly StrategyId[];
}

/** As typed, and as a pair is spelled. */
export interface ScopeWord {
  readonly word: string;
  readonly pair: Pair | null;
}

/** Null where the word names nothing that can be halted. Of two things of one name the wider is meant. */
export function scopeOf({ word, pair }: ScopeWord, known: Known): HaltScope | null {
  const name = word.toLowerCase();
  if (name === "all") return EVERYTHING;
  const exchange = known.exchanges.find((each) => each === name);
  if (exchange !== undefined) return { ...EVERYTHING, scope: "exchange", exchange };
  if (pair !== null && known.pairs.includes(pair)) return { ...EVERYTHING, scope: "pair", tradingPair: pair };
  const strategyId = known.strategies.find((each) => each === name);
  return strategyId === undefined ? null : { ...EVERYTHING, scope: "strategy", strategyId };
}

/** What a word that names nothing may have meant; null for a word of its own. */
export function guessOf(word: string, known: Known): string | null {
  return nearestPair(word, known.pairs) ?? nearest(word, [...known.exchanges, ...known.strategies]);
}
