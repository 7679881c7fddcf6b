/** The pair that a column of a file names, in whatever spelling its exchange has. */
import type { Pair } from "../../domain/ids.ts";
import { fileRefusal, listed } from "./fault.ts";
import type { Table } from "./table.ts";

/** What coins are priced in, likeliest first. */
const QUOTES = "USDT USDC USD EUR GBP JPY TRY BRL AUD CAD CHF KRW DAI FDUSD BUSD TUSD BTC ETH BNB".split(" ");
/** XBTUSD is no XB/TUSD, and BTCTUSD no BTCT/USD: only large coins have such a quote. */
const GLUED = /^(BTC|ETH|BNB|SOL|XRP|ADA|DOGE|LTC)(FDUSD|BUSD|TUSD)$/;
/** Kraken's and BitMEX's names of coins. */
const RENAMED: Readonly<Record<string, string>> = { XBT: "BTC", XDG: "DOGE" };

/** Null for what cannot be read as a pair. */
export function pairOf(symbol: string): Pair | null {
  const text = symbol.toUpperCase();
  const [, parted, partedQuote, settle] =
    /^([A-Z0-9]{1,12})[-/_ ]([A-Z0-9]{1,12})(?::([A-Z0-9]{1,12}))?$/.exec(text) ?? [];
  if (parted !== undefined && partedQuote !== undefined) return pairName(parted, partedQuote, settle);
  const [, krakenBase, krakenQuote] = /^X([A-Z]{3})Z([A-Z]{3})$/.exec(text) ?? [];
  if (krakenBase !== undefined && krakenQuote !== undefined) return pairName(krakenBase, krakenQuote);
  const [, glued, gluedQuote] = GLUED.exec(text) ?? [];
  if (glued !== undefined && gluedQuote !== undefined) return pairName(glued, gluedQuote);
  const quote = QUOTES.find((one) => text.endsWith(one));
  const base = text.slice(0, -(quote?.length ?? 0));
  return quote !== undefined && /^[A-Z0-9]{2,12}$/.test(base) ? pairName(base, quote) : null;
}

/** How far a coin is one that others are priced in: the smaller, the more. */
export function quoteRank(coin: string): number {
  const rank = QUOTES.indexOf(coin);
  return rank === -1 ? QUOTES.length : rank;
}

function pairName(base: string, quote: string, settle?: string): Pair {
  const name = (coin: string): string => RENAMED[coin] ?? coin;
  // By its shape this is what `Pair` means; whether a venue lists it is the venue's to say.
  return `${name(base)}/${name(quote)}${settle === undefined ? "" : `:${name(settle)}`}` as Pair;
}

const NAMED = 5;

/** Null where no column names one. Throws a Refusal where several are named, or one that cannot be read. */
export function namedPair({ symbol, line }: Pick<Table, "symbol" | "line">): Pair | null {
  const pairs = new Set<Pair>();
  for (const text of new Set(symbol)) {
    const pair = pairOf(text);
    if (pair === null) {
      const row = symbol.indexOf(text);
      throw fileRefusal(
        `Nothing was read: the symbol on line ${line[row]} is no pair. Write it like BTC/USDT, or take the column out.`,
      );
    }
    pairs.add(pair);
  }
  if (pairs.size > 1)
    throw fileRefusal(
      `Nothing was read: it holds candles of ${pairs.size} pairs (${listed([...pairs].slice(0, NAMED), pairs.size)}). Leave the rows of one and try again.`,
    );
  return [...pairs][0] ?? null;
}
