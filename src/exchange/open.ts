/** From an exchange row to its gateway. */
import { ConfigError, Refusal } from "../domain/errors.ts";
import { type Feed, parseFeed } from "../domain/feed.ts";
import type { Pair } from "../domain/ids.ts";
import type { Exchange } from "../models/exchange.ts";
import type { MarketSource } from "./market-source.ts";
import { readSettings, type VenueSettings } from "./paper/settings.ts";
import { openPaperVenue, type PaperVenue, type PaperVenueOptions } from "./paper/venue.ts";
import { type ReplayRows, replaySource } from "./replay.ts";
import { syntheticSource } from "./synthetic.ts";

export interface AccountOptions extends Pick<PaperVenueOptions, "pace" | "idle" | "onEnd" | "clock" | "log" | "sleep"> {
  readonly exchange: Pick<Exchange, "name" | "mode" | "source" | "settings">;
  /** OUTCRY_FEED: for a row that names no source of its own. */
  readonly feed: string;
  /** Of the paper venue's book. */
  readonly file: string;
  /** Candles of the file that a replay names. Throws a Refusal where they cannot be read. */
  readonly readCandles: (file: string) => Promise<FeedRows>;
}

export interface FeedRows extends ReplayRows {
  readonly volumeWas: "base" | "quote";
}

export interface OpenAccount {
  readonly gateway: PaperVenue;
  readonly feed: Feed;
  /** For the people who start the desk, a sentence each. */
  readonly notes: readonly string[];
}

const REPLAYED_PAIR = "BTC/USDT" as Pair;

/** Throws a ConfigError with a sentence where the account cannot be opened; then nothing is left open. */
export async function openAccount(options: AccountOptions): Promise<OpenAccount> {
  const { exchange } = options;
  const text = exchange.source ?? options.feed;
  try {
    if (exchange.mode === "live")
      throw new Refusal(
        "mode",
        `${exchange.name} is a live account. Trading on a real exchange is not built yet: use a paper account.`,
      );
    const feed = parseFeed(text);
    const settings = readSettings(exchange.settings);
    const { source, speed, note } = await sourceOf(feed, settings, options.readCandles);
    const gateway = await openPaperVenue({ ...options, exchange: exchange.name, settings, source, speed });
    return { gateway, feed, notes: [...(note === null ? [] : [note]), ...changeNote(gateway)] };
  } catch (error) {
    if (error instanceof Refusal) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
}

function changeNote({ exchange, earlierSource }: PaperVenue): string[] {
  if (earlierSource === null) return [];
  return [
    `${exchange} was on ${earlierSource} before: market time and prices begin anew, what it holds and what rests stays.`,
  ];
}

interface OpenSource extends Pick<PaperVenueOptions, "source" | "speed"> {
  readonly note: string | null;
}

async function sourceOf(
  feed: Feed,
  { spread }: VenueSettings,
  readCandles: AccountOptions["readCandles"],
): Promise<OpenSource> {
  switch (feed.kind) {
    case "synthetic":
      return { source: syntheticSource({ spread }), speed: feed.speed, note: null };
    case "replay":
      return replayOf(feed, await readCandles(feed.file));
    case "live":
      throw new Refusal(
        "feed",
        "Public prices of an exchange are not built yet: set OUTCRY_FEED=synthetic or OUTCRY_FEED=replay:candles.csv@600.",
      );
  }
}

function replayOf({ file, pair: named, speed }: Feed & { kind: "replay" }, rows: FeedRows): OpenSource {
  const pair = named ?? REPLAYED_PAIR;
  const source: MarketSource = replaySource({ name: `replay:${file},pair=${pair}`, pair, rows });
  const volume = rows.volumeWas === "quote" ? "; its volume is in quote currency and was divided by the close" : "";
  return { source, speed, note: `The feed replays ${rows.length} candles of ${pair} from ${file}${volume}.` };
}
