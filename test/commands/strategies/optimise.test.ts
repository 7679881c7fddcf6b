import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { renderText } from "../../../src/chat/text/text.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Optimisation } from "../../../src/models/optimisation.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { endInterrupted, optimiseDue } from "../../../src/research/optimising.ts";
import { type CandleKey, IMPORTED } from "../../../src/series/store.ts";
import { NOW } from "../../support/database.ts";
import { wanderingMinutes } from "../../support/engine.ts";
import { BTC } from "../../support/paper-venue.ts";
import { Trader } from "../../support/trader.ts";

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open("sqlite", undefined, "initial");
});
afterEach(() => trader.close());

const DAY = 1_440;
const RANGES = "fast=3..9/3 slow=12,20";
const LINE = `/optimise trend BTC/USDT all ${RANGES} timeframe=5m size=1 guards=off`;

async function imported(count = 11 * DAY): Promise<void> {
  const key: CandleKey = { exchange: trader.venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
  const minutes = wanderingMinutes(count, 3, 10_000);
  for (let i = 0; i < count; i += 1_000)
    await trader.series.candles.append([{ key, candles: minutes.slice(i, i + 1_000) }]);
}

const rows = () => Optimisation.query(trader.desk.db.reader);
const work = (signal = new AbortController().signal) => optimiseDue(trader.app, signal);
const newest = () => Alert.query(trader.desk.db.reader).orderBy("id", "desc").first().throwIfNotFound();

async function card(): Promise<{ said: string; runs: string[]; isFinal: boolean }> {
  const { reply, isFinal } = await newest();
  const runs = reply.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons.map(({ run }) => run) : []));
  return { said: renderText(reply, { zone: "UTC", now: NOW }), runs, isFinal };
}

