import { describe, expect, it } from "vitest";

import { Refusal } from "../../src/domain/errors.ts";
import { type Feed, parseFeed } from "../../src/domain/feed.ts";

describe("a feed", () => {
  const right: readonly (readonly [text: string, feed: object])[] = [
    ["synthetic", { kind: "synthetic", speed: 60 }],
    ["synthetic@1", { kind: "synthetic", speed: 1 }],
    ["synthetic@0.5", { kind: "synthetic", speed: 0.5 }],
    ["synthetic@max", { kind: "synthetic", speed: "max" }],
    ["replay:candles.csv", { kind: "replay", file: "candles.csv", speed: 1, pair: null }],
    ["replay:../data/a b.csv@600", { kind: "replay", file: "../data/a b.csv", speed: 600, pair: null }],
    ["replay:a@b.csv@max", { kind: "replay", file: "a@b.csv", speed: "max", pair: null }],
    ["replay:c.csv,pair=ETH/USDT", { kind: "replay", file: "c.csv", speed: 1, pair: "ETH/USDT" }],
    [
      "replay:C:\\c,d.csv@2,pair=BTC/USDT:USDT",
      { kind: "replay", file: "C:\\c,d.csv", speed: 2, pair: "BTC/USDT:USDT" },
    ],
    ["live:kraken", { kind: "live", exchange: "kraken" }],
  ];
  it.each(right)("%s is read", (text, feed) => {
    expect(parseFeed(text)).toEqual(feed as Feed);
  });

  const speed = "The speed after @ must be a number above zero or max";
  const pair = "The pair must be spelled like BTC/USDT";
  const wrong: readonly (readonly [text: string, sentence: string])[] = [
    ["", "A feed is synthetic, replay:FILE or live:NAME"],
    ["Synthetic", "A feed is synthetic, replay:FILE or live:NAME"],
    ["candles.csv", "A feed is synthetic, replay:FILE or live:NAME"],
    ["synthetic60", "After synthetic comes nothing or a speed"],
    ["synthetic@", speed],
    ["synthetic@0", speed],
    ["synthetic@-1", speed],
    ["synthetic@1e3", speed],
    ["synthetic@fast", speed],
    ["replay:", "A replay needs a file"],
    ["replay:@5", "A replay needs a file"],
    ["replay:c.csv@5x", speed],
    ["replay:c.csv,pair=btc", pair],
    ["replay:c.csv,pair=", pair],
    ["live:", "After live: comes an exchange"],
    ["live:Kraken!", "After live: comes an exchange"],
  ];
  it.each(wrong)("%j is refused with a sentence and an example", (text, sentence) => {
    expect(() => parseFeed(text)).toThrow(Refusal);
    expect(() => parseFeed(text)).toThrow(sentence);
    expect(() => parseFeed(text)).toThrow("for example ");
  });
});
