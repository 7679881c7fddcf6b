/** A market of quotes that a test writes down, event by event; without a past. */
import type { Pair } from "../../src/domain/ids.ts";
import { ONE } from "../../src/domain/money.ts";
import type { MarketSource } from "../../src/exchange/market-source.ts";
import { quote } from "./matching.ts";
import { BTC, START } from "./paper-venue.ts";

const STEP_MS = 2_000;

/** A line is an event: a quote of BTC/USDT as `quote` of support/matching reads it, or several: `ETH/USDT 99×1 | 100×1; …`. */
export function quotesOf(...lines: readonly string[]): MarketSource {
  const events = lines.map((line) => line.split(";").map((words) => words.trim()));
  const pairs = [...new Set(events.flat().map(pairOf))];
  return {
    name: "written quotes",
    pairs,
    history: { kind: "played", before: async () => [] },
    next: async (place) => {
      const index = Number(place?.["index"] ?? -1) + 1;
      const words = events[index];
      if (words === undefined) return null;
      const at = START + index * STEP_MS;
      const quotes = words.map((said) => quote(said, pairOf(said), at));
      const volumes = new Map(quotes.map(({ pair }) => [pair, ONE]));
      return { event: { kind: "quotes", at, quotes, volumes }, place: { index } };
    },
  };
}

function pairOf(words: string): Pair {
  const [first = ""] = words.split(" ");
  return first.includes("/") ? (first as Pair) : BTC;
}