describe("an optimisation", () => {
  it("answers at once with a card that can be canceled, and is told to the chat that asked alone", async () => {
    await imported();
    const said = await trader.type(LINE);
    expect(said).toContain("Optimising Trend following · BTC/USDT");
    expect(said).toContain("0 %, 0 of 6 sets");
    expect(await card()).toMatchObject({ runs: ["optimise cancel 1"], isFinal: false });
  });

  it("ends with its best sets, what they did where nobody had looked, and how much of it is luck", async () => {
    await imported();
    await trader.type(LINE);
    await work();
    const { said, isFinal } = await card();
    for (const part of [
      /Best of 6: fast=\d slow=\d\d, [−+][\d.]+ % in all, [−+][\d.]+ % where nobody had looked/,
      /all 6 combinations\. Ranked by the Sharpe ratio of 4 of 5 parts/,
      /# +All % +Sharpe +Fall +Last/,
      /1: fast=\d slow=\d\d, \d+ round trips/,
      /Walk-forward +4 parts, each with what was best before it: [−+]/,
      /6 sets tried: the best of so many has a Sharpe ratio of [\d.]+ by luck alone/,
      /Deflated Sharpe ratio 0\.\d\d: /,
    ])
      expect(said).toMatch(part);
    expect((await newest()).reply.blocks).toContainEqual(
      expect.objectContaining({ kind: "chart", chart: expect.objectContaining({ kind: "heat" }) as unknown }),
    );
    expect(isFinal).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it("shows figures that a backtest of the winner shows, too", async () => {
    await imported();
    await trader.type(LINE);
    await work();
    const { said, runs } = await card();
    const [, settings = "", made = ""] = /Best of 6: (\S+ \S+), (\S+ %) in all/.exec(said) ?? [];
    const own = `${settings} timeframe=5m size=1`;
    expect(runs).toEqual([`strategy trend set ${own}`, `backtest trend BTC/USDT all ${own} guards=off`]);
    expect(await trader.type(`/${runs[1]}`)).toContain(`, ${made} · backtest`);
  });

  it("offers to use them to who may set strategies alone", async () => {
    await imported();
    const ann = await trader.letIn("Ann", "trader");
    await trader.ask(LINE, null, ann);
    await work();
    expect((await card()).runs).toEqual([expect.stringMatching(/^backtest /)]);
  });

  it("comes to the same each time, also where a sample is tried", async () => {
    await imported();
    const line = "/optimise trend BTC/USDT all fast=3..30 slow=12..60 timeframe=5m size=1 guards=off trials=12";
    const told: string[] = [];
    for (const _ of [1, 2]) {
      await trader.type(line);
      await work();
      told.push((await card()).said.replace(/no\. \d+/, ""));
    }
    expect(told[0]).toContain("12 of 1372 combinations, by chance");
    expect(told[1]).toBe(told[0]);
  });

  it("leaves out what does not go together, and says how many", async () => {
    await imported();
    await trader.type("/optimise trend BTC/USDT all fast=3,6,15 slow=12,20 timeframe=5m guards=off");
    await work();
    expect((await card()).said).toContain("all 6 combinations; 1 do not go together");
  });

  it("holds the limits of the desk where the winners are run, and says what they refuse", async () => {
    await imported();
    await trader.type(`/optimise trend BTC/USDT all ${RANGES} timeframe=5m sizing=equity size=20 most=100`);
    await work();
    expect((await card()).said).toMatch(/The desk's limits refused entries \(\d+ of set 1/);
  });

  it("says so where nothing trades enough to be ranked", async () => {
    await imported(5 * DAY);
    await trader.type("/optimise breakout BTC/USDT all volume=18,20 channel=20,30 timeframe=5m guards=off");
    await work();
    const { said, isFinal } = await card();
    expect(said).toContain("None of 4 sets traded enough to be ranked");
    expect(isFinal).toBe(true);
  });

  it("is there one at a time: a second one is refused, with how to end the first", async () => {
    await imported();
    await trader.type(LINE);
    const { said, isRefused } = await trader.ask(LINE);
    expect(said).toContain("Optimisation no. 1 is at work, and there is one at a time");
    expect(isRefused).toBe(true);
    expect(await rows()).toHaveLength(1);
  });
});

describe("an end before its end", () => {
  it("by who cancels it stands on the card, whatever the threads were at", async () => {
    await imported();
    await trader.type(LINE);
    const working = work();
    const ann = await trader.letIn("Ann", "trader");
    await trader.ask("/optimise cancel 1", null, ann);
    await working;
    const { said, runs, isFinal } = await card();
    expect(said).toMatch(/Canceled by Ann in the local chat, \d\d:\d\d:\d\d: the optimisation of Trend following/);
    expect(runs).toEqual([LINE.slice(1)]);
    expect(isFinal).toBe(true);
    const { said: again, isRefused } = await trader.ask("/optimise cancel 1");
    expect(again).toContain("No optimisation no. 1 is at work");
    expect(isRefused).toBe(true);
  });

  it("by a stop of the desk is told at its next start, with how to run it again", async () => {
    await imported();
    await trader.type(LINE);
    await work(AbortSignal.abort());
    expect(await card()).toMatchObject({ isFinal: false });
    await endInterrupted(trader.app);
    const { said, runs, isFinal } = await card();
    expect(said).toContain("Interrupted: the optimisation of Trend following · BTC/USDT");
    expect(said).toContain(`Run it again: ${LINE}`);
    expect(runs).toEqual([LINE.slice(1)]);
    expect(isFinal).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it("by candles that have gone meanwhile is a sentence on the card", async () => {
    await imported();
    await trader.type(LINE);
    const key: CandleKey = { exchange: trader.venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
    await trader.series.candles.remove(key, { from: 0, to: Number.MAX_SAFE_INTEGER });
    await work();
    const { said, isFinal } = await card();
    expect(said).toContain("Not optimised: Trend following");
    expect(said).toContain("npx outcry candles import FILE");
    expect(isFinal).toBe(true);
    expect(await rows()).toEqual([]);
  });
});

describe("what cannot be meant is one sentence, and begins nothing", () => {
  it.each([
    ["/optimise trnd BTC/USDT all fast=3..9", /There is no strategy trnd\. Did you mean trend\?/],
    ["/optimise trend BTC/UDST all fast=3..9", /I don't know the pair BTC\/UDST/],
    ["/optimise trend BTC/USDT 2022-13 fast=3..9", /"2022-13" is not a period/],
    ["/optimise trend BTC/USDT 2019 fast=3..9", /no minutes of BTC\/USDT in that period: they go from/],
    ["/optimise trend BTC/USDT all fsat=3..9", /trend has no parameter fsat/],
    ["/optimise trend BTC/USDT all fast=150..250/50", /fast=250 cannot be tried with trend: /],
    ["/optimise trend BTC/USDT all fast=9..3", /fast=9\.\.3 is no range: type it like fast=5\.\.20\/5/],
    [
      "/optimise trend BTC/USDT all slow=20 timeframe=5m",
      /Nothing varies there.*fast=6,9,12,18,24 slow=10,15,20,30,40/,
    ],
    ["/optimise trend BTC/USDT all", /Nothing varies there/],
    ["/optimise grid BTC/USDT all levels=5..9", /grid cannot be optimised yet/],
    ["/optimise dca BTC/USDT all every=5..9", /dca cannot be optimised yet/],
    ["/optimise trend BTC/USDT all size=1..5", /size is what it trades with, and cannot vary here/],
    ["/optimise trend BTC/USDT all fast=3..9 trials=5000", /from 2 to 2000, and not 5000/],
    ["/optimise trend BTC/USDT all fast=3..9 guards=maybe", /guards is on or off/],
    ["/optimise trend BTC/USDT all fast=3..9 pairs=ETH/USDT", /pairs is no matter of a backtest/],
    ["/optimise trend BTC/USDT all fast=20,30 slow=10", /fast must be below slow/],
    [
      "/optimise trend BTC/USDT all fast=2..200 slow=3..400 atr=2..100 stop=0.5..20/0.1 target=0..20/0.1",
      /more than 1000000000 combinations: take larger steps/,
    ],
    ["/optimise trend BTC/USDT all timeframe=15m fast=3..9 slow=300", /There are 480 candles of 15m .* has seen 3000/],
    ["/optimise trend BTC/USDT 2022-01-02 timeframe=5m fast=3..9", /1 whole days in that period.* needs 4/],
    ["/optimise trend 3 fast=3..9", /"3" is not a pair/],
    ["/optimise cancel BTC/USDT", /cancel takes the number on the card alone/],
    ["/optimise cancel 3 all", /cancel takes the number on the card alone/],
    ["/optimise cancel 3", /No optimisation no\. 3 is at work/],
  ])("%s", async (line, sentence) => {
    await imported(5 * DAY);
    const { said, isRefused } = await trader.ask(line);
    expect(said).toMatch(sentence);
    expect(isRefused).toBe(true);
    expect(await rows()).toEqual([]);
    expect(await Strategy.query(trader.desk.db.reader).where("updated_at", ">", NOW)).toEqual([]);
  });
});
