/** What a paper account runs on, as `OUTCRY_FEED` and an exchange row name it. */
import { Refusal } from "./errors.ts";
import type { ExchangeName, Pair } from "./ids.ts";

/** Market seconds per second of people's time; max: the next event as soon as the desk is done with the last. */
export type Speed = number | "max";

export type Feed =
  | { readonly kind: "synthetic"; readonly speed: Speed }
  | {
      readonly kind: "replay";
      readonly file: string;
      readonly speed: Speed;
      /** Null: the feed names none. */
      readonly pair: Pair | null;
    }
  | { readonly kind: "live"; readonly exchange: string }
  | {
      readonly kind: "twin";
      /** The account whose market it is a twin of, on one clock with it. */
      readonly of: ExchangeName;
      readonly speed: Speed;
      /** Why its market stands: `paper replays a file`; null while it runs. */
      readonly rests: string | null;
    };

/** `twin:paper`, which only the row of an account says: the account it means; null for what is a feed of its own. */
export function twinOf(source: string | null): ExchangeName | null {
  const [, name] = /^twin:([a-z0-9]{2,30})$/.exec(source ?? "") ?? [];
  return name === undefined ? null : (name as ExchangeName);
}

/** A twin of an account that is on this feed; null: that account is not open. */
export function twinFeed(of: ExchangeName, feed: Feed | null): Feed & { kind: "twin" } {
  switch (feed?.kind) {
    case "synthetic":
      return { kind: "twin", of, speed: feed.speed, rests: null };
    case "replay":
      return { kind: "twin", of, speed: 1, rests: `${of} replays a file` };
    default:
      return { kind: "twin", of, speed: 1, rests: `${of} has no synthetic market` };
  }
}

const SYNTHETIC_SPEED = 60;
const REPLAY_SPEED = 1;

const SPEED = /^(?:max|\d{1,6}(?:\.\d{1,3})?)$/;
const PAIR = /^[A-Z0-9]{1,12}\/[A-Z0-9]{1,12}(?::[A-Z0-9]{1,12})?$/;

/**
 * `synthetic[@SPEED]`, `replay:FILE[@SPEED][,pair=PAIR]` or `live:NAME`. Throws a Refusal that says what is wrong and shows
 * a right one; it never repeats what was typed.
 */
export function parseFeed(text: string): Feed {
  const [, kind, rest] = /^(synthetic|replay:|live:)(.*)$/s.exec(text) ?? [];
  switch (kind) {
    case "synthetic":
      return synthetic(rest ?? "");
    case "replay:":
      return replay(rest ?? "");
    case "live:":
      return live(rest ?? "");
    default:
      throw wrong("A feed is synthetic, replay:FILE or live:NAME, for example replay:candles.csv@600.");
  }
}

function synthetic(rest: string): Feed {
  if (rest === "") return { kind: "synthetic", speed: SYNTHETIC_SPEED };
  if (!rest.startsWith("@")) throw wrong("After synthetic comes nothing or a speed, for example synthetic@60.");
  return { kind: "synthetic", speed: speedOf(rest.slice(1)) };
}

function replay(rest: string): Feed {
  const comma = rest.lastIndexOf(",pair=");
  const pair = comma === -1 ? null : pairOf(rest.slice(comma + ",pair=".length));
  const target = comma === -1 ? rest : rest.slice(0, comma);
  const at = target.lastIndexOf("@");
  const file = at === -1 ? target : target.slice(0, at);
  if (file === "") throw wrong("A replay needs a file, for example replay:candles.csv@600.");
  return { kind: "replay", file, speed: at === -1 ? REPLAY_SPEED : speedOf(target.slice(at + 1)), pair };
}

function live(rest: string): Feed {
  if (!/^[a-z0-9]{2,30}$/.test(rest))
    throw wrong("After live: comes an exchange in small letters, for example live:kraken.");
  return { kind: "live", exchange: rest };
}

function speedOf(text: string): Speed {
  if (text === "max") return "max";
  const speed = Number(text);
  if (!SPEED.test(text) || speed <= 0) {
    throw wrong(
      "The speed after @ must be a number above zero or max, for example synthetic@60 or replay:candles.csv@max.",
    );
  }
  return speed;
}

function pairOf(text: string): Pair {
  if (PAIR.test(text)) return text as Pair;
  throw wrong("The pair must be spelled like BTC/USDT, for example replay:candles.csv@600,pair=ETH/USDT.");
}

function wrong(sentence: string): Refusal {
  return new Refusal("feed", sentence);
}
