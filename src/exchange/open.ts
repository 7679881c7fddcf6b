/** From an exchange row to its gateway. */
import type { Timeframe } from "../domain/candle.ts";
import { ConfigError, Refusal } from "../domain/errors.ts";
import { type Feed, parseFeed, twinFeed, twinOf } from "../domain/feed.ts";
import type { Pair } from "../domain/ids.ts";
import type { Exchange } from "../models/exchange.ts";
import type { MarketSource } from "./market-source.ts";
import { earlierSource } from "./paper/earlier-source.ts";
import { readSettings, type VenueSettings } from "./paper/settings.ts";
import { openPaperVenue, type PaperVenue, type PaperVenueOptions } from "./paper/venue.ts";
import { type ReplayRows, replaySource } from "./replay.ts";
import { syntheticSource, twinSource } from "./synthetic/source.ts";

export interface AccountOptions extends Pick<PaperVenueOptions, "pace" | "idle" | "onEnd" | "clock" | "log" | "sleep"> {
  readonly exchange: Pick<Exchange, "name" | "mode" | "source" | "settings">;
  /** OUTCRY_FEED, for a row that names no source of its own; null where that is not set. */
  readonly feed: string | null;
  /** The accounts that are open already: a twin is opened after the one whose market it is a twin of. */
  readonly opened: readonly OpenAccount[];
  /** Of the paper venue's book. */
  readonly file: string;
  /** Candles of the file that a replay names. Throws a Refusal where they cannot be read. */
  readonly readCandles: (file: string) => Promise<FeedRows>;
}

export interface FeedRows extends ReplayRows {
  readonly timeframe: Timeframe;
  /** What the file names; null where it names none. */
  readonly pair: Pair | null;
  /** On how the file was read, a sentence each. */
  readonly notes: readonly string[];
}

export interface OpenAccount {
  readonly gateway: PaperVenue;
  readonly feed: Feed;
  /** For the people who start the desk, a sentence each. */
  readonly notes: readonly string[];
}

const REPLAYED_PAIR = "BTC/USDT" as Pair;
const REPLAYED_TIMEFRAME: Timeframe = "1m";

/** Throws a ConfigError with a sentence where the account cannot be opened; then nothing is left open. */
export async function openAccount(options: AccountOptions): Promise<OpenAccount> {
  const { exchange, opened } = options;
  try {
    if (exchange.mode === "live")
      throw new Refusal(
        "mode",
        `${exchange.name} is a live account. Trading on a real exchange is not built yet: use a paper account.`,
      );
    const twin = twinOf(exchange.source);
    const first = opened.find(({ gateway }) => gateway.exchange === twin) ?? null;
    const feed = twin === null ? parseFeed(await feedOf(options)) : twinFeed(twin, first?.feed ?? null);
    const settings = readSettings(exchange.settings);
    const market = await sourceOf(feed, settings, options.readCandles);
    const leader = feed.kind === "twin" && feed.rests === null && first !== null ? first.gateway : null;
    const gateway = await openPaperVenue({ ...options, exchange: exchange.name, settings, leader, ...market });
    return { gateway, feed, notes: [...market.notes, ...changeNote(gateway)] };
  } catch (error) {
    if (error instanceof Refusal) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
}

/** Where nobody names one, an account goes on with what it was on: another market would fill what rests there. */
async function feedOf({ exchange, feed, file }: AccountOptions): Promise<string> {
  return exchange.source ?? feed ?? (await earlierSource(file, exchange.name)) ?? "synthetic";
}

function changeNote({ exchange, earlierSource }: PaperVenue): string[] {
  if (earlierSource === null) return [];
  return [
    `${exchange} was on ${earlierSource} before: market time and prices begin anew, what it holds and what rests stays.`,
  ];
}

interface OpenSource extends Pick<PaperVenueOptions, "source" | "speed"> {
  readonly notes: readonly string[];
}

async function sourceOf(
  feed: Feed,
  { spread }: VenueSettings,
  readCandles: AccountOptions["readCandles"],
): Promise<OpenSource> {
  switch (feed.kind) {
    case "synthetic":
      return { source: syntheticSource({ spread }), speed: feed.speed, notes: [] };
    case "replay":
      return replayOf(feed, await readCandles(feed.file));
    case "twin":
      return { source: twinSource({ spread }), speed: feed.speed, notes: [] };
    case "live":
      throw new Refusal(
        "feed",
        "Public prices of an exchange are not built yet: set OUTCRY_FEED=synthetic or OUTCRY_FEED=replay:candles.csv@600.",
      );
  }
}

function replayOf({ file, pair: asked, speed }: Feed & { kind: "replay" }, rows: FeedRows): OpenSource {
  if (rows.timeframe !== REPLAYED_TIMEFRAME)
    throw new Refusal(
      "feed",
      `A replay needs candles of ${REPLAYED_TIMEFRAME}, and those in ${file} are of ${rows.timeframe}: name a file of one-minute candles.`,
    );
  const pair = asked ?? rows.pair ?? REPLAYED_PAIR;
  const source: MarketSource = replaySource({ name: `replay:${file},pair=${pair}`, pair, rows });
  const other = rows.pair === null || rows.pair === pair ? [] : [`Its own column says ${rows.pair}.`];
  return {
    source,
    speed,
    notes: [`The feed replays ${rows.length} candles of ${pair} from ${file}.`, ...other, ...rows.notes],
  };
}
