/** What a header calls its columns: any case, blanks and punctuation aside. */
import type { Columns } from "./columns.ts";
import { fileRefusal } from "./fault.ts";
import { pairOf, quoteRank } from "./pair.ts";
import { isClock } from "./times.ts";

/** The whole moment in one column, the most exact first. */
const MOMENTS = [
  ...["unix", "unixtime", "unixtimestamp", "epoch", "timestamp", "timestampms", "timestamputc", "ts", "zeitstempel"],
  ...["opentime", "opentimems", "opentimestamp", "starttime", "startat", "start", "begintime", "begin", "t"],
  ...["datetime", "datetimeutc", "timeutc", "gmttime", "zeit", "time", "dateutc", "date", "datum"],
];
const DATES = ["date", "day", "datum", "dateutc"];
const CLOCKS = ["time", "timeutc", "clock", "zeit", "uhrzeit"];

const NAMES = {
  open: ["open", "o", "openprice", "eröffnung", "eröffnungskurs"],
  high: ["high", "h", "highprice", "hoch", "höchst", "höchstkurs"],
  low: ["low", "l", "lowprice", "tief", "tiefst", "tiefstkurs"],
  close: ["close", "c", "closeprice", "schluss", "schlusskurs"],
  baseVolume: ["basevolume", "volumebase", "baseassetvolume", "volumefrom"],
  volume: ["volume", "vol", "v", "volumen"],
  quoteVolume: ["quotevolume", "volumequote", "quoteassetvolume", "quotevol", "turnover", "volumeto"],
  trades: ["count", "trades", "tradecount", "tradescount", "numtrades", "numberoftrades", "nooftrades", "n"],
  symbol: ["symbol", "pair", "ticker", "instrument", "product", "productid", "instid", "market", "tradingpair"],
} as const;
type Name = keyof typeof NAMES;

const CALLED = {
  ...{ open: "open", high: "high", low: "low", close: "close", trades: "number of trades", symbol: "symbol" },
  ...{ baseVolume: "volume in base currency", volume: "volume", quoteVolume: "volume in quote currency" },
} as const satisfies Record<Name, string>;

/** Of a coin: `Volume BTC`. */
const COIN_VOLUME = /^vol(?:ume)?([a-z0-9]{2,6})$/;
/** How many of time, open, high, low, close make a line a header. */
const ENOUGH = 3;

/** How many of time, open, high, low and close these cells name; 0 where they are no header. */
export function headerScore(cells: readonly string[]): number {
  const names = cells.map(bare);
  const found = [MOMENTS, NAMES.open, NAMES.high, NAMES.low, NAMES.close].filter((known) =>
    names.some((name) => known.some((one) => one === name)),
  );
  return found.length >= ENOUGH ? found.length : 0;
}

/** `first` is the row below. Throws a Refusal where a column is missing, or may be one of two. */
export function namedColumns(header: readonly string[], first: readonly string[], line: number): Columns {
  const names = header.map(bare);
  const place = (name: Name): number | null => onlyPlace(names, name, line);
  const needed = (name: Name): number => place(name) ?? missing(line, CALLED[name]);
  const symbol = place("symbol");
  return {
    time: timePlaces(names, first) ?? missing(line, "time"),
    open: needed("open"),
    high: needed("high"),
    low: needed("low"),
    close: needed("close"),
    ...volumeColumn(names, symbol === null ? "" : (first[symbol] ?? ""), line),
    trades: place("trades"),
    symbol,
  };
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function onlyPlace(names: readonly string[], name: Name, line: number): number | null {
  const known: readonly string[] = NAMES[name];
  const places = names.flatMap((one, place) => (known.includes(one) ? [place] : []));
  if (places.length > 1)
    throw fileRefusal(
      `Nothing was read: line ${line} has ${places.length} columns for the ${CALLED[name]}. Leave the right one and try again.`,
    );
  return places[0] ?? null;
}

function timePlaces(names: readonly string[], first: readonly string[]): Columns["time"] | null {
  const [date, clock] = [DATES, CLOCKS].map((known) => names.findIndex((name) => known.includes(name)));
  const isApart = date !== undefined && clock !== undefined && date >= 0 && isClock(first[clock] ?? "");
  const whole = MOMENTS.filter((name) => !isApart || !(DATES.includes(name) || CLOCKS.includes(name)))
    .map((name) => names.indexOf(name))
    .find((place) => place !== -1);
  if (whole !== undefined) return [whole];
  if (isApart) return [date, clock];
  // A table that was written with its index has no name for that.
  return names[0] === "" ? [0] : null;
}

function volumeColumn(
  names: readonly string[],
  symbol: string,
  line: number,
): Pick<Columns, "volume" | "isQuoteVolume"> {
  const base = onlyPlace(names, "baseVolume", line) ?? onlyPlace(names, "volume", line);
  if (base !== null) return { volume: base, isQuoteVolume: false };
  const quote = onlyPlace(names, "quoteVolume", line);
  const ofCoin = coinVolume(names, symbol, line);
  if (ofCoin !== null) return ofCoin;
  return { volume: quote ?? missing(line, CALLED.volume), isQuoteVolume: true };
}

/** Where a column is named by its coin, that coin tells whether it is the pair's base or what it is priced in. */
function coinVolume(
  names: readonly string[],
  symbol: string,
  line: number,
): Pick<Columns, "volume" | "isQuoteVolume"> | null {
  const known: readonly string[] = Object.values(NAMES).flat();
  const coins = names.flatMap((name, place) => {
    const coin = known.includes(name) ? undefined : COIN_VOLUME.exec(name)?.[1]?.toUpperCase();
    return coin === undefined ? [] : [{ coin, place, rank: quoteRank(coin) }];
  });
  const [base] = pairOf(symbol)?.split("/") ?? [];
  const ofBase = coins.find(({ coin }) => coin === base);
  if (ofBase !== undefined) return { volume: ofBase.place, isQuoteVolume: false };
  const [likeliest, second] = coins.toSorted((a, b) => a.rank - b.rank);
  if (likeliest === undefined) return null;
  if (second === undefined)
    return { volume: likeliest.place, isQuoteVolume: base !== undefined || isCash(likeliest.coin) };
  if (likeliest.rank < second.rank) return { volume: second.place, isQuoteVolume: false };
  throw fileRefusal(
    `Nothing was read: line ${line} has volumes in ${likeliest.coin} and ${second.coin}, and nothing says which of them is traded. Leave the right one and try again.`,
  );
}

const isCash = (coin: string): boolean => quoteRank(coin) < quoteRank("BTC");

function missing(line: number, what: string): never {
  throw fileRefusal(
    `Nothing was read: line ${line} has no column for the ${what}. A header is like timestamp,open,high,low,close,volume.`,
  );
}
