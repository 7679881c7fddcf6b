import { afterEach, describe, expect, it } from "vitest";

import { ConfigError, Refusal } from "../../src/domain/errors.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { type AccountOptions, openAccount } from "../../src/exchange/open.ts";
import { parseCandles } from "../../src/series/csv/parse.ts";
import { closeFloors, newFile, NO_LOG, plain } from "../support/paper-venue.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await closeFloors();
});

const CSV = `timestamp,open,high,low,close,volume
1640995200000,46000,46100,45900,46050,12
1640995260000,46050,46100,46000,46010,9
`;
const read = (text: string) => parseCandles(new TextEncoder().encode(text), Date.UTC(2026, 0));

const PERCENTS = { feePercent: "0.2", spreadPercent: "0.02", slippagePercent: "0" };

function options(change: Partial<AccountOptions> = {}, row: Partial<AccountOptions["exchange"]> = {}): AccountOptions {
  const settings = PERCENTS;
  return {
    exchange: { name: "paper" as ExchangeName, mode: "paper", source: null, settings, ...row },
    feed: "synthetic",
    opened: [],
    file: newFile(),
    readCandles: () => read(CSV),
    pace: async () => "full",
    idle: async () => undefined,
    onEnd: () => undefined,
    clock: { now: () => 0 },
    log: NO_LOG,
    ...change,
  };
}

async function opened(given: AccountOptions) {
  const account = await openAccount(given);
  closing.push(() => account.gateway.stop());
  return account;
}

