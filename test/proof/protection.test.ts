/**
 * Random lives of positions at the paper venue: bought with and without stops, moved, halved, closed, canceled, on bars that
 * gap and touch. After each event and each word nothing is sold that is not held, what is to be protected is, and the books
 * of desk and venue agree to the last digit; with every mixture of what the venue does by itself.
 */
import { describe, expect, it } from "vitest";

import type { Candle } from "../../src/domain/candle.ts";
import type { Pair } from "../../src/domain/ids.ts";
import { from } from "../../src/domain/money.ts";
import { randomFrom, type Random } from "../../src/exchange/random.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { standingHalts } from "../../src/models/halt.ts";
import { Order } from "../../src/models/order.ts";
import { barsOf, BTC, MINUTE, START } from "../support/paper-venue.ts";
import { protectionFaults } from "../support/protection-check.ts";
import { ReplayDesk } from "../support/replay-desk.ts";

const LIVES = 15;
const STEPS = 40;
/** So that a time of funding falls into each life. */
const BEGIN = START + (7 * 60 + 40) * MINUTE;

const SPOT = { pair: BTC, gap: 0.02 };
/** Gaps wide enough for a liquidation, at the leverage that the lives have. */
const PERPETUAL = { pair: "BTC/USDT:USDT" as Pair, gap: 0.08 };

/** A walk of bars about 46,000 with gaps, and now and then so little volume that orders fill in parts. */
function market(random: Random, widest: number): Candle[] {
  const bars: Candle[] = [];
  let last = 46_000;
  for (let index = 0; index < STEPS + 5; index += 1) {
    const open = last * (1 + (random.uniform() < 0.15 ? (random.uniform() - 0.5) * widest : 0));
    const close = open * (1 + random.normal() * 0.002);
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    const high = top * (1 + Math.abs(random.normal()) * 0.001);
    const low = bottom * (1 - Math.abs(random.normal()) * 0.001);
    const price = (value: number) => from(value.toFixed(1));
    const volume = random.uniform() < 0.3 ? from("0.08") : from("100");
    bars.push({
      at: BEGIN + index * MINUTE,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume,
    });
    last = close;
  }
  return bars;
}

const percent = (random: Random, sign: "+" | "-"): string => `${sign}${(0.05 + random.uniform() * 1.2).toFixed(2)}%`;

const one = (random: Random, of: readonly string[]): string => of[Math.floor(random.uniform() * of.length)] ?? "";

/** What a person types next; of a perpetual for either side, so that much of it is refused, too. */
function wordOf(random: Random, pair: Pair): string {
  const amount = (0.001 + random.uniform() * 0.02).toFixed(pair === BTC ? 4 : 3);
  const isShort = pair !== BTC && random.uniform() < 0.5;
  const [enter, leave] = isShort ? ["/sell", "/buy"] : ["/buy", "/sell"];
  const [loss, gain] = isShort ? (["+", "-"] as const) : (["-", "+"] as const);
  const exits = [
    ` sl=${percent(random, loss)}`,
    ` tp=${percent(random, gain)}`,
    ` trail=${(0.1 + random.uniform()).toFixed(2)}%`,
  ];
  return one(random, [
    `${enter} ${pair} ${amount}${exits[0]}${exits[1]}`,
    `${enter} ${pair} ${amount}${exits[2]}`,
    `${enter} ${pair} ${amount} price=${percent(random, loss)}${exits[0]}`,
    `${enter} ${pair} ${amount}`,
    `/protect ${pair}${exits[0]}`,
    `/protect ${pair}${exits[1]}`,
    `/protect ${pair}${exits[2]}`,
    `/protect ${pair} tp=off`,
    `/close ${pair}`,
    `/close ${pair} 50%`,
    `${leave} ${pair} 30% price=${percent(random, gain)}`,
    "/cancel all",
    "",
    "",
  ]);
}

async function speak(desk: ReplayDesk, random: Random, pair: Pair): Promise<string> {
  const { trader } = desk;
  const word = wordOf(random, pair);
  if (word === "") return word;
  // A liquidation halts the pair.
  if ((await standingHalts(trader.desk.db.reader)).length > 0) await trader.resume();
  await trader.type(word);
  const [waiting] = await Order.query(trader.desk.db.reader).where({ state: "proposed", purpose: "entry" });
  if (waiting !== undefined) await trader.type(`/${random.uniform() < 0.8 ? "approve" : "reject"} ${waiting.id}`);
  const newest = await Order.query(trader.desk.db.reader).orderBy("id", "desc").first();
  if (word === "/cancel all" && newest !== undefined) await trader.type(`/cancel all ${newest.id}`);
  return word;
}

// prettier-ignore
const ABILITIES = [
  ["all",                          {}],
  ["nothing but changing",         { links: "no", trailing: "no" }],
  ["no changing",                  { amends: "no" }],
  ["neither links nor changing",   { links: "no", amends: "no", trailing: "no" }],
] as const;

interface Lived {
  words: number;
  funding: number;
  liquidations: number;
}

async function live(seed: number, of: typeof SPOT, settings: Partial<PaperSettings>, lived: Lived): Promise<void> {
  const random = randomFrom(seed);
  const source = barsOf(market(random, of.gap), "replay:lives", of.pair);
  const desk = await ReplayDesk.open(source, { ...settings, spreadPercent: "0.02" });
  const history: string[] = [];
  const check = async (when: string): Promise<void> =>
    expect(
      await protectionFaults(desk.trader.desk, desk.floor.venue),
      `seed ${seed}${when}: ${history.join("; ")}`,
    ).toEqual([]);
  try {
    if (of !== SPOT) await desk.trader.type("/limits leverage 20");
    for (let step = 0; step < STEPS; step += 1) {
      history.push(await speak(desk, random, of.pair));
      lived.words += history.at(-1) === "" ? 0 : 1;
      desk.trader.desk.clock.advance(2_000);
      await desk.touch();
      await check("");
      if (!(await desk.step())) break;
      await check(", bar");
    }
    const { venue } = desk.floor;
    lived.funding += (await venue.funding(0)).length;
    lived.liquidations += (await venue.fills(0)).filter(({ isForced }) => isForced).length;
  } finally {
    await desk.close();
  }
}

describe.each([
  ["spot", SPOT],
  ["a perpetual", PERPETUAL],
] as const)("lives on %s", (_kind, of) => {
  it.each(ABILITIES)(`${LIVES} at a venue that does %s`, async (_name, settings) => {
    const lived: Lived = { words: 0, funding: 0, liquidations: 0 };
    for (let seed = 1; seed <= LIVES; seed += 1) await live(seed, of, settings, lived);
    console.log(`${LIVES} lives, ${JSON.stringify(lived)}`);
    const seen = of === SPOT ? [lived.words] : Object.values(lived);
    expect(Math.min(...seen)).toBeGreaterThan(0);
  });
});