describe("an account is opened from its row", () => {
  it("on the feed of the desk, with the row's percents", async () => {
    const { gateway, feed, notes } = await opened(options());
    expect([gateway.exchange, gateway.mode, feed.kind, notes]).toEqual(["paper", "paper", "synthetic", []]);
    const [market] = await gateway.markets();
    expect(plain(market)).toMatchObject({
      pair: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      tick: "0.1",
      maker: "0.002",
      taker: "0.002",
    });
    expect(gateway.now()).toBe(Date.UTC(2020, 0, 1));
  });

  it("on a feed of its own where the row names one", async () => {
    const { gateway, notes } = await opened(options({}, { source: "replay:candles.csv@600,pair=ETH/USDT" }));
    expect((await gateway.markets()).map(({ pair }) => pair)).toEqual(["ETH/USDT"]);
    expect(notes).toEqual(["The feed replays 2 candles of ETH/USDT from candles.csv."]);
  });

  it("on BTC/USDT where a replay names no pair, and says so; also what its reader made of the file", async () => {
    const readCandles = () => read(CSV.replace("volume", "quote_volume"));
    const { notes } = await opened(options({ feed: "replay:c.csv", readCandles }));
    expect(notes).toEqual([
      "The feed replays 2 candles of BTC/USDT from c.csv.",
      "Its volume is in quote currency and was divided by the close.",
    ]);
  });

  const OF_ETH = CSV.replace("volume", "volume,symbol").replaceAll(/,(\d+)\n/g, ",$1,ETHUSDT\n");

  it("on the pair that a column of the file names", async () => {
    const { gateway, notes } = await opened(options({ feed: "replay:c.csv", readCandles: () => read(OF_ETH) }));
    expect((await gateway.markets()).map(({ pair }) => pair)).toEqual(["ETH/USDT"]);
    expect(notes).toEqual(["The feed replays 2 candles of ETH/USDT from c.csv."]);
  });

  it("on the pair that the feed names where the file names another, and says both", async () => {
    const feed = "replay:c.csv,pair=SOL/USDT";
    const { notes } = await opened(options({ feed, readCandles: () => read(OF_ETH) }));
    expect(notes).toEqual(["The feed replays 2 candles of SOL/USDT from c.csv.", "Its own column says ETH/USDT."]);
  });

  it("with usual percents where the row has none", async () => {
    const { gateway } = await opened(options({}, { settings: {} }));
    expect(plain(await gateway.markets())).toMatchObject([{ taker: "0.001" }, {}, {}, {}, {}]);
  });

  it("with a fee of its own for makers and takers, and without what it is told to lack", async () => {
    const settings = {
      ...PERCENTS,
      makerFeePercent: "-0.01",
      takerFeePercent: "0.05",
      trailing: "no",
      amends: "no",
    } as const;
    const { gateway } = await opened(options({}, { settings }));
    expect(plain((await gateway.markets())[0])).toMatchObject({ maker: "-0.0001", taker: "0.0005" });
    expect(gateway.can).toEqual({ stops: true, trailing: false, links: true, amends: false });
  });

  const twinOf = async (feed: string, rows = {}) => {
    const file = newFile();
    const paper = await opened(options({ feed, file }));
    const row = { name: "paper2" as ExchangeName, source: "twin:paper", ...rows };
    return { paper, paper2: await opened(options({ feed, file, opened: [paper] }, row)) };
  };

  it("as the twin of another, at its time and speed and with prices of its own", async () => {
    const { paper, paper2 } = await twinOf("synthetic@5");
    expect(paper2.feed).toEqual({ kind: "twin", of: "paper", speed: 5, rests: null });
    expect(paper2.gateway.now()).toBe(paper.gateway.now());
    expect((await paper2.gateway.markets()).map(({ pair }) => pair)).toEqual(
      (await paper.gateway.markets()).map(({ pair }) => pair),
    );
  });

  it("as a twin that rests where the other replays a file, or is not there", async () => {
    const { paper2 } = await twinOf("replay:c.csv");
    expect(paper2.feed).toMatchObject({ kind: "twin", rests: "paper replays a file" });
    const alone = await opened(options({}, { source: "twin:paper" }));
    expect(alone.feed).toMatchObject({ kind: "twin", rests: "paper has no synthetic market" });
    expect(paper2.notes).toEqual([]);
  });

  const readFails = async (): Promise<never> => {
    throw new Refusal("file", "Line 2 is wrong: its high must be the highest of its prices.");
  };
  const refused: readonly (readonly [what: string, given: () => AccountOptions, sentence: string])[] = [
    [
      "a live account",
      () => options({}, { mode: "live" }),
      "paper is a live account. Trading on a real exchange is not built yet",
    ],
    ["a live feed", () => options({ feed: "live:kraken" }), "set OUTCRY_FEED=synthetic"],
    [
      "a desk that is to be a twin as a whole",
      () => options({ feed: "twin:paper" }),
      "A feed is synthetic, replay:FILE",
    ],
    ["a feed that is none", () => options({ feed: "synthetic@0" }), "must be a number above zero or max"],
    ["a file that is wrong", () => options({ feed: "replay:c.csv", readCandles: readFails }), "Line 2 is wrong"],
    [
      "candles of an hour",
      () => options({ feed: "replay:c.csv", readCandles: () => read(CSV.replace("1640995260000", "1640998800000")) }),
      "A replay needs candles of 1m, and those in c.csv are of 1h: name a file of one-minute candles.",
    ],
    ["a pair without rules", () => options({ feed: "replay:c.csv,pair=DOGE/USDT" }), "does not list DOGE/USDT"],
    [
      "a fee that is no percent",
      () => options({}, { settings: { ...PERCENTS, takerFeePercent: "a tenth" } }),
      'The paper account\'s setting takerFeePercent is "a tenth": write a percent such as "0.1".',
    ],
    [
      "a fee in no coin",
      () => options({}, { settings: { ...PERCENTS, feeAsset: "bnb!" } }),
      'The paper account\'s setting feeAsset is "bnb!": write "quote", "base" or a coin such as "BNB".',
    ],
    [
      "half of an ability",
      () => options({}, { settings: { ...PERCENTS, stops: "maybe" as "yes" } }),
      'The paper account\'s setting stops is "maybe": write "yes" or "no".',
    ],
    [
      "a fault that cannot be meant",
      () => options({}, { settings: { ...PERCENTS, downPercent: "often" } }),
      'The paper account\'s setting downPercent is "often": write a percent from 0 to 100 such as "2.5".',
    ],
    [
      "a book that cannot be written",
      () => options({ file: "/proc/none/paper.db" }),
      "Cannot use the paper venue's book /proc/none/paper.db",
    ],
  ];
  it.each(refused)("not for %s: a sentence says what to do", async (_what, given, sentence) => {
    const opening = openAccount(given());
    await expect(opening).rejects.toBeInstanceOf(ConfigError);
    await expect(opening).rejects.toThrow(sentence);
  });
});
